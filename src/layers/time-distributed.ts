/**
 * Any layer at every step of a sequence.
 *
 * @module
 */
import { agree, formatShape, refused, type Shape, wrongShape, wrongType } from "../check.ts";
import type { Applied } from "../graph/call.ts";
import { currentTrace } from "../graph/trace.ts";
import type { Value } from "../graph/value.ts";
import { multiply } from "../ops/binary.ts";
import { stack } from "../ops/concatenate.ts";
import { operation } from "../ops/operation.ts";
import { sliced } from "../ops/rearrange.ts";
import { reshaped, squeeze } from "../ops/reshape.ts";
import {
  type AnyLayer,
  type Inputs,
  Layer,
  type LayerOptions,
  type OutputsOf,
  type Resolved,
  type TracedOptions,
} from "./layer.ts";
import { isTraining } from "./mode.ts";

/** Options of {@link TimeDistributed}. */
export interface TimeDistributedOptions<L extends AnyLayer = AnyLayer> extends LayerOptions {
  /** The layer for one step. */
  layer: L;
}

/**
 * Applies a layer to every step of a sequence by itself: the steps become rows of one larger batch.
 *
 * For input of shape [batch, timesteps, ...] the layer sees [batch · timesteps, ...]; each of its outputs [.., ...]
 * becomes [batch, timesteps, ...]. A mask [batch, timesteps] is passed on; one of more axes is the layer's, step by step:
 * what becomes of it is passed on, or if nothing does, the mask itself where it has size 1 in those axes.
 * The weights are the layer's. In training, a layer that normalizes batches sees a batch for each step. As in Keras, an
 * `activityRegularizer` of the layer itself adds nothing to the loss; those of layers inside it do.
 *
 * @example A sentence vector for each sentence of a document
 * ```ts
 * const layer = new TimeDistributed({ layer: new GRU({ units: 4 }) });
 * layer.apply(tensor(new Float32Array(2 * 5 * 7 * 3), [2, 5, 7, 3])).shape; // [2, 5, 4]
 * ```
 *
 * @throws TypeError if `layer` is not a layer; Error if it is stateful.
 */
export class TimeDistributed<L extends AnyLayer = AnyLayer> extends Layer<OutputsOf<L>, TimeDistributedOptions> {
  static override readonly className = "TimeDistributed";
  static override readonly defaults: object = { layer: undefined };
  override readonly supportsMasking = true;
  override readonly takesMask = true;
  /** The layer that is applied at every step. */
  readonly layer: L;

  constructor(options: TimeDistributedOptions<L>) {
    super(options);
    const layer: unknown = this.options.layer;
    if (!(layer instanceof Layer)) throw wrongType("TimeDistributed", "layer must be a layer", layer);
    if (isStateful(layer as AnyLayer)) {
      const fix = "Set stateful: false, or apply the layer to each step by hand.";
      throw refused("TimeDistributed", `the layer must not be stateful, since its steps are rows of one batch`, fix);
    }
    this.layer = layer as L;
  }

  override build(inputShape: Shape): void {
    this.#checkInput(inputShape);
    this.layer.ensureBuilt(together(inputShape));
  }

  override call(inputs: Inputs, { mask }: TracedOptions): Applied {
    const x = inputs as Value;
    this.#checkInput(x.shape);
    const given = this.#checkedMask(x, mask as Value | undefined);
    const ofParts = given && given.shape.length > 2 ? given : undefined;
    const movesAlong = this.layer.trainable && this.layer.nonTrainableWeights.length > 0;
    // Statistics of a batch leave out the rows whose step is masked.
    if (isTraining() && movesAlong) return this.#inTurn(x, x.shape.length === 3 ? given : ofParts);
    const time = x.shape[1] ?? 1;
    return this.#once(rows(x), ofParts && rows(ofParts), time, (output) => steps(output, x));
  }

  /** Applies the layer once, to the steps of `times` batches. */
  #once(x: Value, mask: Value | undefined, times: number, restore: (output: Value) => Value): Applied {
    const { losses } = currentTrace()!;
    const before = losses.length;
    const outputs = this.layer.apply(x, mask ? { mask } : {}) as Applied;
    const each = [outputs].flat();
    const { activityRegularizer } = this.layer.options as Resolved<LayerOptions>;
    const added = losses.splice(before).slice(0, activityRegularizer ? -each.length : undefined);
    // Each has been divided by the number of all rows.
    losses.push(...added.map((loss) => multiply(loss, times)));
    const restored = each.map(restore);
    return Array.isArray(outputs) ? restored : restored[0]!;
  }

  /** Applies the layer to one step after another. */
  #inTurn(x: Value, mask: Value | undefined): Applied {
    const at = (value: Value, t: number): Value =>
      reshaped(sliced(value, 1, { start: t, stop: t + 1 }), [value.shape[0]!, ...value.shape.slice(2)]);
    const each = Array.from({ length: x.shape[1]! }, (_, t) =>
      this.#once(at(x, t), mask && at(mask, t), 1, (output) => output),
    );
    const outputs = [each[0]!].flat().map((_, i) =>
      stack(
        each.map((one) => [one].flat()[i]!),
        1,
      ),
    );
    return Array.isArray(each[0]) ? outputs : outputs[0]!;
  }

  override computeMask(inputs: Inputs, mask: TracedOptions["mask"]): readonly (Value | undefined)[] {
    const given = mask as Value | undefined;
    if (!given || given.shape.length === 2) return [given];
    const flat = rows(given);
    const own = [this.layer.computeMask(rows(inputs as Value), flat)].flat() as (Value | undefined)[];
    return own.map((one) => {
      // As the value that it was it has a place in files.
      if (one === flat) return given;
      return one ? steps(one, given) : ofSingleParts(given);
    });
  }

  #checkedMask(x: Value, mask: Value | undefined): Value | undefined {
    if (!mask) return undefined;
    const [batch, time] = x.shape;
    if (mask.shape.length >= 2 && agree(mask.shape[0], batch) && agree(mask.shape[1], time)) return mask;
    throw wrongShape(this.where, `mask must have shape ${formatShape(x.shape.slice(0, 2))}`, mask.shape);
  }

  #checkInput(shape: Shape): void {
    if (shape.length >= 3) return;
    throw wrongShape(this.where, "input must have shape [batch, timesteps, ...] with 3 axes or more", shape);
  }
}

/** A mask [batch, timesteps, 1, ...] as that of the steps; of several parts of a step none is. */
function ofSingleParts(mask: Value): Value | undefined {
  const axes = mask.shape.map((_, axis) => axis).slice(2);
  return axes.every((axis) => mask.shape[axis] === 1) ? squeeze(mask, axes) : undefined;
}

function isStateful(layer: AnyLayer): boolean {
  const { stateful } = layer.options as { stateful?: unknown };
  return stateful === true || [...layer.children().values()].some(isStateful);
}

/** [batch, timesteps, ...] as [batch · timesteps, ...]. */
function together([batch, time, ...rest]: Shape): Shape {
  return [batch === null || time === null ? null : batch! * time!, ...rest];
}

/** Steps as rows. In a stream there is one step, and the rows are apart from its time. */
const rows: (x: Value) => Value = /* @__PURE__ */ operation("Rows", (x: Value) =>
  reshaped(x, together(x.shape), x.walk === "step" ? "prefix" : undefined),
);

/** Rows as the steps that they were in x. */
const steps: (y: Value, x: Value) => Value = /* @__PURE__ */ operation("Steps", (y: Value, x: Value) => {
  const apart = reshaped(y, [x.shape[0]!, x.shape[1]!, ...y.shape.slice(1)]);
  apart.walk = x.walk;
  return apart;
});
