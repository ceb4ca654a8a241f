/**
 * What a run has given, epoch by epoch.
 *
 * @module
 */
import { Callback, type Logs } from "./callback.ts";

/** Collects the results of each epoch; what `fit` returns. */
export class History extends Callback {
  /** The epochs, counted from 0. */
  epoch: number[] = [];
  /** For each result its value in each epoch: `history.loss`, `history.val_loss`... */
  readonly history: Record<string, number[]> = {};

  override onTrainBegin(): void {
    this.epoch = [];
  }

  override onEpochEnd(epoch: number, logs: Logs): void {
    this.epoch.push(epoch);
    for (const [name, value] of Object.entries(logs)) {
      this.history[name] ??= [];
      this.history[name].push(value);
    }
  }
}
