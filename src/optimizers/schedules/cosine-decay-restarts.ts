/**
 * The schedule that goes down along a cosine, and starts anew.
 *
 * @module
 */
import { numberFromZero, positiveNumber, wrongValue } from "../../check.ts";
import { wholePower } from "../../double.ts";
import { cosineDecayed } from "./cosine-decay.ts";
import { LearningRateSchedule } from "./schedule.ts";

/** Options of {@link CosineDecayRestarts}. */
export interface CosineDecayRestartsOptions {
  /** The learning rate of the first step; a number of 0 or more. */
  initialLearningRate: number;
  /** How many steps the first decay takes; a positive number. */
  firstDecaySteps: number;
  /** How many times longer each decay is than the one before; a number of 1 or more, defaults to 2. */
  tMul?: number | undefined;
  /** By what the learning rate is multiplied at each restart; a number of 0 or more, defaults to 1. */
  mMul?: number | undefined;
  /** What part of the learning rate is left in the end; a number of 0 or more, defaults to 0. */
  alpha?: number | undefined;
  /** What files call it; defaults to `"SGDRDecay"`. */
  name?: string | undefined;
}

/**
 * As {@link CosineDecay}, from the beginning again each time the end is reached.
 *
 * @throws RangeError if `firstDecaySteps` is not positive, `tMul` less than 1 or another number negative.
 * @see Loshchilov & Hutter 2016, {@link https://arxiv.org/abs/1608.03983}
 */
export class CosineDecayRestarts extends LearningRateSchedule<CosineDecayRestartsOptions> {
  static readonly className = "CosineDecayRestarts";

  constructor(options: CosineDecayRestartsOptions) {
    const required = { initialLearningRate: undefined, firstDecaySteps: undefined };
    super({ ...required, tMul: 2, mMul: 1, alpha: 0, name: "SGDRDecay" }, options);
    const { initialLearningRate, firstDecaySteps, tMul, mMul, alpha } = this.options;
    numberFromZero("CosineDecayRestarts", "initialLearningRate", initialLearningRate);
    positiveNumber("CosineDecayRestarts", "firstDecaySteps", firstDecaySteps);
    if (!(tMul >= 1)) throw wrongValue("CosineDecayRestarts", "tMul must be a number of 1 or more", tMul);
    numberFromZero("CosineDecayRestarts", "mMul", mMul);
    numberFromZero("CosineDecayRestarts", "alpha", alpha);
  }

  override call(step: number): number {
    const { initialLearningRate, firstDecaySteps, tMul, mMul, alpha } = this.options;
    let done = step / firstDecaySteps;
    let restarts = 0;
    if (tMul === 1) {
      restarts = Math.floor(done);
      done -= restarts;
    } else {
      let length = 1;
      for (; done >= length; restarts++) {
        done -= length;
        length *= tMul;
      }
      done /= length;
    }
    return initialLearningRate * cosineDecayed(done, alpha, wholePower(mMul, restarts));
  }
}
