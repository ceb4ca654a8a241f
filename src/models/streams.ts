/// <reference lib="esnext.disposable" preserve="true" />
/**
 * Many streams of one model: those that have a frame are walked together, as one batch.
 *
 * @module
 */
import { type Given, positiveInteger, refused, withDefaults, wrongType, wrongValue } from "../check.ts";
import type { Value } from "../graph/value.ts";
import type { Returned } from "../layers/layer.ts";
import { ARRAYS, sizeOf, Tensor } from "../tensor.ts";
import { type Frame, numbersOf } from "./frame.ts";
import { SessionStates } from "./session-states.ts";
import { decodeState, encodeState, restoreState } from "./stream-state.ts";
import { type Streamed, withoutTime } from "./stream-step.ts";

/** Options of {@link Model.streams}. */
export interface StreamsOptions {
  /** How many sessions can be open at a time; a positive integer, at most 2²⁴. */
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
  readonly #where: string;
  readonly #states: SessionStates;
  /** The number of the session at each place; of a free one, the complement of the number that the next will have. */
  readonly #numbers: Int32Array;
  /** Free places, the lowest last. */
  readonly #free: number[];
  /** The places of sessions with a frame, in order, and the frames of each input. */
  readonly #waiting: Int32Array;
  #count = 0;
  readonly #hasFrame: Uint8Array;
  readonly #frames: readonly Float32Array[];
  /** The outputs of a step, row by row in the order of the frames. */
  readonly #results: readonly Float32Array[];
  #disposed = false;

  /** @internal Use {@link Model.streams}. */
  constructor(streamed: Streamed, options: StreamsOptions) {
    const { capacity } = withDefaults<Given<StreamsOptions>>("streams", { capacity: undefined }, options);
    const most = positiveInteger("streams", "capacity", capacity);
    // In linear memory the numbers of sessions are floats.
    if (most > 2 ** 24) throw wrongValue("streams", "capacity must be at most 2^24", most);
    this.capacity = most;
    this.#where = streamed.where;
    this.#states = new SessionStates(streamed, most);
    const { plan, sizes } = this.#states.one;
    this.#numbers = Int32Array.from({ length: most }, (_, place) => ~place);
    this.#hasFrame = new Uint8Array(most);
    this.#free = Array.from({ length: most }, (_, i) => most - 1 - i);
    this.#waiting = new Int32Array(most);
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
   * @returns Its number. Once it is closed, at least 2³¹ / `capacity` others are opened before one has that number again.
   * @throws Error if all are open, or the state is not one of this model.
   */
  open(options: SessionOptions = {}): number {
    this.#checkAlive();
    const { state } = withDefaults<SessionOptions>("streams", { state: undefined }, options);
    const saved = state === undefined ? undefined : decodeState(state);
    const place = this.#free.at(-1);
    if (place === undefined) {
      throw refused(
        "streams",
        `at most ${this.capacity} sessions can be open`,
        "Close one, or give a larger capacity.",
      );
    }
    const rows = this.#states.of(place);
    if (saved) restoreState("streams", this.#where, rows, saved);
    else for (const row of rows) row.reset();
    this.#free.pop();
    const id = ~this.#numbers[place]!;
    this.#numbers[place] = id;
    return id;
  }

  /** Ends a session; a frame that waits is dropped. */
  close(id: number): void {
    const place = this.#placeOf(id);
    if (this.#hasFrame[place]) this.#drop(place);
    const next = id + this.capacity;
    this.#numbers[place] = ~(next < 2 ** 31 ? next : place);
    this.#free.push(place);
  }

  /**
   * Gives a session its next frame; a model of several inputs takes a list. It is looked at in the next `step`.
   *
   * @throws Error if the session is not open or has a frame already, or the frame has not as many numbers as the inputs
   * have at one step. Nothing is changed then.
   */
  push(id: number, frames: Frame | readonly Frame[]): void {
    const place = this.#placeOf(id);
    if (this.#hasFrame[place]) throw refused("streams", `session ${id} has a frame already`, "It waits for step().");
    const { sizes } = this.#states.one;
    const given = sizes.length === 1 ? [frames as Frame] : frames;
    if (!Array.isArray(given) || given.length !== sizes.length) {
      throw wrongType("streams", `push needs a list of ${sizes.length} frames, one an input`, frames);
    }
    const at = this.#count;
    for (let i = 0; i < sizes.length; i++) {
      const data = numbersOf(given[i] as Frame);
      const size = sizes[i]!;
      if (data.length !== size) {
        throw wrongValue("streams", `a frame must hold the ${size} numbers of one step`, data.length);
      }
      this.#frames[i]!.set(data, at * size);
    }
    this.#waiting[at] = place;
    this.#count++;
    this.#hasFrame[place] = 1;
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
    const count = this.#count;
    const places = this.#waiting.subarray(0, count);
    const ids = places.map((place) => this.#numbers[place]!);
    this.#states.step(places, ids, this.#frames, this.#results);
    this.#count = 0;
    this.#hasFrame.fill(0);
    const { plan, isList } = this.#states.one;
    const outputs = plan.outputs.map((output, i) => tensorOf(output, this.#results[i]!, count));
    return { ids, outputs: (isList ? outputs : outputs[0]) as Returned<Outputs, Tensor> };
  }

  /** The states of a session as bytes, for `open` here or {@link Model.stream} anywhere. */
  save(id: number): Uint8Array {
    return encodeState(1, this.#states.of(this.#placeOf(id)));
  }

  /** Frees the memory at once; it cannot be used again. */
  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    this.#states.dispose();
  }

  /** As `dispose`, for `using`. Where there is no such symbol yet, nothing looks for it. */
  [Symbol.dispose](): void {
    this.dispose();
  }

  #drop(place: number): void {
    const at = this.#waiting.indexOf(place);
    this.#waiting.copyWithin(at, at + 1, this.#count);
    const { sizes } = this.#states.one;
    this.#frames.forEach((frames, i) => {
      frames.copyWithin(at * sizes[i]!, (at + 1) * sizes[i]!);
    });
    this.#count--;
    this.#hasFrame[place] = 0;
  }

  /** Where an open session is. */
  #placeOf(id: number): number {
    this.#checkAlive();
    const place = typeof id === "number" && id >= 0 ? id % this.capacity : -1;
    if (this.#numbers[place] !== id) throw wrongValue("streams", "there must be an open session of that number", id);
    return place;
  }

  #checkAlive(): void {
    if (this.#disposed) throw refused("streams", "used after dispose()");
  }
}

/** The first rows of what a step gave. */
function tensorOf(output: Value, all: Float32Array, count: number): Tensor {
  const shape = [count, ...withoutTime(output).slice(1)];
  const floats = all.subarray(0, sizeOf(shape));
  return new Tensor(output.dtype === "float32" ? floats : ARRAYS[output.dtype].from(floats), shape);
}
