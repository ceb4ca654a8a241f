/**
 * A vector as a sequence.
 *
 * @module
 */
import { positiveInteger, wrongShape } from "../check.ts";
import type { Value } from "../graph/value.ts";
import { rearranged } from "../ops/rearrange.ts";
import { Layer, type LayerOptions, type One } from "./layer.ts";

/** Options of {@link RepeatVector}. */
export interface RepeatVectorOptions extends LayerOptions {
  /** The number of timesteps; a positive integer. */
  n: number;
}

/**
 * The same vector at each of n steps: for input [batch, features] the output is [batch, n, features].
 *
 * @example
 * ```ts
 * new RepeatVector({ n: 3 }).apply(tensor([[1, 2]])).shape; // [1, 3, 2]
 * ```
 *
 * @throws RangeError if `n` is not a positive integer, or the input is not a vector.
 */
export class RepeatVector extends Layer<One, RepeatVectorOptions> {
  static override readonly className = "RepeatVector";
  static override readonly defaults: object = { n: undefined };

  constructor(options: RepeatVectorOptions) {
    super(options);
    positiveInteger("RepeatVector", "n", this.options.n);
  }

  override call(x: Value): Value {
    const [batch, features] = x.shape;
    if (x.shape.length !== 2) throw wrongShape(this.where, "input must have shape [batch, features]", x.shape);
    const read = ([, width]: readonly number[]) => ({ offset: 0, strides: [width!, 0, 1] });
    return rearranged("repeating a vector", x, [batch!, this.options.n, features!], read);
  }
}
