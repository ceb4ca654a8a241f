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
  type Shape,
  withDefaults,
  wrongShape,
  wrongType,
  wrongValue,
} from "../check.ts";
import type { Applied } from "../graph/call.ts";
import { Plan } from "../graph/plan.ts";
import type { StateCell } from "../graph/state.ts";
import { StreamTrace, tracing } from "../graph/trace.ts";
import { Placeholder, Value } from "../graph/value.ts";
import type { Returned } from "../layers/layer.ts";
import { asTensor, sizeOf, Tensor, type TensorData, type TensorLike } from "../tensor.ts";
import { type Frame, numbersOf } from "./frame.ts";
import { decodeState, encodeState, type SavedState } from "./stream-state.ts";

/** Options of {@link Model.stream}. */
export interface StreamOptions {
  /** How many sequences are walked side by side; defaults to 1, or to the batch of `state`. */
  batch?: number | undefined;
  /** What {@link Stream.save} gave, to go on from there. */
  state?: Uint8Array | ArrayBuffer | undefined;
}

/** An input of a model, and whether its axis 1 is the time that a stream walks along. @internal */
export interface StreamInput {
  readonly value: Value;
  readonly isSequence: boolean;
}

/**
 * A model that is fed one time step at a time and keeps its states from step to step. Its results are those of the whole
 * sequence, bit for bit. Many streams of one model share its weights.
 */
export class Stream<Outputs> {
  readonly #where: string;
  readonly #plan: Plan;
  readonly #cells: readonly StateCell[];
  readonly #states: readonly StateCell[];
  readonly #first: StateCell | undefined;
  readonly #sizes: readonly number[];
  readonly #outputs: readonly Tensor[];
  readonly #floats: readonly Float32Array[];
  readonly #result: Tensor | readonly Tensor[];
  readonly #batch: number;
  #disposed = false;

  /** @internal Use {@link Model.stream}. */
  constructor(
    where: string,
    inputs: readonly StreamInput[],
    trace: (inputs: readonly Value[]) => Applied,
    options: StreamOptions,
  ) {
    const given = withDefaults<StreamOptions>("stream", { batch: undefined, state: undefined }, options);
    const saved = given.state === undefined ? undefined : decodeState(given.state);
    this.#where = where;
    this.#batch = positiveInteger("stream", "batch", given.batch ?? saved?.batch ?? 1);
    const streamTrace = new StreamTrace();
    const placeholders = inputs.map((input) => stepOf(input, this.#batch));
    const results = tracing(streamTrace, () => trace(placeholders));
    const outputs = results instanceof Value ? [results] : results;
    this.#plan = new Plan({ inputs: placeholders, outputs, commits: streamTrace.commits });
    this.#cells = streamTrace.cells;
    this.#states = streamTrace.states;
    this.#first = streamTrace.firstCell;
    this.#sizes = placeholders.map(({ shape }) => sizeOf(shape as readonly number[]));
    this.#floats = outputs.map(({ shape }) => new Float32Array(sizeOf(shape as readonly number[])));
    this.#outputs = outputs.map((output, i) => new Tensor(arrayOf(output, this.#floats[i]!), withoutTime(output)));
    this.#result = results instanceof Value ? this.#outputs[0]! : this.#outputs;
    if (saved) this.#restore(saved);
  }

  /** The number of sequences walked side by side. */
  get batch(): number {
    return this.#batch;
  }

  /**
   * One time step of every input that has a time axis; other inputs are given as they are. A model of several inputs
   * takes a list, in their order.
   *
   * @returns The outputs of this step, without the time axis. Their memory is the stream's: they are good until the next
   * step.
   * @throws RangeError if a frame has not as many numbers as the input has at one step. States are then as before.
   */
  step(frames: Frame | readonly Frame[]): Returned<Outputs, Tensor> {
    this.#checkAlive();
    if (this.#sizes.length === 1) this.#write(0, frames as Frame);
    else this.#writeAll(frames);
    this.#plan.run();
    for (let i = 0; i < this.#floats.length; i++) {
      const floats = this.#floats[i]!;
      const { data } = this.#outputs[i]!;
      this.#plan.readInto(i, floats);
      if (data !== floats) data.set(floats);
    }
    return this.#result as Returned<Outputs, Tensor>;
  }

  /** Copies of the states, in the order of the layers: for each of them h, or h and c. */
  get states(): Tensor[] {
    this.#checkAlive();
    return this.#states.map((cell) => new Tensor(cell.read(), cell.shape));
  }

  /**
   * Back to the beginning: to zeros, or to states given by hand, in the order of `states`.
   *
   * @throws RangeError if number or shapes of the states differ. Nothing is changed then.
   */
  reset(states?: readonly TensorLike[]): void {
    this.#checkAlive();
    const cells = this.#states;
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
    for (const cell of this.#cells) cell.reset();
    given?.forEach(({ data }, i) => {
      cells[i]!.write(data);
    });
    // States given by hand take the place of an initialState.
    if (given) this.#first?.write([0]);
  }

  /** The states as bytes, to go on elsewhere by `model.stream({ state })`. */
  save(): Uint8Array {
    this.#checkAlive();
    return encodeState(this.#batch, this.#cells);
  }

  /** Frees the stream's memory at once; it cannot be used again. */
  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    this.#plan.dispose();
    for (const cell of this.#cells) cell.dispose();
  }

  /** As `dispose`, for `using`. Where there is no such symbol yet, nothing looks for it. */
  [Symbol.dispose](): void {
    this.dispose();
  }

  #checkAlive(): void {
    if (this.#disposed) throw refused("stream", "used after dispose()");
  }

  #writeAll(frames: Frame | readonly Frame[]): void {
    const count = this.#sizes.length;
    if (!Array.isArray(frames)) throw wrongType("stream", `step needs a list of ${count} frames, one an input`, frames);
    if (frames.length !== count) {
      throw wrongValue("stream", `step needs a list of ${count} frames, one an input`, frames.length);
    }
    for (let i = 0; i < count; i++) this.#write(i, frames[i]!);
  }

  #write(i: number, frame: Frame): void {
    const size = this.#sizes[i]!;
    const data = numbersOf(frame);
    if (data.length !== size) {
      const { shape } = this.#plan.inputs[i]!;
      throw wrongValue(
        "stream",
        `a frame must hold the ${size} numbers of one step, ${formatShape(shape)}`,
        data.length,
      );
    }
    this.#plan.write(i, data);
  }

  #restore(saved: SavedState): void {
    if (saved.batch !== this.#batch) throw wrongValue("stream", `state must be of batch ${this.#batch}`, saved.batch);
    const shapes = (list: readonly { shape: Shape }[]): string =>
      list.map(({ shape }) => formatShape(shape)).join(", ");
    if (shapes(saved.states) !== shapes(this.#cells)) {
      throw refused(
        "stream",
        `state must hold ${shapes(this.#cells)} as ${this.#where} needs, got ${shapes(saved.states)}`,
      );
    }
    this.#cells.forEach((cell, i) => {
      cell.write(saved.states[i]!.data);
    });
  }
}

/** What stands for an input at one step: its time axis, if it has one, is 1 long. */
function stepOf({ value, isSequence }: StreamInput, batch: number): Value {
  const shape = [batch, ...(isSequence ? [1, ...value.shape.slice(2)] : value.shape.slice(1))];
  if (shape.includes(null)) {
    throw wrongShape("stream", "sizes other than those of batch and time must be known", value.shape);
  }
  const frame = new Placeholder({ shape, dtype: value.dtype }, value.node.scope).outputs[0]!;
  frame.walk = isSequence ? "step" : "apart";
  return frame;
}

function withoutTime({ shape, walk }: Value): readonly number[] {
  return shape.filter((_, axis) => axis !== 1 || walk !== "step") as number[];
}

/** The memory of a result: the floats themselves, or integers made of them. */
function arrayOf({ dtype }: Value, floats: Float32Array): TensorData {
  if (dtype === "float32") return floats;
  return dtype === "int32" ? new Int32Array(floats.length) : new Uint8Array(floats.length);
}
