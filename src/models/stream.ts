/// <reference lib="esnext.disposable" preserve="true" />
/**
 * Streams: a model one time step at a time.
 *
 * @module
 */
import {
  formatShape,
  isSameShape,
  positiveInteger,
  refused,
  withDefaults,
  wrongShape,
  wrongType,
  wrongValue,
} from "../check.ts";
import type { Value } from "../graph/value.ts";
import type { Returned } from "../layers/layer.ts";
import { ARRAYS, asTensor, sizeOf, Tensor, type TensorData, type TensorLike } from "../tensor.ts";
import { type Frame, numbersOf } from "./frame.ts";
import { decodeState, encodeState, restoreState } from "./stream-state.ts";
import { compileStep, type Step, type Streamed, withoutTime } from "./stream-step.ts";

/** Options of {@link Model.stream}. */
export interface StreamOptions {
  /** How many sequences are walked side by side; defaults to 1, or to the batch of `state` if any states are in it. */
  batch?: number | undefined;
  /** What {@link Stream.save} gave, to go on from there. */
  state?: Uint8Array | ArrayBuffer | undefined;
}

/**
 * A model that is fed one time step at a time and keeps its states from step to step. Its results are those of the whole
 * sequence, bit for bit. Many streams of one model share its weights.
 */
export class Stream<Outputs> {
  readonly #step: Step;
  readonly #outputs: readonly Tensor[];
  readonly #floats: readonly Float32Array[];
  readonly #result: Tensor | readonly Tensor[];
  readonly #batch: number;
  #disposed = false;

  /** @internal Use {@link Model.stream}. */
  constructor(streamed: Streamed, options: StreamOptions) {
    const given = withDefaults<StreamOptions>("stream", { batch: undefined, state: undefined }, options);
    const saved = given.state === undefined ? undefined : decodeState(given.state);
    // Without states, a batch is a number that nothing else in the bytes confirms.
    const known = saved?.states.length ? saved.batch : 1;
    this.#batch = positiveInteger("stream", "batch", given.batch ?? known);
    this.#step = compileStep(streamed, this.#batch);
    const { outputs } = this.#step.plan;
    this.#floats = outputs.map(({ shape }) => new Float32Array(sizeOf(shape as readonly number[])));
    this.#outputs = outputs.map((output, i) => new Tensor(arrayOf(output, this.#floats[i]!), withoutTime(output)));
    this.#result = this.#step.isList ? this.#outputs : this.#outputs[0]!;
    if (!saved) return;
    if (saved.batch !== this.#batch) throw wrongValue("stream", `state must be of batch ${this.#batch}`, saved.batch);
    restoreState("stream", streamed.where, this.#step.cells, saved);
  }

  /** The number of sequences walked side by side. */
  get batch(): number {
    return this.#batch;
  }

  /**
   * One time step of every input that has a time axis; other inputs are given as they are. A model of several inputs
   * takes a list, in their order. Frames are not looked at: a NaN stays in the states until `reset`.
   *
   * @returns The outputs of this step, without the time axis. Their memory is the stream's: they are good until the next
   * step.
   * @throws RangeError if a frame has not as many numbers as the input has at one step. States are then as before.
   */
  step(frames: Frame | readonly Frame[]): Returned<Outputs, Tensor> {
    this.#checkAlive();
    const { plan, sizes } = this.#step;
    if (sizes.length === 1) this.#write(0, frames as Frame);
    else this.#writeAll(frames);
    plan.run();
    for (let i = 0; i < this.#floats.length; i++) {
      const floats = this.#floats[i]!;
      const { data } = this.#outputs[i]!;
      plan.readInto(i, floats);
      if (data !== floats) data.set(floats);
    }
    return this.#result as Returned<Outputs, Tensor>;
  }

  /** Copies of the states, in the order of the layers: for each of them h, or h and c. */
  get states(): Tensor[] {
    this.#checkAlive();
    return this.#step.states.map((cell) => new Tensor(cell.read(), cell.shape));
  }

  /**
   * Back to the beginning: to zeros, or to states given by hand, in the order of `states`.
   *
   * @throws RangeError if number or shapes of the states differ. Nothing is changed then.
   */
  reset(states?: readonly TensorLike[]): void {
    this.#checkAlive();
    const cells = this.#step.states;
    if (states !== undefined && !Array.isArray(states)) {
      throw wrongType("stream", "reset needs a list of states", states);
    }
    const given = states?.map((state) => asTensor("stream", state));
    if (given && given.length !== cells.length) {
      throw wrongValue(
        "stream",
        `reset needs ${cells.length} states (${cells.map(({ name }) => name).join(", ")})`,
        given.length,
      );
    }
    given?.forEach(({ shape }, i) => {
      const cell = cells[i]!;
      if (isSameShape(shape, cell.shape)) return;
      throw wrongShape("stream", `state ${cell.name} must have shape ${formatShape(cell.shape)}`, shape);
    });
    for (const cell of this.#step.cells) cell.reset();
    given?.forEach(({ data }, i) => {
      cells[i]!.write(data);
    });
    // States given by hand take the place of an initialState.
    if (given) this.#step.first?.write(new Float32Array(this.#batch));
  }

  /** The states as bytes, to go on elsewhere by `model.stream({ state })`. */
  save(): Uint8Array {
    this.#checkAlive();
    return encodeState(this.#batch, this.#step.cells);
  }

  /** Frees the stream's memory at once; it cannot be used again. */
  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    this.#step.plan.dispose();
    for (const cell of this.#step.cells) cell.dispose();
  }

  /** As `dispose`, for `using`. Where there is no such symbol yet, nothing looks for it. */
  [Symbol.dispose](): void {
    this.dispose();
  }

  #checkAlive(): void {
    if (this.#disposed) throw refused("stream", "used after dispose()");
  }

  #writeAll(frames: Frame | readonly Frame[]): void {
    const count = this.#step.sizes.length;
    if (!Array.isArray(frames)) throw wrongType("stream", `step needs a list of ${count} frames, one an input`, frames);
    if (frames.length !== count) {
      throw wrongValue("stream", `step needs a list of ${count} frames, one an input`, frames.length);
    }
    for (let i = 0; i < count; i++) this.#write(i, frames[i]!);
  }

  #write(i: number, frame: Frame): void {
    const { plan, sizes } = this.#step;
    const size = sizes[i]!;
    const data = numbersOf(frame);
    if (data.length !== size) {
      const { shape } = plan.inputs[i]!;
      throw wrongValue(
        "stream",
        `a frame must hold the ${size} numbers of one step, ${formatShape(shape)}`,
        data.length,
      );
    }
    plan.write(i, data);
  }
}

/** The memory of a result: the floats themselves, or integers made of them. */
function arrayOf({ dtype }: Value, floats: Float32Array): TensorData {
  return dtype === "float32" ? floats : new ARRAYS[dtype](floats.length);
}
