/**
 * Products of two values along an axis of each.
 *
 * @module
 */
import { agree, boolean, axis as checkAxis, integer, wrongShape, wrongType, wrongValue } from "../check.ts";
import type { Value } from "../graph/value.ts";
import { minimum, multiply } from "../ops/binary.ts";
import { batchMatmul } from "../ops/matmul.ts";
import { transpose } from "../ops/rearrange.ts";
import { sum } from "../ops/reduce.ts";
import { productOf, reshaped } from "../ops/reshape.ts";
import { rsqrt, square } from "../ops/unary.ts";
import { type Inputs, Layer, type LayerOptions, type One } from "./layer.ts";
import { severalInputs } from "./several-inputs.ts";

/** Options of {@link Dot}. */
export interface DotOptions extends LayerOptions {
  /** The axis of both inputs, or of each, along which products are added up; not the batch, 0. */
  axes: number | readonly [number, number];
  /** Whether each input is first divided by its length along the axis, so that the output is a cosine; defaults to false. */
  normalize?: boolean | undefined;
}

// Lengths below this count as this: Keras's epsilon.
const SHORTEST = 1e-7;

/**
 * The products of two inputs, row by row of the batch, added up along an axis of each: of [batch, ...a, K] and
 * [batch, ...b, K] the output is [batch, ...a, ...b], or [batch, 1] of two vectors.
 *
 * @example
 * ```ts
 * new Dot({ axes: 1 }).apply([tensor([[1, 2]]), tensor([[3, 4]])]).data; // [11]
 * ```
 *
 * @throws RangeError if the two axes differ in size.
 */
export class Dot extends Layer<One, DotOptions> {
  static override readonly className = "Dot";
  static override readonly defaults: object = { axes: undefined, normalize: false };
  // The output has no mask, and none is missed.
  override readonly supportsMasking = true;

  constructor(options: DotOptions) {
    super(options);
    const { axes, normalize } = this.options as { axes: unknown; normalize: unknown };
    const given = Array.isArray(axes) ? axes : [axes, axes];
    if (given.length !== 2) throw wrongValue("Dot", "axes must be an axis, or a list of two", axes);
    for (const axis of given) {
      if (typeof axis !== "number") throw wrongType("Dot", "axes must be an axis, or a list of two", axes);
      integer("Dot", "each of axes", axis);
    }
    boolean("Dot", "normalize", normalize);
  }

  override call(inputs: Inputs): Value {
    const [a, b] = severalInputs(this.where, inputs, "a list of 2 values", 2, 2) as [Value, Value];
    const { axes } = this.options;
    const [alongA, alongB] = typeof axes === "number" ? [axes, axes] : axes;
    const [x, ofA] = this.#along(a, alongA);
    const [y, ofB] = this.#along(b, alongB);
    const [wanted, got] = [x.shape[2], y.shape[2]];
    if (!agree(wanted, got)) {
      throw wrongShape(this.where, `the second input must have size ${wanted} on axis ${alongB}`, b.shape);
    }
    const product = batchMatmul(x, y, true);
    const shape = [a.shape[0]!, ...ofA, ...ofB];
    if (shape.length === 3) return product;
    return reshaped(product, shape.length === 1 ? [shape[0]!, 1] : shape);
  }

  override computeMask(): undefined {
    return undefined;
  }

  /** A value as [batch, all axes that stay, the axis that goes], and the sizes of those that stay. */
  #along(x: Value, given: number): [Value, readonly (number | null)[]] {
    const at = checkAxis(this.where, "axes", given, x.shape.length);
    if (at === 0) throw wrongValue(this.where, "axes must not be the batch", given);
    const value = this.options.normalize ? normalized(x, at) : x;
    const stay = x.shape.map((_, i) => i).filter((i) => i !== 0 && i !== at);
    const ordered = at === x.shape.length - 1 ? value : transpose(value, [0, ...stay, at]);
    const sizes = stay.map((i) => x.shape[i]!);
    if (sizes.length === 1) return [ordered, sizes];
    return [reshaped(ordered, [x.shape[0]!, productOf(sizes), x.shape[at]!]), sizes];
  }
}

/** x divided by its length along an axis. */
function normalized(x: Value, axis: number): Value {
  return multiply(x, minimum(rsqrt(sum(square(x), axis, true)), 1 / SHORTEST));
}
