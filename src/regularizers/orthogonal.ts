/**
 * The regularizer that keeps the rows or columns of a matrix at right angles.
 *
 * @module
 */
import { numberFromZero, oneOf, wrongShape } from "../check.ts";
import { Configured } from "../configured.ts";
import type { Value } from "../graph/value.ts";
import { minimum, multiply } from "../ops/binary.ts";
import { matmul } from "../ops/matmul.ts";
import { transpose } from "../ops/rearrange.ts";
import { sum } from "../ops/reduce.ts";
import { abs, rsqrt, square } from "../ops/unary.ts";
import { Tensor } from "../tensor.ts";
import type { Regularizer } from "./regularizer.ts";

/** Options of {@link OrthogonalRegularizer}. */
export interface OrthogonalRegularizerOptions {
  /** The factor; a number of 0 or more, defaults to 0.01. */
  factor?: number | undefined;
  /** What is kept at right angles: `"rows"`, the default, or `"columns"`. */
  mode?: "rows" | "columns" | undefined;
}

// Shorter rows are not stretched to length 1, as in Keras.
const SHORTEST = 1e-7;

/**
 * factor · the mean of |cos| of the angles between all pairs of rows, or of columns, of a matrix.
 *
 * @throws RangeError if `factor` is negative or `mode` is not known; if x is not a matrix.
 */
export class OrthogonalRegularizer extends Configured<OrthogonalRegularizerOptions> implements Regularizer {
  static readonly className = "OrthogonalRegularizer";

  constructor(options: OrthogonalRegularizerOptions = {}) {
    super({ factor: 0.01, mode: "rows" }, options);
    numberFromZero("OrthogonalRegularizer", "factor", this.options.factor);
    oneOf("OrthogonalRegularizer", "mode", this.options.mode, ["rows", "columns"]);
  }

  /** Records a scalar. */
  call(x: Value): Value {
    if (x.shape.length !== 2) {
      throw wrongShape("OrthogonalRegularizer", "the weight must have shape [rows, columns]", x.shape);
    }
    const { factor, mode } = this.options;
    const rows = mode === "rows" ? x : transpose(x);
    const unit = multiply(rows, minimum(rsqrt(sum(square(rows), 1, true)), 1 / SHORTEST));
    const size = rows.shape[0]!;
    const cosines = multiply(matmul(unit, transpose(unit)), offDiagonal(size));
    return multiply(sum(abs(cosines)), factor / (size * (size - 1)));
  }
}

/** 0 on the diagonal of a square matrix, 1 elsewhere. */
function offDiagonal(size: number): Tensor {
  const numbers = new Float32Array(size * size).fill(1);
  for (let i = 0; i < size; i++) numbers[i * size + i] = 0;
  return new Tensor(numbers, [size, size]);
}
