/**
 * A sequence read from both ends.
 *
 * @module
 */
import { disagreement, oneOf, refused, sameShape, withDefaults, wrongType, wrongValue } from "../check.ts";
import type { Applied } from "../graph/call.ts";
import { currentTrace, StreamTrace } from "../graph/trace.ts";
import type { Value } from "../graph/value.ts";
import { add, divide, multiply } from "../ops/binary.ts";
import { concatenated } from "../ops/concatenate.ts";
import { sliced } from "../ops/rearrange.ts";
import { stateSizes } from "./cell.ts";
import { type Config, serialize } from "./config.ts";
import { copyOf } from "./copy.ts";
import {
  type Applicable,
  type Inputs,
  Layer,
  type LayerOptions,
  type One,
  type OutputsOf,
  type Returned,
  type TracedOptions,
} from "./layer.ts";
import { type AnyRecurrent, Recurrent } from "./recurrent.ts";
import { type Exactly, type RecurrentCallOptions, recurrentCallOptions } from "./recurrent-options.ts";

/** How the outputs of both directions become one; null leaves them two. */
export type MergeMode = "concat" | "sum" | "mul" | "ave" | null;

const mergeModes: readonly MergeMode[] = ["sum", "mul", "ave", "concat", null];

/** Options of {@link Bidirectional}. */
export interface BidirectionalOptions extends LayerOptions {
  /** The recurrent layer. Copies of it with fresh weights read the sequence in both directions. */
  layer: AnyRecurrent;
  /**
   * How the outputs of both directions become one; defaults to `"concat"`.
   *
   * - `"concat"`: side by side along the last axis
   * - `"sum"`, `"mul"`, `"ave"`: sum, product or mean, element by element; one of size 1 goes with all of the other
   * - null: not at all; the output of the forward layer is followed by that of the backward layer
   */
  mergeMode?: MergeMode | undefined;
  /** The layer for the other direction, used as it is; defaults to null, a copy of `layer`. */
  backwardLayer?: AnyRecurrent | null | undefined;
}

type StatesBehind<Outputs> = Outputs extends readonly [One, ...infer States] ? States : readonly [];

type BackwardOf<O extends BidirectionalOptions> = O extends { backwardLayer: infer L extends AnyRecurrent }
  ? L
  : O["layer"];

type Merged<O> = O extends { mergeMode: infer M }
  ? M extends null
    ? readonly [One, One]
    : readonly [One]
  : readonly [One];

type Unwrapped<Outputs> = Outputs extends readonly [One] ? One : Outputs;

/** The outputs of {@link Bidirectional}: one or two, then the states of the forward and of the backward layer. */
export type BidirectionalOutputs<O extends BidirectionalOptions> =
  OutputsOf<O["layer"]> extends infer Forward
    ? Forward extends readonly [One, ...infer States]
      ? readonly [...Merged<O>, ...States, ...StatesBehind<OutputsOf<BackwardOf<O>>>]
      : Unwrapped<Merged<O>>
    : never;

/**
 * A recurrent layer in both directions.
 *
 * For input of shape [batch, timesteps, I] the forward layer reads the sequence from its beginning and the backward layer
 * from its end. With `returnSequences` the backward outputs are turned round, so that both outputs of a step stand
 * together, and masked steps give zeros; without it the backward output is the one after step 0. With `returnState` the
 * states of the forward layer follow, then those of the backward layer; `initialState` is given in the same order.
 *
 * The weights are those of `forwardLayer`, then those of `backwardLayer`.
 *
 * @example
 * ```ts
 * const layer = new Bidirectional({ layer: new GRU({ units: 4, returnSequences: true }) });
 * layer.apply(tensor(new Float32Array(2 * 5 * 3), [2, 5, 3])).shape; // [2, 5, 8]
 * ```
 *
 * @throws TypeError if `layer` is not recurrent; RangeError if the two layers do not go together.
 * @see Schuster & Paliwal 1997, {@link https://doi.org/10.1109/78.650093}.
 */
export class Bidirectional<const O extends BidirectionalOptions = BidirectionalOptions> extends Layer<
  BidirectionalOutputs<O>,
  BidirectionalOptions
> {
  static override readonly className = "Bidirectional";
  static override readonly defaults: object = { layer: undefined, mergeMode: "concat", backwardLayer: null };
  override readonly supportsMasking = true;
  override readonly takesMask = true;
  /** A copy of `layer`. */
  readonly forwardLayer: AnyRecurrent;
  /** A copy of `layer` for the other direction, or the backward layer that was given. */
  readonly backwardLayer: AnyRecurrent;

  constructor(options: Exactly<O, BidirectionalOptions>) {
    super(options);
    const { layer, backwardLayer, mergeMode } = this.options;
    oneOf("Bidirectional", "mergeMode", mergeMode, mergeModes);
    if (!(layer instanceof Recurrent)) {
      throw wrongType("Bidirectional", "layer must be a recurrent layer", layer);
    }
    if (backwardLayer !== null && !(backwardLayer instanceof Recurrent)) {
      throw wrongType("Bidirectional", "backwardLayer must be a recurrent layer or null", backwardLayer);
    }
    const goBackwards = !layer.options.goBackwards;
    this.forwardLayer = copyOf(layer, { name: prefixed("forward_", layer.name) });
    this.backwardLayer = backwardLayer ?? copyOf(layer, { name: prefixed("backward_", layer.name), goBackwards });
    this.#checkLayers();
  }

  /** Applies the layer; `initialState` gives the states of the forward layer, then those of the backward layer. */
  override apply<X extends Applicable>(
    inputs: X | readonly X[],
    options: RecurrentCallOptions = {},
  ): Returned<BidirectionalOutputs<O>, X> {
    withDefaults(this.where, recurrentCallOptions, options);
    return this.applyTo(inputs, options) as Returned<BidirectionalOutputs<O>, X>;
  }

  override call(inputs: Inputs, { mask, initialState }: TracedOptions): Applied {
    const x = inputs as Value;
    if (x.walk === "step" && currentTrace() instanceof StreamTrace) {
      throw refused("stream", `${this.where} reads the sequence from its end, so it cannot run step by step`);
    }
    const { returnSequences, returnState } = this.forwardLayer.options;
    const [forwardStates, backwardStates] = this.#halves(initialState);
    const given = { mask: mask as Value | undefined, zeroOutputForMask: returnSequences };
    const forward = [this.forwardLayer.invoke([x, { ...given, initialState: forwardStates }])].flat();
    const backward = [this.backwardLayer.invoke([x, { ...given, initialState: backwardStates }])].flat();
    const [a, ...forwardFinal] = forward as [Value, ...Value[]];
    const [b, ...backwardFinal] = backward as [Value, ...Value[]];
    const merged = this.#merge(a, returnSequences ? sliced(b, 1, { step: -1 }) : b);
    const outputs = returnState ? [...merged, ...forwardFinal, ...backwardFinal] : merged;
    return outputs.length === 1 ? outputs[0]! : outputs;
  }

  override computeMask(_inputs: Inputs, mask: TracedOptions["mask"]): readonly (Value | undefined)[] {
    const passed = this.forwardLayer.options.returnSequences ? (mask as Value | undefined) : undefined;
    return this.options.mergeMode === null ? [passed, passed] : [passed];
  }

  /** The options in plain data. Which layers are trainable is asked of those in use, not of the one they are copies of. */
  override getConfig(): Config {
    const { forwardLayer, backwardLayer } = this;
    const { name, className } = this.options.layer;
    const layer = { className, config: { ...forwardLayer.getConfig(), name } };
    const isAlike = backwardLayer.trainable === forwardLayer.trainable;
    return { ...super.getConfig(), layer, ...(isAlike ? {} : { backwardLayer: serialize(backwardLayer) }) };
  }

  /** Sets the states of both layers back to zeros. */
  resetStates(): void {
    this.forwardLayer.resetStates();
    this.backwardLayer.resetStates();
  }

  #merge(a: Value, b: Value): Value[] {
    const { mergeMode } = this.options;
    const [own, other] = [a, b].map(({ shape }) => shape.at(-1));
    if (mergeMode !== "concat" && mergeMode !== null && own !== 1 && other !== 1) {
      const fix = 'Only mergeMode "concat" and null join outputs of different sizes.';
      sameShape(this.where, "output of the backward layer", b.shape, a.shape, fix);
    }
    switch (mergeMode) {
      case "concat":
        return [concatenated([a, b], -1)];
      case "sum":
        return [add(a, b)];
      case "mul":
        return [multiply(a, b)];
      case "ave":
        return [divide(add(a, b), 2)];
      case null:
        return [a, b];
    }
  }

  #halves(given: unknown): [Value[] | undefined, Value[] | undefined] {
    if (given === undefined || given === null) return [undefined, undefined];
    const states = [given].flat(Infinity) as Value[];
    const [forward, backward] = [this.forwardLayer, this.backwardLayer].map(({ cell }) => stateSizes(cell).length);
    if (states.length !== forward! + backward!) {
      const rule = `initialState must be ${forward! + backward!} tensors, ${forward} for the forward and ${backward} for the backward layer`;
      throw wrongValue(this.where, rule, states.length);
    }
    return [states.slice(0, forward), states.slice(forward)];
  }

  #checkLayers(): void {
    const rules = {
      goBackwards: "the layer must have goBackwards in one of both directions",
      stateful: "the layer must keep states the same way in both directions",
      returnSequences: "the layer must return sequences the same way in both directions",
      returnState: "the layer must return states the same way in both directions",
    } as const;
    for (const option of Object.keys(rules) as (keyof typeof rules)[]) {
      const [forward, backward] = [this.forwardLayer.options[option], this.backwardLayer.options[option]];
      if ((forward === backward) !== (option === "goBackwards")) continue;
      throw disagreement("Bidirectional", rules[option], { forward, backward });
    }
  }
}

function prefixed(prefix: string, name: string): string {
  return name.startsWith(prefix) ? name : prefix + name;
}
