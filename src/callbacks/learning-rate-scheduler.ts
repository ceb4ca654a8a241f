/**
 * A learning rate of one's own for each epoch.
 *
 * @module
 */
import { finiteNumber, wrongType } from "../check.ts";
import { Callback, type Logs } from "./callback.ts";
import { say } from "./output.ts";

/**
 * Sets the learning rate before each epoch, by a function of the epoch, the first is 0, and of the rate so far.
 *
 * @example
 * ```ts
 * const schedule = new callbacks.LearningRateScheduler((epoch, rate) => (epoch < 10 ? rate : rate * 0.9));
 * ```
 *
 * @see {@link https://keras.io/api/callbacks/learning_rate_scheduler/}
 */
export class LearningRateScheduler extends Callback {
  readonly #schedule: (epoch: number, learningRate: number) => number;
  readonly #verbose: number;

  constructor(schedule: (epoch: number, learningRate: number) => number, verbose: 0 | 1 = 0) {
    super();
    if (typeof schedule !== "function") {
      throw wrongType("LearningRateScheduler", "schedule must be a function of the epoch and the rate", schedule);
    }
    this.#schedule = schedule;
    this.#verbose = verbose;
  }

  override onEpochBegin(epoch: number): void {
    const rate = this.#schedule(epoch, this.model.optimizer!.learningRate);
    finiteNumber("LearningRateScheduler", "the result of schedule", rate);
    this.model.optimizer!.learningRate = rate;
    if (this.#verbose) say(`Epoch ${epoch + 1}: LearningRateScheduler sets the learning rate to ${rate}.`);
  }

  override onEpochEnd(_epoch: number, logs: Logs): void {
    logs["learning_rate"] = this.model.optimizer!.learningRate;
  }
}
