/**
 * Going through batches, with callbacks, turns and an end in between.
 *
 * @module
 */
import { Callback, type CallbackParams, type Logs } from "../callbacks/callback.ts";
import { checkFinite } from "./finite.ts";
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
    return this.#pass("Train", source);
  }

  /** Evaluates all batches of an epoch. */
  async test(source: Source): Promise<Logs> {
    await this.call((callback) => callback.onTestBegin());
    const logs = await this.#pass("Test", source);
    await this.call((callback) => callback.onTestEnd(logs));
    return logs;
  }

  /** Takes the steps of an epoch, of the kind that the methods of callbacks name. */
  async #pass(kind: "Train" | "Test", source: Source): Promise<Logs> {
    const [onBegin, onEnd] = [`on${kind}BatchBegin`, `on${kind}BatchEnd`] as const;
    const [isAnnounced, isWatched] = [this.#calls(onBegin), this.#calls(onEnd)];
    const tally = this.#steps.tally();
    let step = 0;
    for await (const batch of source.epoch()) {
      if (isAnnounced) await this.call((callback) => callback[onBegin](step));
      this.#model.checkAlive();
      // Whoever has the data may have changed them since they were given.
      checkFinite(this.#model.where, batch);
      const done = kind === "Train" ? this.#steps.train(batch, tally) : this.#steps.test(batch, tally);
      if (done) await done;
      if (isWatched) {
        const logs = tally.logs();
        await this.call((callback) => callback[onEnd](step, logs));
      }
      const turn = this.#turn(done instanceof Promise);
      if (turn) await turn;
      step++;
      if (kind === "Train" && this.#model.stopTraining) break;
    }
    return tally.logs();
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
