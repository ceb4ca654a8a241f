/**
 * Normalisation by what training has seen.
 *
 * @module
 */
import { boolean, axis as checkAxis, finiteNumber, integer, type Shape, sameShape, wrongShape } from "../check.ts";
import { type Operand, toValue } from "../graph/call.ts";
import { currentTrace } from "../graph/trace.ts";
import { refuseWalk, type Value } from "../graph/value.ts";
import type { Variable } from "../graph/variable.ts";
import type { InitializerLike } from "../initializers/by-name.ts";
import { add, divide, multiply, subtract } from "../ops/binary.ts";
import { broadcastTo } from "../ops/rearrange.ts";
import { sum } from "../ops/reduce.ts";
import { expandDims, reshaped } from "../ops/reshape.ts";
import { cast, rsqrt, square } from "../ops/unary.ts";
import { where } from "../ops/where.ts";
import { Layer, type LayerOptions, type One, type TracedOptions } from "./layer.ts";
import { isTraining } from "./mode.ts";
import { type ScaleOptions, scaleDefaults } from "./weight-options.ts";

// What Keras adds to the number of elements that a mask leaves.
const EPSILON = 1e-7;

/** Options of {@link BatchNormalization}. */
export interface BatchNormalizationOptions extends LayerOptions, ScaleOptions {
  /** The axis of features, each with a mean and a variance of its own; defaults to −1. */
  axis?: number | undefined;
  /** How much of the moving mean and variance stays at a step of training; defaults to 0.99. */
  momentum?: number | undefined;
  /** How the moving mean begins; defaults to `"zeros"`. */
  movingMeanInitializer?: InitializerLike | undefined;
  /** How the moving variance begins; defaults to `"ones"`. */
  movingVarianceInitializer?: InitializerLike | undefined;
}

/**
 * (x − mean) / √(variance + ε) ⊙ γ + β by feature, mean and variance moved along in training.
 *
 * Weights, one number a feature: `gamma` γ, `beta` β, `movingMean` and `movingVariance`, these two not trainable.
 *
 * @example
 * ```ts
 * new BatchNormalization({ epsilon: 0 }).apply(tensor([[1, 3]])).data; // [1, 3]
 * ```
 *
 * @see Ioffe & Szegedy 2015, {@link https://arxiv.org/abs/1502.03167}
 */
export class BatchNormalization extends Layer<One, BatchNormalizationOptions> {
  static override readonly className = "BatchNormalization";
  static override readonly defaults: object = {
    axis: -1,
    momentum: 0.99,
    ...scaleDefaults,
    movingMeanInitializer: "zeros",
    movingVarianceInitializer: "ones",
  };
  override readonly supportsMasking = true;
  override readonly takesMask = true;
  #gamma: Variable | undefined;
  #beta: Variable | undefined;
  #mean!: Variable;
  #variance!: Variable;

  constructor(options: BatchNormalizationOptions = {}) {
    super(options);
    const { axis, momentum, epsilon, center, scale } = this.options;
    integer("BatchNormalization", "axis", axis);
    finiteNumber("BatchNormalization", "momentum", momentum);
    finiteNumber("BatchNormalization", "epsilon", epsilon);
    boolean("BatchNormalization", "center", center);
    boolean("BatchNormalization", "scale", scale);
  }

  override build(inputShape: Shape): void {
    const { axis, center, scale } = this.options;
    const features = inputShape[this.#axis(inputShape)];
    if (typeof features !== "number") {
      throw wrongShape(this.where, `input must have a known size on axis ${axis}`, inputShape);
    }
    if (scale) this.#gamma = this.addWeight("gamma", [features]);
    if (center) this.#beta = this.addWeight("beta", [features]);
    this.#mean = this.addWeight("movingMean", [features], { trainable: false });
    this.#variance = this.addWeight("movingVariance", [features], { trainable: false });
  }

  override call(x: Value, { mask }: TracedOptions): Value {
    const axis = this.#axis(x.shape);
    const features = this.#mean.shape[0]!;
    if (x.shape[axis] !== features) {
      throw wrongShape(this.where, `input must have size ${features} on axis ${axis}`, x.shape);
    }
    if (x.walk === "step" && axis === 1) refuseWalk("normalising each step by weights of its own");
    const behind = new Array<number>(x.shape.length - 1 - axis).fill(1);
    const along = (weight: Operand): Value => reshaped(toValue(this.where, weight), [features, ...behind]);
    const [mean, variance] = this.#moments(x, axis, mask);
    const inverse = rsqrt(add(along(variance), this.options.epsilon));
    const factor = this.#gamma ? multiply(inverse, along(this.#gamma)) : inverse;
    // One factor and one offset a feature, so that x is read once.
    const shift = multiply(along(mean), factor);
    return this.#beta
      ? add(multiply(x, factor), subtract(along(this.#beta), shift))
      : subtract(multiply(x, factor), shift);
  }

  /** Mean and variance of each feature: those of the batch in training, which then move the others along. */
  #moments(x: Value, axis: number, mask: TracedOptions["mask"]): readonly [mean: Operand, variance: Operand] {
    if (!isTraining() || !this.trainable) return [this.#mean, this.#variance];
    const moments = momentsOf(x, axis, this.#checkedMask(x, mask));
    const trace = currentTrace()!;
    const { momentum } = this.options;
    [this.#mean, this.#variance].forEach((moving, i) => {
      const stays = multiply(trace.read(moving), momentum);
      trace.commit(moving, add(stays, multiply(moments[i]!, 1 - momentum)));
    });
    return moments;
  }

  #checkedMask(x: Value, mask: TracedOptions["mask"]): Value | undefined {
    if (!mask) return undefined;
    sameShape(this.where, "mask", (mask as Value).shape, x.shape.slice(0, -1));
    return mask as Value;
  }

  #axis(shape: Shape): number {
    return checkAxis(this.where, "axis", this.options.axis, shape.length);
  }
}

/** Mean and variance over all axes but one, of what a mask over all axes but the last leaves. */
function momentsOf(x: Value, axis: number, mask: Value | undefined): readonly [mean: Value, variance: Value] {
  const others = x.shape.map((_, i) => i).filter((i) => i !== axis);
  const counted = mask && broadcastTo(expandDims(cast(mask, "bool"), -1), x.shape as readonly number[]);
  const kept = (value: Value): Value => (counted ? where(counted, value, 0) : value);
  const total = counted
    ? add(sum(counted, others, true), EPSILON)
    : others.reduce((product, i) => product * (x.shape[i] as number), 1);
  const mean = divide(sum(kept(x), others, true), total);
  const variance = divide(sum(square(kept(subtract(x, mean))), others, true), total);
  return [mean, variance].map((moment) => reshaped(moment, [x.shape[axis]!])) as [Value, Value];
}
