/**
 * Smaller steps when training gets no better.
 *
 * @module
 */
import { numberFromZero, wrongType, wrongValue } from "../check.ts";
import type { Logs } from "./callback.ts";
import { Monitor, type MonitorOptions } from "./monitor.ts";

/** Options of {@link ReduceLROnPlateau}. */
export interface ReduceLROnPlateauOptions extends MonitorOptions {
  /** What the learning rate is multiplied by, less than 1; defaults to 0.1. */
  factor?: number | undefined;
  /** After how many epochs without anything better it is reduced; defaults to 10. */
  patience?: number | undefined;
  /** By more than how much a result must be better to count as better; defaults to 1e-4. */
  minDelta?: number | undefined;
  /** For how many epochs nothing is counted once it was reduced; defaults to 0. */
  cooldown?: number | undefined;
  /** What the learning rate does not fall below; defaults to 0. */
  minLR?: number | undefined;
}

/**
 * Reduces the learning rate when a result has stopped getting better.
 *
 * @example
 * ```ts
 * const reduce = new callbacks.ReduceLROnPlateau({ monitor: "val_loss", factor: 0.2, patience: 5 });
 * ```
 *
 * @throws RangeError if the factor is not less than 1.
 * @see {@link https://keras.io/api/callbacks/reduce_lr_on_plateau/}
 */
export class ReduceLROnPlateau extends Monitor<ReduceLROnPlateauOptions> {
  /** How many epochs have passed since a result was better. */
  wait = 0;
  #cooldown = 0;

  constructor(options: ReduceLROnPlateauOptions = {}) {
    super("ReduceLROnPlateau", { factor: 0.1, patience: 10, minDelta: 1e-4, cooldown: 0, minLR: 0 }, options);
    const { factor } = this.options;
    if (typeof factor !== "number") throw wrongType("ReduceLROnPlateau", "factor must be a number", factor);
    if (!(factor < 1)) throw wrongValue("ReduceLROnPlateau", "factor must be less than 1", factor);
    for (const name of ["patience", "cooldown", "minLR"] as const) {
      numberFromZero("ReduceLROnPlateau", name, this.options[name]);
    }
  }

  override onTrainBegin(): void {
    this.best = undefined;
    this.wait = 0;
    this.#cooldown = 0;
  }

  override onEpochEnd(epoch: number, logs: Logs): void {
    logs["learning_rate"] = this.model.optimizer!.learningRate;
    const current = this.watched(logs);
    if (current === undefined) return;
    if (this.#cooldown > 0) {
      this.#cooldown--;
      this.wait = 0;
    }
    if (this.isBetter(current, this.best)) {
      this.best = current;
      this.wait = 0;
    } else if (this.#cooldown === 0 && ++this.wait >= this.options.patience) this.#reduce(epoch);
  }

  #reduce(epoch: number): void {
    const { factor, minLR, cooldown } = this.options;
    const rate = this.model.optimizer!.learningRate;
    if (rate <= Math.fround(minLR)) return;
    const reduced = Math.max(rate * factor, minLR);
    this.model.optimizer!.learningRate = reduced;
    this.report(`Epoch ${epoch + 1}: ReduceLROnPlateau reduces the learning rate to ${reduced}.`);
    this.#cooldown = cooldown;
    this.wait = 0;
  }
}
