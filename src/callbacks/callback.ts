/**
 * What is called in the course of training.
 *
 * @module
 */
import type { Model } from "../models/model.ts";

/** Losses and metrics by name, as `fit` and `evaluate` report them; those of validation begin with `val_`. */
export type Logs = Record<string, number>;

/** What a callback learns about the run it is part of. */
export interface CallbackParams {
  /** After how many epochs the run ends. */
  readonly epochs: number;
  /** How many steps an epoch has; undefined where that shows at its end. */
  readonly steps: number | undefined;
  /** How much is printed: 0 nothing, 1 a bar, 2 a line an epoch. */
  readonly verbose: number;
  /** Whether a metric gets better by growing; undefined if nothing is known about it. @internal */
  readonly grows: (name: string) => boolean | undefined;
}

/**
 * The base class of callbacks: each method is called at its moment, and awaited if it returns a promise. Within them
 * `model` is the model that is trained, and `model.stopTraining = true` ends the run after the step at hand.
 *
 * @example
 * ```ts
 * class Report extends callbacks.Callback {
 *   override onEpochEnd(epoch: number, logs: Logs): void {
 *     console.log(epoch, logs["loss"]);
 *   }
 * }
 * ```
 */
export class Callback {
  /** The model that is trained. */
  declare model: Model;
  /** What is known about the run. */
  declare params: CallbackParams;

  /** Called before the first epoch. */
  onTrainBegin(): void | Promise<void> {}
  /** Called behind the last epoch, with its results; not if the run was aborted or has failed. */
  onTrainEnd(_logs: Logs): void | Promise<void> {}
  /** Called before each epoch; the first is 0. */
  onEpochBegin(_epoch: number): void | Promise<void> {}
  /** Called behind each epoch and its validation. What is added to `logs` gets into the history. */
  onEpochEnd(_epoch: number, _logs: Logs): void | Promise<void> {}
  /** Called before each step; the first of an epoch is 0. */
  onTrainBatchBegin(_batch: number): void | Promise<void> {}
  /** Called behind each step, with the results of the epoch so far. */
  onTrainBatchEnd(_batch: number, _logs: Logs): void | Promise<void> {}
  /** Called before an evaluation, that of validation among them. */
  onTestBegin(): void | Promise<void> {}
  /** Called behind an evaluation, with its results. */
  onTestEnd(_logs: Logs): void | Promise<void> {}
  /** Called before each batch of an evaluation. */
  onTestBatchBegin(_batch: number): void | Promise<void> {}
  /** Called behind each batch of an evaluation, with the results so far. */
  onTestBatchEnd(_batch: number, _logs: Logs): void | Promise<void> {}
}
