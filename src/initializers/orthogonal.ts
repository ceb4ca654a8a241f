/**
 * Matrices that keep lengths.
 *
 * @module
 */
import { finiteNumber, wrongShape } from "../check.ts";
import { sizeOf } from "../tensor.ts";
import { Drawn, type RandomOptions } from "./initializer.ts";

/** Options of {@link Orthogonal}. */
export interface OrthogonalOptions extends RandomOptions {
  /** By what the matrix is multiplied; defaults to 1. */
  gain?: number | undefined;
}

/**
 * A matrix with orthonormal rows, or columns if they are fewer; Saxe et al. 2014. A weight of more axes is taken as a
 * matrix with its last axis as columns; one that holds several gates side by side is one matrix.
 */
export class Orthogonal extends Drawn<OrthogonalOptions> {
  static readonly className = "Orthogonal";

  constructor(options: OrthogonalOptions = {}) {
    super({ gain: 1, seed: null }, options);
    finiteNumber("Orthogonal", "gain", this.options.gain);
  }

  /** The first numbers of a weight of that shape, row-major. */
  override make(shape: readonly number[]): Float32Array {
    if (shape.length < 2) throw wrongShape("Orthogonal", "the weight must have 2 axes or more", shape);
    const rows = sizeOf(shape.slice(0, -1));
    const columns = shape.at(-1)!;
    const [count, length] = rows < columns ? [rows, columns] : [columns, rows];
    const source = this.source();
    const vectors = Array.from({ length: count }, () => Float64Array.from({ length }, () => source.normal()));
    orthonormalize(vectors);
    const { gain } = this.options;
    const numbers = new Float32Array(rows * columns);
    vectors.forEach((vector, i) => {
      const [start, stride] = rows < columns ? [i * columns, 1] : [i, columns];
      for (let j = 0; j < length; j++) numbers[start + j * stride] = gain * vector[j]!;
    });
    return numbers;
  }
}

// Vectors that are made orthogonal to earlier ones together, so that each number is fetched once for four products.
const PANEL = 4;

/**
 * Makes vectors orthonormal, each in the span of itself and those before it: the Q of a QR decomposition whose R has a
 * positive diagonal. Gram–Schmidt in its modified form, whose error grows with the condition of the vectors only
 * linearly; for random vectors in float64 it is far below the resolution of float32.
 */
function orthonormalize(vectors: readonly Float64Array[]): void {
  for (let start = 0; start < vectors.length; start += PANEL) {
    const panel = vectors.slice(start, start + PANEL);
    for (let j = 0; j < start; j += 2) {
      if (panel.length === PANEL) projectPanel(panel, vectors[j]!, vectors[j + 1]!);
      else for (const vector of panel) project(project(vector, vectors[j]!), vectors[j + 1]!);
    }
    panel.forEach((vector, i) => {
      for (let j = 0; j < i; j++) project(vector, panel[j]!);
      let square = 0;
      for (const value of vector) square += value * value;
      const length = Math.sqrt(square);
      for (let k = 0; k < vector.length; k++) vector[k]! /= length;
    });
  }
}

/** Takes from a vector its part along a unit vector. */
function project(vector: Float64Array, unit: Float64Array): Float64Array {
  let along = 0;
  for (let k = 0; k < vector.length; k++) along += vector[k]! * unit[k]!;
  for (let k = 0; k < vector.length; k++) vector[k]! -= along * unit[k]!;
  return vector;
}

/** Takes from four vectors their parts along two unit vectors that are orthogonal to each other. */
function projectPanel(panel: readonly Float64Array[], u: Float64Array, v: Float64Array): void {
  const a = panel[0]!;
  const b = panel[1]!;
  const c = panel[2]!;
  const d = panel[3]!;
  let au = 0;
  let bu = 0;
  let cu = 0;
  let du = 0;
  let av = 0;
  let bv = 0;
  let cv = 0;
  let dv = 0;
  for (let k = 0; k < u.length; k++) {
    const uk = u[k]!;
    const vk = v[k]!;
    au += a[k]! * uk;
    bu += b[k]! * uk;
    cu += c[k]! * uk;
    du += d[k]! * uk;
    av += a[k]! * vk;
    bv += b[k]! * vk;
    cv += c[k]! * vk;
    dv += d[k]! * vk;
  }
  for (let k = 0; k < u.length; k++) {
    const uk = u[k]!;
    const vk = v[k]!;
    a[k]! -= au * uk + av * vk;
    b[k]! -= bu * uk + bv * vk;
    c[k]! -= cu * uk + cv * vk;
    d[k]! -= du * uk + dv * vk;
  }
}
