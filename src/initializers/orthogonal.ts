/**
 * Matrices that keep lengths.
 *
 * @module
 */
import { finiteNumber, wrongShape } from "../check.ts";
import { sizeOf } from "../tensor.ts";
import { drawOrthogonal } from "../wasm/draw.ts";
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
    const vectors = drawOrthogonal(count, length, this.seed(), this.options.gain!);
    if (rows < columns) return vectors;
    const numbers = new Float32Array(rows * columns);
    for (let i = 0; i < numbers.length; i++) numbers[i] = vectors[(i % columns) * rows + Math.floor(i / columns)]!;
    return numbers;
  }
}
