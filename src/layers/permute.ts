/**
 * The axes of each row in another order.
 *
 * @module
 */
import { wrongShape, wrongType, wrongValue } from "../check.ts";
import type { Value } from "../graph/value.ts";
import { transpose } from "../ops/rearrange.ts";
import { Layer, type LayerOptions, type One } from "./layer.ts";

/** Options of {@link Permute}. */
export interface PermuteOptions extends LayerOptions {
  /** The axes of the input in their new order, counted from 1; the batch, axis 0, stays. */
  dims: readonly number[];
}

/**
 * The input with its axes, but for the batch, in another order.
 *
 * @example
 * ```ts
 * new Permute({ dims: [2, 1] }).apply(tensor([[[1, 2, 3]]])).shape; // [1, 3, 1]
 * ```
 *
 * @throws RangeError if `dims` does not name each axis once.
 */
export class Permute extends Layer<One, PermuteOptions> {
  static override readonly className = "Permute";
  static override readonly defaults: object = { dims: undefined };

  constructor(options: PermuteOptions) {
    super(options);
    const { dims } = this.options;
    if (!Array.isArray(dims)) throw wrongType("Permute", "dims must be a list of axes, counted from 1", dims);
    if (dims.toSorted((a, b) => a - b).some((axis, i) => axis !== i + 1)) {
      throw wrongValue("Permute", `dims must name each axis from 1 to ${dims.length} once`, dims);
    }
  }

  override call(x: Value): Value {
    const { dims } = this.options;
    if (x.shape.length === dims.length + 1) return transpose(x, [0, ...dims]);
    throw wrongShape(this.where, `input must have ${dims.length + 1} axes`, x.shape);
  }
}
