/**
 * Saving a model while it is trained.
 *
 * @module
 */
import { boolean, finiteNumber, positiveInteger, wrongType } from "../check.ts";
import type { Model } from "../models/model.ts";
import type { Logs } from "./callback.ts";
import { Monitor, type MonitorOptions } from "./monitor.ts";

/** Options of {@link ModelCheckpoint}. */
export interface ModelCheckpointOptions extends MonitorOptions {
  /** Saves the model; what it returns is awaited. */
  save: (model: Model, at: { readonly epoch: number; readonly logs: Logs }) => unknown;
  /** Whether it is only saved when the result is better than ever; defaults to false. */
  saveBestOnly?: boolean | undefined;
  /** Behind how many steps it is saved; defaults to `"epoch"`, behind each epoch. */
  saveFreq?: "epoch" | number | undefined;
  /** What the first result must be better than; defaults to null, nothing. */
  initialValueThreshold?: number | null | undefined;
}

/**
 * Saves the model behind each epoch, or behind those that were better than all before.
 *
 * @example
 * ```ts
 * let best: Uint8Array | undefined;
 * const checkpoint = new callbacks.ModelCheckpoint({
 *   save: (model) => {
 *     best = saveKeras(model); // or writeFileSync("best.keras", saveKeras(model))
 *   },
 *   saveBestOnly: true,
 * });
 * ```
 *
 * @see {@link https://keras.io/api/callbacks/model_checkpoint/}
 */
export class ModelCheckpoint extends Monitor<ModelCheckpointOptions> {
  #epoch = 0;
  #steps = 0;

  constructor(options: ModelCheckpointOptions) {
    const save = undefined as never;
    const defaults = { save, saveBestOnly: false, saveFreq: "epoch", initialValueThreshold: null } as const;
    super("ModelCheckpoint", defaults, options);
    const { save: saving, saveBestOnly, saveFreq, initialValueThreshold: threshold } = this.options;
    if (typeof saving !== "function") {
      throw wrongType("ModelCheckpoint", "save must be a function that takes the model", saving);
    }
    boolean("ModelCheckpoint", "saveBestOnly", saveBestOnly);
    if (saveFreq !== "epoch") positiveInteger("ModelCheckpoint", "saveFreq", saveFreq);
    if (threshold !== null) this.best = finiteNumber("ModelCheckpoint", "initialValueThreshold", threshold);
  }

  override onEpochBegin(epoch: number): void {
    this.#epoch = epoch;
  }

  override async onTrainBatchEnd(_batch: number, logs: Logs): Promise<void> {
    const { saveFreq } = this.options;
    if (saveFreq === "epoch" || ++this.#steps < saveFreq) return;
    this.#steps = 0;
    await this.#save(logs);
  }

  override async onEpochEnd(_epoch: number, logs: Logs): Promise<void> {
    if (this.options.saveFreq === "epoch") await this.#save(logs);
  }

  async #save(logs: Logs): Promise<void> {
    const epoch = this.#epoch;
    if (!this.#isDue(epoch, logs)) return;
    await this.options.save(this.model, { epoch, logs });
    this.report(`Epoch ${epoch + 1}: the model is saved`);
  }

  #isDue(epoch: number, logs: Logs): boolean {
    if (!this.options.saveBestOnly) return true;
    const current = this.watched(logs);
    if (current === undefined) return true;
    const { best } = this;
    const isBetter = this.isBetter(current, best);
    if (isBetter) this.best = current;
    const what = `${this.options.monitor} ${isBetter ? "improved" : "did not improve"}`;
    this.report(`Epoch ${epoch + 1}: ${what} from ${best ?? "none"}${isBetter ? ` to ${current}` : ""}`);
    return isBetter;
  }
}
