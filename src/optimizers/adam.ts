/**
 * Steps by moving averages of the gradient and of its square.
 *
 * @module
 */
import { boolean, numberFromZero, numberWithin } from "../check.ts";
import type { Value } from "../graph/value.ts";
import type { Variable } from "../graph/variable.ts";
import { add, divide, maximum, multiply, subtract } from "../ops/binary.ts";
import { sqrt, square } from "../ops/unary.ts";
import { approached, biasCorrection } from "./moving.ts";
import { Optimizer } from "./optimizer.ts";
import type { OptimizerOptions } from "./options.ts";
import type { Slots } from "./slots.ts";

/** Options that {@link Adam}, {@link Nadam} and {@link Adamax} share; `learningRate` defaults to 0.001. */
export interface MomentOptions extends OptimizerOptions {
  /** β₁, how much of the mean gradient stays at a step; from 0 to 1, defaults to 0.9. */
  beta1?: number | undefined;
  /** β₂, how much of the mean square, or of the norm, stays at a step; from 0 to 1, defaults to 0.999. */
  beta2?: number | undefined;
  /** ε, added to what is divided by; defaults to 1e-7. */
  epsilon?: number | undefined;
}

/** The defaults of {@link MomentOptions}. @internal */
export const momentDefaults = { learningRate: 0.001, beta1: 0.9, beta2: 0.999, epsilon: 1e-7 } as const;

/** Requires options to be what they must be. @internal */
export function checkMoments(where: string, { beta1, beta2, epsilon }: MomentOptions): void {
  numberWithin(where, "beta1", beta1, 0, 1);
  numberWithin(where, "beta2", beta2, 0, 1);
  numberFromZero(where, "epsilon", epsilon);
}

/** Options of {@link Adam} and {@link AdamW}; `learningRate` defaults to 0.001. */
export interface AdamOptions extends MomentOptions {
  /** Whether to divide by the greatest mean square so far, and not by the last; defaults to false. */
  amsgrad?: boolean | undefined;
}

/**
 * Adam. For a weight w with gradient g, learning rate η and step t from 1 on:
 *
 * ```text
 * m' = m + (1 − β₁)·(g − m)
 * v' = v + (1 − β₂)·(g² − v)
 * v̂' = max(v̂, v')                       with amsgrad; else v'
 * w' = w − η·√(1 − β₂ᵗ)/(1 − β₁ᵗ) · m' / (√v̂' + ε)
 * ```
 *
 * @example
 * ```ts
 * const rate = new optimizers.schedules.CosineDecay({ initialLearningRate: 0.01, decaySteps: 1000 });
 * new optimizers.Adam({ learningRate: rate, globalClipnorm: 1 }).learningRate; // 0.01
 * ```
 *
 * @throws RangeError if `beta1` or `beta2` is not from 0 to 1, or `epsilon` negative.
 * @see Kingma & Ba 2014, {@link https://arxiv.org/abs/1412.6980}; amsgrad: Reddi et al. 2018,
 * {@link https://arxiv.org/abs/1904.09237}
 */
export class Adam extends Optimizer<AdamOptions> {
  static readonly className: string = "Adam";

  constructor(options: AdamOptions = {}) {
    super({ ...momentDefaults, amsgrad: false }, options);
    checkMoments(this.className, this.options);
    boolean(this.className, "amsgrad", this.options.amsgrad);
  }

  protected override makeSlots(weights: readonly Variable[]): void {
    this.addSlots(weights, ["momentum", "velocity"]);
    if (this.options.amsgrad) this.addSlots(weights, ["velocityHat"]);
  }

  protected override factorsAt(step: number, learningRate: number): readonly number[] {
    const { beta1, beta2 } = this.options;
    return [(learningRate * Math.sqrt(biasCorrection(beta2, step))) / biasCorrection(beta1, step)];
  }

  protected override update(weight: Value, gradient: Value, slots: Slots, [rate]: readonly Value[]): Value {
    const { beta1, beta2, epsilon, amsgrad } = this.options;
    const m = slots.set("momentum", approached(beta1, slots.get("momentum"), gradient));
    let v = slots.set("velocity", approached(beta2, slots.get("velocity"), square(gradient)));
    if (amsgrad) v = slots.set("velocityHat", maximum(slots.get("velocityHat"), v));
    return subtract(weight, divide(multiply(m, rate!), add(sqrt(v), epsilon)));
  }
}

/**
 * {@link Adam} with weights that decay: `weightDecay` defaults to 0.004.
 *
 * @throws RangeError as {@link Adam}; TypeError if `weightDecay` is null.
 * @see Loshchilov & Hutter 2017, {@link https://arxiv.org/abs/1711.05101}
 */
export class AdamW extends Adam {
  static override readonly className: string = "AdamW";

  constructor(options: AdamOptions = {}) {
    super({ ...options, weightDecay: options.weightDecay === undefined ? 0.004 : options.weightDecay });
    numberFromZero("AdamW", "weightDecay", this.options.weightDecay);
  }
}
