/**
 * Going through batches, with callbacks, turns and an end in between.
 *
 * @module
 */
import { Callback, type CallbackParams, type Logs } from "../callbacks/callback.ts";
import type { Source } from "./sources.ts";
import type { Stepper } from "./steps.ts";
import type { Trainable } from "./trainable.ts";
import type { Turn } from "./turns.ts";

/** A run of `fit` or `evaluate`. @internal */
export class Run {
  readonly #model: Trainable;
  readonly #steps: Stepper;
  readonly #callbacks: readonly Callback[];
  readonly #turn: Turn;

  constructor(
    model: Trainable,
    steps: Stepper,
    callbacks: readonly Callback[],
    turn: Turn,
    params: Omit<CallbackParams, "grows">,
  ) {
    this.#model = model;
    this.#steps = steps;
    this.#callbacks = callbacks;
    this.#turn = turn;
    for (const callback of callbacks) {
      callback.model = model as never;
      callback.params = { ...params, grows: (name) => grows(steps, name) };
    }
  }

  /** Calls all callbacks, one after another. */
  async call(moment: (callback: Callback) => void | Promise<void>): Promise<void> {
    for (const callback of this.#callbacks) await moment(callback);
  }

  /** Trains for an epoch, or until it is to stop. */
  async train(source: Source): Promise<Logs> {
    const tally = this.#steps.tally();
    const [isAnnounced, isWatched] = [this.#calls("onTrainBatchBegin"), this.#calls("onTrainBatchEnd")];
    let step = 0;
    for await (const batch of source.epoch()) {
      if (isAnnounced) await this.call((callback) => callback.onTrainBatchBegin(step));
      this.#model.checkAlive();
      const isDone = this.#steps.train(batch, tally);
      if (isDone) await isDone;
      if (isWatched) {
        const logs = tally.logs();
        await this.call((callback) => callback.onTrainBatchEnd(step, logs));
      }
      const turn = this.#turn();
      if (turn) await turn;
      step++;
      if (this.#model.stopTraining) break;
    }
    return tally.logs();
  }

  /** Evaluates all batches of an epoch. */
  async test(source: Source): Promise<Logs> {
    const tally = this.#steps.tally();
    const [isAnnounced, isWatched] = [this.#calls("onTestBatchBegin"), this.#calls("onTestBatchEnd")];
    let step = 0;
    await this.call((callback) => callback.onTestBegin());
    for await (const batch of source.epoch()) {
      if (isAnnounced) await this.call((callback) => callback.onTestBatchBegin(step));
      this.#model.checkAlive();
      const isDone = this.#steps.test(batch, tally);
      if (isDone) await isDone;
      if (isWatched) {
        const logs = tally.logs();
        await this.call((callback) => callback.onTestBatchEnd(step, logs));
      }
      const turn = this.#turn();
      if (turn) await turn;
      step++;
    }
    const logs = tally.logs();
    await this.call((callback) => callback.onTestEnd(logs));
    return logs;
  }

  /** Whether any callback does something at a moment of every step. */
  #calls(method: "onTrainBatchBegin" | "onTrainBatchEnd" | "onTestBatchBegin" | "onTestBatchEnd"): boolean {
    return this.#callbacks.some((callback) => callback[method] !== Callback.prototype[method]);
  }
}

/** Losses fall; a metric says itself which way it gets better. */
function grows({ goals }: Stepper, name: string): boolean | undefined {
  if (name === "loss" || goals.some((goal) => name === `${goal.name}_loss`)) return false;
  return goals.flatMap(({ metrics }) => metrics).find((metric) => metric.name === name)?.metric.grows;
}
