/**
 * Normalisation of each row by itself.
 *
 * @module
 */
import { boolean, axis as checkAxis, finiteNumber, integer, type Shape, wrongShape } from "../check.ts";
import { toValue } from "../graph/call.ts";
import { refuseWalk, type Value } from "../graph/value.ts";
import type { Variable } from "../graph/variable.ts";
import { add, multiply, subtract } from "../ops/binary.ts";
import { mean } from "../ops/reduce.ts";
import { reshaped } from "../ops/reshape.ts";
import { rsqrt, square } from "../ops/unary.ts";
import { Layer, type LayerOptions, type One } from "./layer.ts";
import { type ScaleOptions, scaleDefaults } from "./weight-options.ts";

/** Options of {@link LayerNormalization}. */
export interface LayerNormalizationOptions extends LayerOptions, ScaleOptions {
  /** The axis, or axes, over which mean and variance are taken; defaults to −1. */
  axis?: number | readonly number[] | undefined;
  /** Whether x is only divided by its deviation and multiplied by γ, as Keras did once; defaults to false. */
  rmsScaling?: boolean | undefined;
}

/**
 * (x − mean) / √(variance + ε) ⊙ γ + β, mean and variance over the axes of the same row.
 *
 * Weights, of the shape of those axes: `gamma` γ, `beta` β.
 *
 * @example
 * ```ts
 * new LayerNormalization({ epsilon: 0 }).apply(tensor([[1, 3]])).data; // [-1, 1]
 * ```
 *
 * @see Ba et al. 2016, {@link https://arxiv.org/abs/1607.06450}
 */
export class LayerNormalization extends Layer<One, LayerNormalizationOptions> {
  static override readonly className = "LayerNormalization";
  static override readonly defaults: object = {
    axis: -1,
    rmsScaling: false,
    ...scaleDefaults,
  };
  override readonly supportsMasking = true;
  #gamma: Variable | undefined;
  #beta: Variable | undefined;
  #sizes: readonly number[] = [];

  constructor(options: LayerNormalizationOptions = {}) {
    super(options);
    const { axis, epsilon, center, scale, rmsScaling } = this.options;
    for (const one of [axis].flat()) integer("LayerNormalization", "axis", one);
    finiteNumber("LayerNormalization", "epsilon", epsilon);
    boolean("LayerNormalization", "center", center);
    boolean("LayerNormalization", "scale", scale);
    boolean("LayerNormalization", "rmsScaling", rmsScaling);
  }

  override build(inputShape: Shape): void {
    const { center, scale, rmsScaling } = this.options;
    const sizes = this.#axes(inputShape).map((axis) => inputShape[axis]);
    if (sizes.some((size) => typeof size !== "number")) {
      throw wrongShape(this.where, "input must have known sizes on the axes that are normalised", inputShape);
    }
    this.#sizes = sizes as number[];
    if (scale || rmsScaling) this.#gamma = this.addWeight("gamma", this.#sizes);
    if (center && !rmsScaling) this.#beta = this.addWeight("beta", this.#sizes);
  }

  override call(x: Value): Value {
    const axes = this.#axes(x.shape);
    if (axes.some((axis, i) => x.shape[axis] !== this.#sizes[i])) {
      throw wrongShape(this.where, `input must have the sizes ${this.#sizes.join(", ")} on the axes ${axes}`, x.shape);
    }
    if (x.walk === "step" && axes.includes(1)) refuseWalk("normalising over the time axis");
    const { epsilon, rmsScaling } = this.options;
    const centred = subtract(x, mean(x, axes, true));
    const inverse = rsqrt(add(mean(square(centred), axes, true), epsilon));
    const shape = x.shape.map((size, axis) => (axes.includes(axis) ? (size as number) : 1));
    const along = (weight: Variable): Value => reshaped(toValue(this.where, weight), trimmed(shape));
    const factor = this.#gamma ? multiply(inverse, along(this.#gamma)) : inverse;
    const scaled = multiply(rmsScaling ? x : centred, factor);
    return this.#beta ? add(scaled, along(this.#beta)) : scaled;
  }

  #axes(shape: Shape): number[] {
    const axes = [this.options.axis].flat().map((axis) => checkAxis(this.where, "axis", axis, shape.length));
    return axes.toSorted((a, b) => a - b);
  }
}

/** A shape without the axes of size 1 in front, which broadcasting adds. */
function trimmed(shape: readonly number[]): readonly number[] {
  const first = shape.findIndex((size) => size !== 1);
  return first < 0 ? shape.slice(-1) : shape.slice(first);
}
