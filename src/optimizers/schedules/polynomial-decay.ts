/**
 * The schedule from one learning rate to another along a power.
 *
 * @module
 */
import { boolean, numberFromZero, positiveNumber } from "../../check.ts";
import { power } from "../../double.ts";
import { LearningRateSchedule } from "./schedule.ts";

/** Options of {@link PolynomialDecay}. */
export interface PolynomialDecayOptions {
  /** The learning rate of the first step; a number of 0 or more. */
  initialLearningRate: number;
  /** How many steps it takes to the end; a positive number. */
  decaySteps: number;
  /** The learning rate in the end; a number of 0 or more, defaults to 0.0001. */
  endLearningRate?: number | undefined;
  /** The power; a number of 0 or more, defaults to 1: a straight line. */
  power?: number | undefined;
  /** Whether `decaySteps` is doubled, tripled... when its end is reached; defaults to false. */
  cycle?: boolean | undefined;
  /** What files call it; defaults to `"PolynomialDecay"`. */
  name?: string | undefined;
}

/**
 * (initialLearningRate − endLearningRate) · (1 − step / decaySteps)^power + endLearningRate.
 *
 * @throws RangeError if `decaySteps` is not positive, or another number negative.
 */
export class PolynomialDecay extends LearningRateSchedule<PolynomialDecayOptions> {
  static readonly className = "PolynomialDecay";

  constructor(options: PolynomialDecayOptions) {
    const required = { initialLearningRate: undefined, decaySteps: undefined };
    super({ ...required, endLearningRate: 0.0001, power: 1, cycle: false, name: "PolynomialDecay" }, options);
    numberFromZero("PolynomialDecay", "initialLearningRate", this.options.initialLearningRate);
    positiveNumber("PolynomialDecay", "decaySteps", this.options.decaySteps);
    numberFromZero("PolynomialDecay", "endLearningRate", this.options.endLearningRate);
    numberFromZero("PolynomialDecay", "power", this.options.power);
    boolean("PolynomialDecay", "cycle", this.options.cycle);
  }

  override call(step: number): number {
    const { initialLearningRate, decaySteps, endLearningRate, cycle } = this.options;
    const steps = cycle ? decaySteps * Math.max(1, Math.ceil(step / decaySteps)) : decaySteps;
    const left = 1 - Math.min(step, steps) / steps;
    return (initialLearningRate - endLearningRate) * power(left, this.options.power) + endLearningRate;
  }
}
