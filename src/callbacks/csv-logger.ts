/**
 * Results as lines of a table.
 *
 * @module
 */
import { boolean, withDefaults, wrongType } from "../check.ts";
import type { Filled } from "../configured.ts";
import { Callback, type Logs } from "./callback.ts";

/** Options of {@link CSVLogger}. */
export interface CSVLoggerOptions {
  /** Takes each line, its end included, and may return a promise. */
  write: (line: string) => unknown;
  /** What stands between values; defaults to `","`. */
  separator?: string | undefined;
  /** Whether lines are added to those of an earlier run, so that the names are not written again; defaults to false. */
  append?: boolean | undefined;
}

/**
 * Writes the results of each epoch as a line of comma-separated values, their names first.
 *
 * @example
 * ```ts
 * const lines: string[] = [];
 * const logger = new callbacks.CSVLogger({ write: (line) => lines.push(line) }); // or appendFileSync("log.csv", line)
 * ```
 *
 * @see {@link https://keras.io/api/callbacks/csv_logger/}
 */
export class CSVLogger extends Callback {
  readonly #options: Filled<CSVLoggerOptions>;
  #names: readonly string[] | undefined;

  constructor(options: CSVLoggerOptions) {
    super();
    const defaults = { write: undefined as never, separator: ",", append: false };
    this.#options = withDefaults<CSVLoggerOptions>("CSVLogger", defaults, options) as Filled<CSVLoggerOptions>;
    const { write, separator, append } = this.#options;
    if (typeof write !== "function") throw wrongType("CSVLogger", "write must be a function that takes a line", write);
    if (typeof separator !== "string") throw wrongType("CSVLogger", "separator must be a string", separator);
    boolean("CSVLogger", "append", append);
  }

  override onTrainBegin(): void {
    this.#names = undefined;
  }

  override async onEpochEnd(epoch: number, logs: Logs): Promise<void> {
    if (!this.#names) {
      this.#names = namesOf(logs);
      if (!this.#options.append) await this.#write(["epoch", ...this.#names]);
    }
    await this.#write([epoch, ...this.#names.map((name) => logs[name] ?? "NA")]);
  }

  async #write(values: readonly (string | number)[]): Promise<void> {
    const { write, separator } = this.#options;
    await write(`${values.map((value) => quoted(String(value), separator)).join(separator)}\n`);
  }
}

/** The columns; room is left for results of validation that come later. */
function namesOf(logs: Logs): string[] {
  const names = Object.keys(logs).sort();
  return names.some((name) => name.startsWith("val_")) ? names : [...names, ...names.map((name) => `val_${name}`)];
}

function quoted(value: string, separator: string): string {
  const isPlain = !value.includes(separator) && !/["\r\n]/.test(value);
  return isPlain ? value : `"${value.replaceAll('"', '""')}"`;
}
