/**
 * The schedule that multiplies the learning rate by the same factor again and again.
 *
 * @module
 */
import { boolean, numberFromZero, positiveNumber } from "../../check.ts";
import { power } from "../../double.ts";
import { LearningRateSchedule } from "./schedule.ts";

/** Options of {@link ExponentialDecay} and {@link InverseTimeDecay}. */
export interface DecayOptions {
  /** The learning rate of the first step; a number of 0 or more. */
  initialLearningRate: number;
  /** In how many steps `decayRate` acts once; a positive number. */
  decaySteps: number;
  /** By how much the learning rate decays; a number of 0 or more. */
  decayRate: number;
  /** Whether it decays at once every `decaySteps` steps, and not a little at each; defaults to false. */
  staircase?: boolean | undefined;
  /** What files call it; defaults to the name of the class. */
  name?: string | undefined;
}

/** A schedule by how many times `decaySteps` steps have been taken. */
export abstract class Decay extends LearningRateSchedule<DecayOptions> {
  constructor(name: string, options: DecayOptions) {
    const required = { initialLearningRate: undefined, decaySteps: undefined, decayRate: undefined };
    super({ ...required, staircase: false, name }, options);
    numberFromZero(this.className, "initialLearningRate", this.options.initialLearningRate);
    positiveNumber(this.className, "decaySteps", this.options.decaySteps);
    numberFromZero(this.className, "decayRate", this.options.decayRate);
    boolean(this.className, "staircase", this.options.staircase);
  }

  /** How many times `decaySteps` steps were taken. */
  protected times(step: number): number {
    const times = step / this.options.decaySteps;
    return this.options.staircase ? Math.floor(times) : times;
  }
}

/**
 * initialLearningRate · decayRate^(step / decaySteps).
 *
 * @example
 * ```ts
 * const schedule = new optimizers.schedules.ExponentialDecay({
 *   initialLearningRate: 0.1, decaySteps: 100, decayRate: 0.5,
 * });
 * schedule.call(200); // 0.025
 * ```
 *
 * @throws RangeError if `decaySteps` is not positive, or another number negative.
 */
export class ExponentialDecay extends Decay {
  static readonly className = "ExponentialDecay";

  constructor(options: DecayOptions) {
    super("ExponentialDecay", options);
  }

  override call(step: number): number {
    const { initialLearningRate, decayRate } = this.options;
    return initialLearningRate * power(decayRate, this.times(step));
  }
}

/**
 * initialLearningRate / (1 + decayRate · step / decaySteps).
 *
 * @throws RangeError if `decaySteps` is not positive, or another number negative.
 */
export class InverseTimeDecay extends Decay {
  static readonly className = "InverseTimeDecay";

  constructor(options: DecayOptions) {
    super("InverseTimeDecay", options);
  }

  override call(step: number): number {
    const { initialLearningRate, decayRate } = this.options;
    return initialLearningRate / (1 + decayRate * this.times(step));
  }
}
