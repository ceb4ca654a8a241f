/**
 * Ending training whose loss is no number any more.
 *
 * @module
 */
import { boolean, withDefaults, wrongValue } from "../check.ts";
import { Callback, type Logs } from "./callback.ts";
import { say } from "./output.ts";

/** Options of {@link TerminateOnNaN}. */
export interface TerminateOnNaNOptions {
  /** Whether `fit` fails instead of ending; defaults to false. */
  raiseError?: boolean | undefined;
}

/**
 * Ends training behind a step after which the loss is NaN or infinite.
 *
 * @see {@link https://keras.io/api/callbacks/terminate_on_nan/}
 */
export class TerminateOnNaN extends Callback {
  readonly #raiseError: boolean;

  constructor(options: TerminateOnNaNOptions = {}) {
    super();
    const { raiseError } = withDefaults<TerminateOnNaNOptions>("TerminateOnNaN", { raiseError: false }, options);
    this.#raiseError = boolean("TerminateOnNaN", "raiseError", raiseError);
  }

  override onTrainBatchEnd(batch: number, { loss }: Logs): void {
    if (loss === undefined || Number.isFinite(loss)) return;
    if (this.#raiseError) throw wrongValue("TerminateOnNaN", `the loss must be finite at batch ${batch}`, loss);
    say(`Batch ${batch}: the loss is ${loss}, training ends.`);
    this.model.stopTraining = true;
  }
}
