/**
 * Ending training when it gets no better.
 *
 * @module
 */
import { boolean, finiteNumber, numberFromZero } from "../check.ts";
import type { Tensor } from "../tensor.ts";
import type { Logs } from "./callback.ts";
import { Monitor, type MonitorOptions } from "./monitor.ts";

/** Options of {@link EarlyStopping}. */
export interface EarlyStoppingOptions extends MonitorOptions {
  /** By more than how much a result must be better to count as better; defaults to 0. */
  minDelta?: number | undefined;
  /** After how many epochs without anything better training ends; defaults to 0. */
  patience?: number | undefined;
  /** What a result must be better than to count as better; defaults to null, nothing. */
  baseline?: number | null | undefined;
  /** Whether the weights of the best epoch are put back in the end; defaults to false. */
  restoreBestWeights?: boolean | undefined;
  /** The first epoch that is watched; defaults to 0. */
  startFromEpoch?: number | undefined;
}

/**
 * Ends training when a result has stopped getting better.
 *
 * @example
 * ```ts
 * const stop = new callbacks.EarlyStopping({ monitor: "val_loss", patience: 3, restoreBestWeights: true });
 * ```
 *
 * @see {@link https://keras.io/api/callbacks/early_stopping/}
 */
export class EarlyStopping extends Monitor<EarlyStoppingOptions> {
  /** The epoch with the best result. */
  bestEpoch = 0;
  /** The epoch behind which training was ended; 0 if it was not. */
  stoppedEpoch = 0;
  /** How many epochs have passed since a result was better. */
  wait = 0;
  #bestWeights: Tensor[] | undefined;

  constructor(options: EarlyStoppingOptions = {}) {
    const defaults = { minDelta: 0, patience: 0, baseline: null, restoreBestWeights: false, startFromEpoch: 0 };
    super("EarlyStopping", defaults, options);
    const { patience, startFromEpoch, restoreBestWeights, baseline } = this.options;
    numberFromZero("EarlyStopping", "patience", patience);
    numberFromZero("EarlyStopping", "startFromEpoch", startFromEpoch);
    boolean("EarlyStopping", "restoreBestWeights", restoreBestWeights);
    if (baseline !== null) finiteNumber("EarlyStopping", "baseline", baseline);
  }

  override onTrainBegin(): void {
    this.wait = 0;
    this.stoppedEpoch = 0;
    this.best = undefined;
    this.bestEpoch = 0;
    this.#bestWeights = undefined;
  }

  override onEpochEnd(epoch: number, logs: Logs): void {
    const current = this.watched(logs);
    const { startFromEpoch, restoreBestWeights, baseline, patience } = this.options;
    if (current === undefined || epoch < startFromEpoch) return;
    if (restoreBestWeights && !this.#bestWeights) this.#remember(epoch);
    this.wait++;
    if (this.isBetter(current, this.best)) {
      this.best = current;
      this.#remember(epoch);
      if (baseline === null || this.isBetter(current, baseline)) this.wait = 0;
    } else if (this.wait >= patience && epoch > 0) {
      this.stoppedEpoch = epoch;
      this.model.stopTraining = true;
    }
  }

  override onTrainEnd(): void {
    if (this.stoppedEpoch > 0) this.report(`Epoch ${this.stoppedEpoch + 1}: early stopping`);
    if (!this.#bestWeights) return;
    this.report(`Restoring the weights of the best epoch, ${this.bestEpoch + 1}.`);
    this.model.setWeights(this.#bestWeights);
  }

  #remember(epoch: number): void {
    this.bestEpoch = epoch;
    if (this.options.restoreBestWeights) this.#bestWeights = this.model.getWeights();
  }
}
