/**
 * The schedule that goes down along a cosine, after a warm-up if one is wanted.
 *
 * @module
 */
import { numberFromZero, positiveNumber } from "../../check.ts";
import { cosineOfPi } from "../../double.ts";
import { LearningRateSchedule } from "./schedule.ts";

/** Options of {@link CosineDecay}. */
export interface CosineDecayOptions {
  /** The learning rate of the first step; a number of 0 or more. */
  initialLearningRate: number;
  /** How many steps the decay takes; a positive number. */
  decaySteps: number;
  /** What part of the learning rate is left in the end; a number of 0 or more, defaults to 0. */
  alpha?: number | undefined;
  /** What files call it; defaults to `"CosineDecay"`. */
  name?: string | undefined;
  /** The learning rate to which the warm-up leads, and from which it decays; null, the default, for no warm-up. */
  warmupTarget?: number | null | undefined;
  /** How many steps the warm-up takes; a number of 0 or more, the default. */
  warmupSteps?: number | undefined;
}

/**
 * In a straight line from `initialLearningRate` to `warmupTarget` in `warmupSteps` steps; then, in `decaySteps` steps,
 * down by (1 − alpha) · (1 + cos(π · step / decaySteps)) / 2 + alpha.
 *
 * @example
 * ```ts
 * const schedule = new optimizers.schedules.CosineDecay({
 *   initialLearningRate: 0, warmupTarget: 0.1, warmupSteps: 10, decaySteps: 90,
 * });
 * [schedule.call(5), schedule.call(10), schedule.call(100)]; // [0.05, 0.1, 0]
 * ```
 *
 * @throws RangeError if `decaySteps` is not positive, or another number negative.
 * @see Loshchilov & Hutter 2016, {@link https://arxiv.org/abs/1608.03983}
 */
export class CosineDecay extends LearningRateSchedule<CosineDecayOptions> {
  static readonly className = "CosineDecay";

  constructor(options: CosineDecayOptions) {
    const required = { initialLearningRate: undefined, decaySteps: undefined };
    super({ ...required, alpha: 0, name: "CosineDecay", warmupTarget: null, warmupSteps: 0 }, options);
    const { initialLearningRate, decaySteps, alpha, warmupTarget, warmupSteps } = this.options;
    numberFromZero("CosineDecay", "initialLearningRate", initialLearningRate);
    positiveNumber("CosineDecay", "decaySteps", decaySteps);
    numberFromZero("CosineDecay", "alpha", alpha);
    if (warmupTarget !== null) numberFromZero("CosineDecay", "warmupTarget", warmupTarget);
    numberFromZero("CosineDecay", "warmupSteps", warmupSteps);
  }

  override call(step: number): number {
    const { initialLearningRate, decaySteps, alpha, warmupTarget, warmupSteps } = this.options;
    if (warmupTarget === null) return initialLearningRate * cosineDecayed(step / decaySteps, alpha);
    if (step < warmupSteps) return initialLearningRate + (warmupTarget - initialLearningRate) * (step / warmupSteps);
    return warmupTarget * cosineDecayed((step - warmupSteps) / decaySteps, alpha);
  }
}

/** What is left when so much of the decay is done, of a peak of 1. @internal */
export function cosineDecayed(done: number, alpha: number, peak = 1): number {
  return (1 - alpha) * 0.5 * peak * (1 + cosineOfPi(Math.min(done, 1))) + alpha;
}
