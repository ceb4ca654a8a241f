/**
 * Each row of a batch in another shape.
 *
 * @module
 */
import { openShape, refused } from "../check.ts";
import { refuseWalk, type Value } from "../graph/value.ts";
import { reshaped, resolveShape } from "../ops/reshape.ts";
import { Layer, type LayerOptions, type One } from "./layer.ts";

/** Options of {@link Reshape}. */
export interface ReshapeOptions extends LayerOptions {
  /** The shape of a row, without the batch; one size may be −1 and follows from the others. */
  targetShape: readonly number[];
}

/**
 * The numbers of each row in their order, in another shape: the output is [batch, ...targetShape].
 *
 * @example
 * ```ts
 * new Reshape({ targetShape: [3, -1] }).apply(tensor([[1, 2, 3, 4, 5, 6]])).shape; // [1, 3, 2]
 * ```
 *
 * @throws RangeError if `targetShape` does not hold the elements of a row.
 */
export class Reshape extends Layer<One, ReshapeOptions> {
  static override readonly className = "Reshape";
  static override readonly defaults: object = { targetShape: undefined };

  constructor(options: ReshapeOptions) {
    super(options);
    openShape("Reshape", "targetShape", this.options.targetShape);
  }

  override call(x: Value): Value {
    const { targetShape } = this.options;
    const [batch, ...row] = x.shape;
    if (batch === undefined) throw refused(this.where, "input must have a batch axis");
    // In a stream the time axis must stay what it is, whatever its size in one step happens to allow.
    if (x.walk === "step" && targetShape.includes(-1) && targetShape[0] !== -1) refuseWalk("a change of shape");
    return reshaped(x, [batch, ...resolveShape(this.where, row, targetShape)]);
  }
}
