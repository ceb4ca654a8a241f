/**
 * What every schedule of the learning rate is.
 *
 * @module
 */
import { Configured } from "../../configured.ts";

/**
 * A learning rate that goes by the number of steps taken. To write one's own: extend this class, or give the optimizer a
 * function of the step, which files cannot hold.
 *
 * @see {@link https://keras.io/api/optimizers/learning_rate_schedules/}
 */
export abstract class LearningRateSchedule<Options extends object = object> extends Configured<Options> {
  /** The learning rate of a step; the first step is 0. */
  abstract call(step: number): number;
}
