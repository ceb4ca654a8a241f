/**
 * Attention: means of one sequence, weighted by how well its steps answer those of another.
 *
 * @module
 */
import {
  agree,
  boolean,
  seed as checkSeed,
  type Dimension,
  numberWithin,
  oneOf,
  type Shape,
  withDefaults,
  wrongShape,
  wrongValue,
} from "../check.ts";
import { type Applied, toValue } from "../graph/call.ts";
import { refuseWalk, type Value } from "../graph/value.ts";
import type { Variable } from "../graph/variable.ts";
import { tanh } from "../ops/activations.ts";
import { add, logicalAnd, multiply, subtract } from "../ops/binary.ts";
import { batchMatmul } from "../ops/matmul.ts";
import { sum } from "../ops/reduce.ts";
import { expandDims } from "../ops/reshape.ts";
import { softmax } from "../ops/rowwise.ts";
import { chosen } from "../ops/where.ts";
import { tensor } from "../tensor.ts";
import {
  type Applicable,
  type CallOptions,
  type Inputs,
  Layer,
  type LayerOptions,
  type One,
  type Returned,
  type TracedOptions,
} from "./layer.ts";
import { dropped, type RandomState } from "./random-state.ts";
import { severalInputs } from "./several-inputs.ts";

/** Options of {@link AdditiveAttention}. */
export interface AdditiveAttentionOptions extends LayerOptions {
  /** Whether scores are scaled by a weight; defaults to true, of {@link Attention} to false. */
  useScale?: boolean | undefined;
  /** The share of weights that training drops, from 0 to 1; defaults to 0. */
  dropout?: number | undefined;
  /** An integer with which the same is dropped each time; defaults to none. */
  seed?: number | null | undefined;
}

/** Options of {@link Attention}. */
export interface AttentionOptions extends AdditiveAttentionOptions {
  /**
   * How a step of the query is compared with one of the key; defaults to `"dot"`.
   *
   * - `"dot"`: q·k
   * - `"concat"`: w·Σ tanh(q + k), w a weight
   */
  scoreMode?: "dot" | "concat" | undefined;
}

/** What may be given to a call of an attention layer beside its inputs. */
export interface AttentionCallOptions extends CallOptions {
  /** Whether the weights follow the output; defaults to false. */
  returnAttentionScores?: boolean | undefined;
  /** Whether a step of the query sees only as many steps of the value as it is itself; defaults to false. */
  useCausalMask?: boolean | undefined;
}

const callOptions = {
  returnAttentionScores: undefined,
  useCausalMask: undefined,
  mask: undefined,
  training: undefined,
};

// What is taken from a score that a mask leaves out, as in Keras: enough to make its weight 0.
const FAR = 1e9;

abstract class Attending<Options extends AdditiveAttentionOptions> extends Layer<One, Options> {
  override readonly takesMask = true;
  readonly #dropout: number;
  readonly #random: RandomState;

  constructor(options: Options) {
    super(options);
    const { useScale, dropout, seed } = this.options as AdditiveAttentionOptions;
    boolean(this.className, "useScale", useScale);
    this.#dropout = numberWithin(this.className, "dropout", dropout, 0, 1);
    checkSeed(this.className, seed);
    this.#random = this.addRandomState(seed);
  }

  /** Applies the layer to [query, value] or [query, value, key]; the mask is a list [of the query, of the value]. */
  override apply<X extends Applicable>(
    inputs: readonly X[],
    options: AttentionCallOptions & { returnAttentionScores: true },
  ): Returned<readonly [One, One], X>;
  override apply<X extends Applicable>(inputs: X | readonly X[], options?: AttentionCallOptions): Returned<One, X>;
  override apply<X extends Applicable>(inputs: X | readonly X[], options: AttentionCallOptions = {}): never {
    withDefaults<object>(this.where, callOptions, options);
    return this.applyTo(inputs, options) as never;
  }

  override call(inputs: Inputs, options: TracedOptions): Applied {
    const [query, value, key] = this.#inputs(inputs);
    const [queryMask, valueMask] = this.#masks(options.mask);
    const scores = this.scores(query, key);
    const seen = this.#seen(scores, valueMask ?? undefined, options["useCausalMask"] === true);
    const shares = softmax(seen ? chosen(seen, scores, subtract(scores, FAR)) : scores);
    const weights = dropped(this.where, shares, this.#dropout, this.#random);
    const mixed = batchMatmul(weights, value);
    const output = queryMask ? chosen(expandDims(queryMask, -1), mixed, toValue(this.where, 0)) : mixed;
    return options["returnAttentionScores"] ? [output, weights] : output;
  }

  override computeMask(_inputs: Inputs, mask: TracedOptions["mask"]): readonly (Value | undefined)[] | undefined {
    return Array.isArray(mask) && mask[0] ? [mask[0]] : undefined;
  }

  /** How well each step of the query is answered by each of the key, [batch, query steps, key steps]. */
  protected abstract scores(query: Value, key: Value): Value;

  /** Which scores count. */
  #seen(scores: Value, mask: Value | undefined, causal: boolean): Value | undefined {
    const valid = mask && expandDims(mask, -2);
    if (!causal) return valid;
    if (scores.walk === "step") refuseWalk("a causal mask");
    const [rows, columns] = scores.shape.slice(-2) as [Dimension, Dimension];
    // Sizes are unknown only while a model is put together, when nothing is computed.
    if (rows === null || columns === null) return valid;
    const earlier = Uint8Array.from({ length: rows * columns }, (_, i) =>
      i % columns <= Math.floor(i / columns) ? 1 : 0,
    );
    const triangle = toValue(this.where, tensor(earlier, [1, rows, columns]));
    return valid ? logicalAnd(valid, triangle) : triangle;
  }

  /** The masks of the query and of the value; one of the key counts for nothing, as in Keras. */
  #masks(mask: TracedOptions["mask"]): readonly (Value | null | undefined)[] {
    if (mask === undefined || mask === null) return [];
    if (Array.isArray(mask) && (mask.length === 2 || mask.length === 3)) return mask;
    const rule = "mask must be a list [of the query, of the value] or one of three";
    throw wrongValue(this.where, rule, Array.isArray(mask) ? mask.length : mask);
  }

  #inputs(inputs: Inputs): readonly [query: Value, value: Value, key: Value] {
    const rule = "a list [query, value] or [query, value, key]";
    const [query, value, key = value] = severalInputs(this.where, inputs, rule, 2, 3) as [Value, Value, Value?];
    for (const [name, { shape }] of Object.entries({ query, value, key })) {
      if (shape.length < 3) throw wrongShape(this.where, `${name} must have shape [batch, timesteps, features]`, shape);
    }
    if (!agree(query.shape.at(-1), key.shape.at(-1))) {
      throw wrongShape(this.where, `key must have as many features as the query, ${query.shape.at(-1)}`, key.shape);
    }
    if (!agree(value.shape.at(-2), key.shape.at(-2))) {
      throw wrongShape(this.where, `key must have as many timesteps as the value, ${value.shape.at(-2)}`, key.shape);
    }
    return [query, value, key];
  }
}

/** Every step of the query q [..., Tq, D] with every one of the key k [..., Tk, D]: q + k [..., Tq, Tk, D]. */
function pairs(query: Value, key: Value): Value {
  if (key.walk === "step") refuseWalk("a product of sequences");
  return add(expandDims(query, -2), expandDims(key, -3));
}

/**
 * Attention by products, after Luong: softmax(q·kᵀ)·v.
 *
 * Inputs are [query, value] or [query, value, key] of shapes [batch, Tq, D], [batch, Tv, E] and [batch, Tv, D]; the value
 * is its own key if there is none. The output has shape [batch, Tq, E]. A mask of the value leaves steps out, one of the
 * query makes steps of the output 0.
 *
 * Weights, numbers both: `scale` if `useScale`, `concatScoreWeight` if `scoreMode` is `"concat"`.
 *
 * @example
 * ```ts
 * new Attention().apply([tensor([[[1, 0]]]), tensor([[[1, 0], [1, 0]]])]).data; // [1, 0]
 * ```
 *
 * @see Luong et al. 2015, {@link https://arxiv.org/abs/1508.04025}
 */
export class Attention extends Attending<AttentionOptions> {
  static override readonly className = "Attention";
  static override readonly defaults: object = { useScale: false, scoreMode: "dot", dropout: 0, seed: null };
  #scale: Variable | undefined;
  #weight: Variable | undefined;

  constructor(options: AttentionOptions = {}) {
    super(options);
    oneOf("Attention", "scoreMode", this.options.scoreMode, ["dot", "concat"]);
  }

  override build(): void {
    const { useScale, scoreMode } = this.options;
    if (useScale) this.#scale = this.addWeight("scale", [], { initializer: "ones" });
    if (scoreMode === "concat") this.#weight = this.addWeight("concatScoreWeight", [], { initializer: "ones" });
  }

  protected override scores(query: Value, key: Value): Value {
    const scaled = (x: Value): Value => (this.#scale ? multiply(x, this.#scale) : x);
    if (!this.#weight) return scaled(batchMatmul(query, key, true));
    return multiply(sum(tanh(scaled(pairs(query, key))), -1), this.#weight);
  }
}

/**
 * Attention by sums, after Bahdanau: softmax(Σ w ⊙ tanh(q + k))·v.
 *
 * Inputs, masks and output are those of {@link Attention}. Weight, if `useScale`: `scale` w [D].
 *
 * @example
 * ```ts
 * new AdditiveAttention().apply([tensor([[[1, 0]]]), tensor([[[1, 0], [1, 0]]])]).data; // [1, 0]
 * ```
 *
 * @see Bahdanau et al. 2015, {@link https://arxiv.org/abs/1409.0473}
 */
export class AdditiveAttention extends Attending<AdditiveAttentionOptions> {
  static override readonly className = "AdditiveAttention";
  static override readonly defaults: object = { useScale: true, dropout: 0, seed: null };
  #scale: Variable | undefined;

  constructor(options: AdditiveAttentionOptions = {}) {
    super(options);
  }

  override build(inputShapes: Shape | readonly Shape[]): void {
    const query = inputShapes[0];
    const features = Array.isArray(query) ? query.at(-1) : undefined;
    if (!this.options.useScale || features === undefined) return;
    if (features === null) {
      throw wrongShape(this.where, "query must have a known number of features", query as Shape);
    }
    this.#scale = this.addWeight("scale", [features], { initializer: "glorotUniform" });
  }

  protected override scores(query: Value, key: Value): Value {
    const answers = tanh(pairs(query, key));
    return sum(this.#scale ? multiply(answers, this.#scale) : answers, -1);
  }
}
