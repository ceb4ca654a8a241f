/**
 * Normalisation by what training has seen.
 *
 * @module
 */
import { boolean, axis as checkAxis, finiteNumber, integer, type Shape, wrongShape } from "../check.ts";
import { toValue } from "../graph/call.ts";
import { refuseWalk, type Value } from "../graph/value.ts";
import type { Variable } from "../graph/variable.ts";
import type { InitializerLike } from "../initializers.ts";
import { add, multiply, subtract } from "../ops/binary.ts";
import { reshaped } from "../ops/reshape.ts";
import { rsqrt } from "../ops/unary.ts";
import { Layer, type LayerOptions, type One } from "./layer.ts";

/** Options of {@link BatchNormalization}. */
export interface BatchNormalizationOptions extends LayerOptions {
  /** The axis of features, each with a mean and a variance of its own; defaults to −1. */
  axis?: number | undefined;
  /** How much of the moving mean and variance stays at a step of training; defaults to 0.99. */
  momentum?: number | undefined;
  /** ε, added to the variance; defaults to 0.001. */
  epsilon?: number | undefined;
  /** Whether β is added; defaults to true. */
  center?: boolean | undefined;
  /** Whether there is a factor γ; defaults to true. */
  scale?: boolean | undefined;
  /** How β begins; defaults to `"zeros"`. */
  betaInitializer?: InitializerLike | undefined;
  /** How γ begins; defaults to `"ones"`. */
  gammaInitializer?: InitializerLike | undefined;
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
    epsilon: 0.001,
    center: true,
    scale: true,
    betaInitializer: "zeros",
    gammaInitializer: "ones",
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
    const { center, scale, ...options } = this.options;
    const features = inputShape[this.#axis(inputShape)];
    if (typeof features !== "number") {
      throw wrongShape(this.where, `input must have a known size on axis ${options.axis}`, inputShape);
    }
    if (scale) this.#gamma = this.addWeight("gamma", [features], { initializer: options.gammaInitializer });
    if (center) this.#beta = this.addWeight("beta", [features], { initializer: options.betaInitializer });
    const kept = (initializer: InitializerLike) => ({ initializer, trainable: false });
    this.#mean = this.addWeight("movingMean", [features], kept(options.movingMeanInitializer));
    this.#variance = this.addWeight("movingVariance", [features], kept(options.movingVarianceInitializer));
  }

  override call(x: Value): Value {
    const axis = this.#axis(x.shape);
    const features = this.#mean.shape[0]!;
    if (x.shape[axis] !== features) {
      throw wrongShape(this.where, `input must have size ${features} on axis ${axis}`, x.shape);
    }
    if (x.walk === "step" && axis === 1) refuseWalk("normalising each step by weights of its own");
    const behind = new Array<number>(x.shape.length - 1 - axis).fill(1);
    const along = (weight: Variable): Value => reshaped(toValue(this.where, weight), [features, ...behind]);
    const inverse = rsqrt(add(along(this.#variance), this.options.epsilon));
    const factor = this.#gamma ? multiply(inverse, along(this.#gamma)) : inverse;
    // One factor and one offset a feature, so that x is read once.
    const shift = multiply(along(this.#mean), factor);
    return this.#beta
      ? add(multiply(x, factor), subtract(along(this.#beta), shift))
      : subtract(multiply(x, factor), shift);
  }

  #axis(shape: Shape): number {
    return checkAxis(this.where, "axis", this.options.axis, shape.length);
  }
}
