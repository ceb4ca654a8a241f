/**
 * Showing how far training has come.
 *
 * @module
 */
import { Callback, type Logs } from "./callback.ts";
import { say, terminal } from "./output.ts";
import { bar, metrics, pace } from "./progress-text.ts";

/** How many milliseconds a bar stays as it is at least. */
const REDRAWN = 50;

/**
 * Prints a bar that is drawn anew again and again, or a line an epoch; `fit` and `evaluate` have one of their own.
 *
 * @internal
 */
export class Progress extends Callback {
  /** 0 nothing, 1 a bar, 2 a line an epoch. */
  readonly verbose: 0 | 1 | 2;
  #steps: number | undefined;
  #done = 0;
  #begin = 0;
  #drawn = 0;
  #head = "";
  #isTraining = false;
  /** Whether the cursor stands behind a bar. */
  #isOpen = false;

  constructor(verbose: "auto" | 0 | 1 | 2) {
    super();
    this.verbose = verbose === "auto" ? (terminal() ? 1 : 2) : verbose;
  }

  override onTrainBegin(): void {
    this.#isTraining = true;
  }

  override onEpochBegin(epoch: number): void {
    const { epochs } = this.params;
    this.#start(epochs > 1 ? `Epoch ${epoch + 1}/${epochs}` : "");
  }

  override onTrainBatchEnd(batch: number, logs: Logs): void {
    this.#step(batch, logs);
  }

  override onEpochEnd(_epoch: number, logs: Logs): void {
    this.#finish(logs);
  }

  override onTestBegin(): void {
    if (!this.#isTraining) this.#start("");
  }

  override onTestBatchEnd(batch: number, logs: Logs): void {
    if (!this.#isTraining) this.#step(batch, logs);
  }

  override onTestEnd(logs: Logs): void {
    if (!this.#isTraining) this.#finish(logs);
  }

  /** Leaves a bar that was not finished on a line of its own. */
  close(): void {
    if (this.#isOpen) terminal()?.write("\n");
    this.#isOpen = false;
  }

  #start(head: string): void {
    this.#steps ??= this.params.steps;
    this.#done = 0;
    this.#begin = Date.now();
    this.#drawn = 0;
    this.#head = head;
  }

  #step(batch: number, logs: Logs): void {
    this.#done = batch + 1;
    const now = Date.now();
    if (this.verbose !== 1 || now - this.#drawn < REDRAWN) return;
    this.#drawn = now;
    const stream = terminal();
    // A line that does not fit would be broken, and only its last part drawn anew. Some terminals say 0 columns.
    this.#draw(this.#line(now, logs).slice(0, stream && (stream.columns || 80) - 1));
  }

  #finish(logs: Logs): void {
    this.#steps = this.#done;
    const line = this.#line(Date.now(), logs);
    if (this.verbose === 1) {
      this.#draw(line);
      this.close();
    } else if (this.verbose === 2) say(line);
  }

  #line(now: number, logs: Logs): string {
    const count = this.#steps === undefined ? `${this.#done}` : `${this.#done}/${this.#steps}`;
    const shown = this.verbose === 1 && this.#steps !== undefined ? `${count} ${bar(this.#done / this.#steps)}` : count;
    return [this.#head, shown, pace(now - this.#begin, this.#done), ...metrics(logs)]
      .filter((part) => part)
      .join(" - ");
  }

  #draw(line: string): void {
    const stream = terminal();
    if (!stream) say(line);
    else stream.write(`\r${line}\x1b[K`);
    this.#isOpen = stream !== undefined;
  }
}
