/**
 * Several values one after another.
 *
 * @module
 */
import { axis as checkAxis, integer } from "../check.ts";
import type { Value } from "../graph/value.ts";
import { concatenate, concatenated } from "../ops/concatenate.ts";
import { getItem, type Index } from "../ops/get-item.ts";
import { onesLike } from "../ops/like.ts";
import { type Inputs, Layer, type LayerOptions, type One, type TracedOptions } from "./layer.ts";
import { eitherOf, masksOf, severalInputs } from "./several-inputs.ts";

/** Options of {@link Concatenate}. */
export interface ConcatenateOptions extends LayerOptions {
  /** The axis along which inputs follow each other; negative counts from the end, defaults to −1. */
  axis?: number | undefined;
}

/**
 * Its inputs one after another along an axis; they agree in all other sizes.
 *
 * The output has a mask if an input has one: along the time axis the masks follow each other as the inputs do, along an
 * axis behind it a step counts that counts in any of them, and one without a mask counts everywhere.
 *
 * @example
 * ```ts
 * new Concatenate().apply([tensor([[1, 2]]), tensor([[3]])]).data; // [1, 2, 3]
 * ```
 *
 * @throws RangeError if the shapes do not agree.
 */
export class Concatenate extends Layer<One, ConcatenateOptions> {
  static override readonly className = "Concatenate";
  static override readonly defaults: object = { axis: -1 };
  override readonly supportsMasking = true;

  constructor(options: ConcatenateOptions = {}) {
    super(options);
    integer("Concatenate", "axis", this.options.axis);
  }

  override call(inputs: Inputs): Value {
    return concatenated(severalInputs(this.where, inputs, "a list of values"), this.options.axis);
  }

  override computeMask(inputs: Inputs, mask: TracedOptions["mask"]): Value | undefined {
    const values = inputs as readonly Value[];
    const masks = masksOf(this.where, mask, values);
    const first = masks.find((one) => one !== undefined);
    const axis = checkAxis(this.where, "axis", this.options.axis, values[0]!.shape.length);
    if (!first || values[0]!.shape.length <= first.shape.length) return undefined;
    if (axis >= first.shape.length) return eitherOf(masks);
    // Of an input without a mask every step counts.
    const step = first.shape.map((): Index => ({}));
    const element = values[0]!.shape.slice(first.shape.length).map((): Index => 0);
    const all = (x: Value): Value => onesLike(getItem(x, [...step, ...element]), "bool");
    return concatenate(
      masks.map((one, i) => one ?? all(values[i]!)),
      axis,
    );
  }
}
