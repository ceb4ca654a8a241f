/**
 * Callbacks that watch one result.
 *
 * @module
 */
import { finiteNumber, type Given, oneOf, refused, withDefaults, wrongType } from "../check.ts";
import type { Filled } from "../configured.ts";
import { Callback, type Logs } from "./callback.ts";
import { say } from "./output.ts";

/** Options of callbacks that watch one result. */
export interface MonitorOptions {
  /** The name of the result; defaults to `"val_loss"`. */
  monitor?: string | undefined;
  /**
   * Which way it gets better; defaults to `"auto"`.
   *
   * - `"auto"`: by what is known about it
   * - `"min"`: by falling
   * - `"max"`: by growing
   */
  mode?: "auto" | "min" | "max" | undefined;
  /** 1 to print when the callback acts; defaults to 0. */
  verbose?: 0 | 1 | undefined;
}

/** A callback that watches one result. */
export abstract class Monitor<Options extends MonitorOptions & { minDelta?: number | undefined }> extends Callback {
  /** The best result so far; undefined before the first. */
  best: number | undefined;
  /** The options, defaults filled in. */
  readonly options: Filled<Options>;
  readonly #where: string;

  constructor(where: string, defaults: Omit<Options, keyof MonitorOptions>, options: Given<Options>) {
    super();
    const common = { monitor: "val_loss", mode: "auto", verbose: 0 };
    const all = { ...common, ...defaults } as unknown as Options;
    this.options = withDefaults<Options>(where, all, options) as Filled<Options>;
    this.#where = where;
    const { monitor, mode, minDelta } = this.options;
    if (typeof monitor !== "string") throw wrongType(where, "monitor must be the name of a result", monitor);
    oneOf(where, "mode", mode, ["auto", "min", "max"]);
    if (minDelta !== undefined) finiteNumber(where, "minDelta", minDelta);
  }

  /** The result that is watched; says so where there is none. */
  protected watched(logs: Logs): number | undefined {
    const { monitor } = this.options;
    const current = logs[monitor as string];
    if (current === undefined) {
      say(`${this.#where}: there is no result "${monitor}". Results: ${Object.keys(logs).join(", ")}.`);
    }
    return current;
  }

  /** Whether a result is better than another by more than minDelta; anything is better than none. */
  protected isBetter(current: number, than: number | undefined): boolean {
    const grows = this.#grows();
    if (than === undefined) return true;
    const delta = Math.abs(this.options.minDelta ?? 0);
    // Keras compares 32-bit floats: what is less than their precision is no improvement.
    const [a, b] = [Math.fround(current + (grows ? -delta : delta)), Math.fround(than)];
    return grows ? a > b : a < b;
  }

  /** Prints, if it was asked for. */
  protected report(line: string): void {
    if (this.options.verbose) say(line);
  }

  #grows(): boolean {
    const { mode, monitor } = this.options;
    if (mode !== "auto") return mode === "max";
    const grows = this.params.grows((monitor as string).replace(/^val_/, ""));
    if (grows !== undefined) return grows;
    const reason = `whether "${monitor}" gets better by growing or by falling is not known`;
    throw refused(this.#where, reason, 'Give mode: "max" or mode: "min".');
  }
}
