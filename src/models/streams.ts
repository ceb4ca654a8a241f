/// <reference lib="esnext.disposable" preserve="true" />
/**
 * Many streams of one model: those that have a frame are walked together, as one batch.
 *
 * @module
 */
import { type Given, positiveInteger, refused, withDefaults, wrongType, wrongValue } from "../check.ts";
import { StateCell } from "../graph/state.ts";
import type { Value } from "../graph/value.ts";
import type { Returned } from "../layers/layer.ts";
import { sizeOf, Tensor } from "../tensor.ts";
import { type Frame, numbersOf } from "./frame.ts";
import { decodeState, encodeState, restoreState } from "./stream-state.ts";
import { compileStep, type Step, type Streamed, withoutTime } from "./stream-step.ts";

/** Options of {@link Model.streams}. */
export interface StreamsOptions {
  /** How many sessions can be open at a time; a positive integer. */
  capacity: number;
}

/** Options of {@link Streams.open}. */
export interface SessionOptions {
  /** What `save` gave, of these streams or of a {@link Stream}, to go on from there. */
  state?: Uint8Array | ArrayBuffer | undefined;
}

/** What one step gave. */
export interface StreamsStep<Outputs> {
  /** The sessions that had a frame, in the order in which the frames came. */
  readonly ids: Int32Array;
  /** The outputs, one row for each of `ids`. */
  readonly outputs: Returned<Outputs, Tensor>;
}

// The rows of a batch do not change each other's bits, so a step is cut into batches of these sizes. A plan for each is
// made when it is first needed.
const BATCHES = [64, 16, 4, 1] as const;

/**
 * Many sessions of one model, each with states of its own, as {@link Stream} has them: same results, same bits. All
 * states lie in one block of memory.
 *
 * @example
 * ```ts
 * const model = new Sequential([input({ shape: [null, 2] }), new GRU({ units: 4 })]);
 * const streams = model.streams({ capacity: 1000 });
 * const id = streams.open();
 * streams.push(id, [0.5, 1]);
 * streams.step().outputs.shape; // [1, 4]
 * ```
 */
export class Streams<Outputs> {
  /** How many sessions can be open at a time. */
  readonly capacity: number;
  readonly #streamed: Streamed;
  readonly #steps = new Map<number, Step>();
  /** The states of all sessions: [capacity, ...] for each state of the model. */
  readonly #slots: readonly StateCell[];
  readonly #isOpen: Uint8Array;
  /** Free sessions, the lowest last. */
  readonly #free: number[];
  /** Sessions with a frame, in order, and the frames of each input. */
  readonly #waiting: number[] = [];
  readonly #hasFrame: Uint8Array;
  readonly #frames: readonly Float32Array[];
  /** The outputs of a step, row by row in the order of the frames. */
  readonly #results: readonly Float32Array[];
  #disposed = false;

  /** @internal Use {@link Model.streams}. */
  constructor(streamed: Streamed, options: StreamsOptions) {
    const { capacity } = withDefaults<Given<StreamsOptions>>("streams", { capacity: undefined }, options);
    const most = positiveInteger("streams", "capacity", capacity);
    this.capacity = most;
    this.#streamed = streamed;
    const { plan, cells, sizes } = this.#stepFor(1);
    this.#slots = cells.map(({ name, shape, initial }) => new StateCell(name, [most, ...shape.slice(1)], initial));
    this.#isOpen = new Uint8Array(most);
    this.#hasFrame = new Uint8Array(most);
    this.#free = Array.from({ length: most }, (_, i) => most - 1 - i);
    this.#frames = sizes.map((size) => new Float32Array(size * most));
    this.#results = plan.outputs.map(({ shape }) => new Float32Array(sizeOf(shape as number[]) * most));
  }

  /** How many sessions are open. */
  get size(): number {
    return this.capacity - this.#free.length;
  }

  /**
   * Opens a session at the beginning, or where `save`, of this or of a {@link Stream}, left off.
   *
   * @returns Its number, which the next session gets once this one is closed.
   * @throws Error if all are open, or the state is not one of this model.
   */
  open(options: SessionOptions = {}): number {
    this.#checkAlive();
    const { state } = withDefaults<SessionOptions>("streams", { state: undefined }, options);
    const saved = state === undefined ? undefined : decodeState(state);
    const id = this.#free.at(-1);
    if (id === undefined) {
      throw refused(
        "streams",
        `at most ${this.capacity} sessions can be open`,
        "Close one, or give a larger capacity.",
      );
    }
    const rows = this.#slots.map((slot) => slot.row(id));
    if (saved) restoreState("streams", this.#streamed.where, rows, saved);
    else for (const row of rows) row.reset();
    this.#free.pop();
    this.#isOpen[id] = 1;
    return id;
  }

  /** Ends a session; a frame that waits is dropped. */
  close(id: number): void {
    this.#checkOpen(id);
    if (this.#hasFrame[id]) this.#drop(id);
    this.#isOpen[id] = 0;
    this.#free.push(id);
  }

  /**
   * Gives a session its next frame; a model of several inputs takes a list. It is looked at in the next `step`.
   *
   * @throws RangeError if the session is not open or has a frame already, or the frame has not as many numbers as the
   * inputs have at one step. Nothing is changed then.
   */
  push(id: number, frames: Frame | readonly Frame[]): void {
    this.#checkOpen(id);
    if (this.#hasFrame[id]) throw wrongValue("streams", "a session takes one frame a step; waiting is session", id);
    const { sizes } = this.#stepFor(1);
    const given = sizes.length === 1 ? [frames as Frame] : frames;
    if (!Array.isArray(given) || given.length !== sizes.length) {
      throw wrongType("streams", `push needs a list of ${sizes.length} frames, one an input`, frames);
    }
    const at = this.#waiting.length;
    for (let i = 0; i < sizes.length; i++) {
      const data = numbersOf(given[i] as Frame);
      const size = sizes[i]!;
      if (data.length !== size) {
        throw wrongValue("streams", `a frame must hold the ${size} numbers of one step`, data.length);
      }
      this.#frames[i]!.set(data, at * size);
    }
    this.#waiting.push(id);
    this.#hasFrame[id] = 1;
  }

  /**
   * One time step of every session that has a frame. None has one afterwards.
   *
   * @returns Which sessions those were, and their outputs. Their memory is that of all steps: they are good until the next.
   * @throws RangeError if a frame is refused, as an id beyond an embedding is; the message names the session. States and
   * frames are then as before.
   */
  step(): StreamsStep<Outputs> {
    this.#checkAlive();
    const count = this.#waiting.length;
    const { plan, isList } = this.#stepFor(1);
    const before = plan.canRefuse ? this.#slots.map((slot) => slot.read()) : undefined;
    try {
      let at = 0;
      for (const batch of BATCHES) {
        while (count - at >= batch) {
          this.#run(at, batch);
          at += batch;
        }
      }
    } catch (error) {
      before?.forEach((state, i) => {
        this.#slots[i]!.write(state);
      });
      throw this.#named(error);
    }
    const ids = Int32Array.from(this.#waiting);
    this.#waiting.length = 0;
    this.#hasFrame.fill(0);
    const outputs = plan.outputs.map((output, i) => tensorOf(output, this.#results[i]!, count));
    return { ids, outputs: (isList ? outputs : outputs[0]) as Returned<Outputs, Tensor> };
  }

  /** The states of a session as bytes, for `open` here or {@link Model.stream} anywhere. */
  save(id: number): Uint8Array {
    this.#checkOpen(id);
    return encodeState(
      1,
      this.#slots.map((slot) => slot.row(id)),
    );
  }

  /** Frees the memory at once; it cannot be used again. */
  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    for (const { plan, cells } of this.#steps.values()) {
      plan.dispose();
      for (const cell of cells) cell.dispose();
    }
    for (const slot of this.#slots) slot.dispose();
  }

  /** As `dispose`, for `using`. Where there is no such symbol yet, nothing looks for it. */
  [Symbol.dispose](): void {
    this.dispose();
  }

  #stepFor(batch: number): Step {
    let step = this.#steps.get(batch);
    if (!step) {
      step = compileStep(this.#streamed, batch);
      this.#steps.set(batch, step);
    }
    return step;
  }

  /** One step of the frames from place `at` on: states are brought together, walked, and taken back. */
  #run(at: number, batch: number): void {
    const { plan, cells, sizes } = this.#stepFor(batch);
    cells.forEach((cell, i) => {
      cell.takeRows(this.#slots[i]!, this.#waiting, at);
    });
    const scale = at / batch;
    sizes.forEach((size, i) => {
      plan.write(i, this.#frames[i]!.subarray(scale * size, (scale + 1) * size));
    });
    plan.run();
    cells.forEach((cell, i) => {
      cell.giveRows(this.#slots[i]!, this.#waiting, at);
    });
    this.#results.forEach((all, i) => {
      const size = sizeOf(plan.outputs[i]!.shape as readonly number[]);
      plan.readInto(i, all.subarray(scale * size, (scale + 1) * size));
    });
  }

  /** The error of a step in the name of the session whose frame is refused, found by trying each alone. */
  #named(error: unknown): unknown {
    if (!(error instanceof Error)) return error;
    const { plan, sizes } = this.#stepFor(1);
    for (let at = 0; at < this.#waiting.length; at++) {
      try {
        sizes.forEach((size, i) => {
          plan.write(i, this.#frames[i]!.subarray(at * size, (at + 1) * size));
        });
        plan.run();
      } catch {
        error.message = `streams: session ${this.#waiting[at]}: ${error.message}`;
        return error;
      }
    }
    return error;
  }

  #drop(id: number): void {
    const at = this.#waiting.indexOf(id);
    this.#waiting.splice(at, 1);
    const { sizes } = this.#stepFor(1);
    this.#frames.forEach((frames, i) => {
      frames.copyWithin(at * sizes[i]!, (at + 1) * sizes[i]!);
    });
    this.#hasFrame[id] = 0;
  }

  #checkOpen(id: number): void {
    this.#checkAlive();
    if (!this.#isOpen[id]) throw wrongValue("streams", "there must be an open session of that number", id);
  }

  #checkAlive(): void {
    if (this.#disposed) throw refused("streams", "used after dispose()");
  }
}

/** The first rows of what a step gave. */
function tensorOf(output: Value, all: Float32Array, count: number): Tensor {
  const shape = [count, ...withoutTime(output).slice(1)];
  const floats = all.subarray(0, sizeOf(shape));
  if (output.dtype === "float32") return new Tensor(floats, shape);
  return new Tensor(output.dtype === "int32" ? Int32Array.from(floats) : Uint8Array.from(floats), shape);
}
