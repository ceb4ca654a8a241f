/**
 * What all recurrent layers share: walking along the time axis, masks, and where states come from and go to.
 *
 * @module
 */
import { boolean, formatShape, refused, type Shape, wrongShape, wrongValue } from "../check.ts";
import type { Applied } from "../graph/call.ts";
import { StateCell } from "../graph/state.ts";
import { currentTrace, StreamTrace, type Trace } from "../graph/trace.ts";
import type { Value } from "../graph/value.ts";
import { repeated } from "../ops/repeat.ts";
import { reshaped } from "../ops/reshape.ts";
import { chosen } from "../ops/where.ts";
import type { Cell, StateSize, StepResult } from "./cell.ts";
import {
  type Applicable,
  type CallOptions,
  type Inputs,
  Layer,
  type LayerOptions,
  type One,
  type Resolved,
  type Returned,
  type TracedOptions,
} from "./layer.ts";

/** Options of every recurrent layer. */
export interface RecurrentOptions extends LayerOptions {
  /** Whether the output at every step is returned, not only the last one; defaults to false. */
  returnSequences?: boolean | undefined;
  /** Whether the states after the last step are returned behind the output; defaults to false. */
  returnState?: boolean | undefined;
  /** Whether the sequence is walked from its end; outputs are then in that order. Defaults to false. */
  goBackwards?: boolean | undefined;
  /** Whether the states of one call are the initial states of the next; defaults to false. Needs a fixed batch size. */
  stateful?: boolean | undefined;
  /** Accepted as Keras accepts it, and without effect: the loop runs in WebAssembly either way. Defaults to false. */
  unroll?: boolean | undefined;
  /** Whether the output at a masked step is 0, not the output of the step before; defaults to false. */
  zeroOutputForMask?: boolean | undefined;
}

/** The defaults of {@link RecurrentOptions}. @internal */
export const recurrentDefaults: object = {
  returnSequences: false,
  returnState: false,
  goBackwards: false,
  stateful: false,
  unroll: false,
  zeroOutputForMask: false,
};

/** What may be given to a call of a recurrent layer beside its input. */
export interface RecurrentCallOptions extends CallOptions {
  /** The states before the first step, each [batch, its size]; defaults to zeros. One state may stand without a list. */
  initialState?: Applicable | readonly Applicable[] | undefined;
}

type Flag<O, K extends string> = O extends { [P in K]?: infer R }
  ? unknown extends R
    ? false
    : R extends undefined
      ? false
      : R
  : false;

/** The outputs of a recurrent layer with options O and states S: with `returnState: true` the states follow the output. */
export type RecurrentOutputs<O, S extends readonly One[]> =
  Flag<O, "returnState"> extends infer F ? (F extends true ? readonly [One, ...S] : One) : never;

/** Makes options that are not among those of T an error when compiling. */
export type Exactly<O, T> = O & { [K in Exclude<keyof O, keyof T>]: never };

/** The sizes of all states, in order. @internal */
export function flatSizes(size: StateSize): number[] {
  return typeof size === "number" ? [size] : size.flatMap(flatSizes);
}

/** @internal */
export abstract class Recurrent<Outputs, Options extends RecurrentOptions> extends Layer<Outputs, Options> {
  declare readonly options: Resolved<Options> & Resolved<RecurrentOptions>;
  override readonly supportsMasking = true;
  override readonly takesMask = true;
  /** The cell that is repeated. */
  abstract readonly cell: Cell;
  #states: StateCell[] = [];

  constructor(options: Options) {
    super(options);
    for (const option of Object.keys(recurrentDefaults)) {
      boolean(this.className, option, this.options[option as keyof RecurrentOptions]);
    }
  }

  override build(inputShape: Shape): void {
    this.#checkInput(inputShape);
    this.cell.ensureBuilt([inputShape[0]!, ...inputShape.slice(2)]);
  }

  /** Applies the layer; `initialState` gives the states before the first step. */
  override apply<X extends Applicable>(
    inputs: X | readonly X[],
    options: RecurrentCallOptions = {},
  ): Returned<Outputs, X> {
    return this.applyTo(inputs, options) as Returned<Outputs, X>;
  }

  override call(inputs: Inputs, options: TracedOptions): Applied {
    const x = inputs as Value;
    const trace = currentTrace()!;
    this.#checkInput(x.shape);
    const mask = this.#checkedMask(x, options.mask);
    const given = this.#checkedStates(x, options["initialState"]);
    const inStream = trace instanceof StreamTrace && x.walk === "step";
    const { output, states } = inStream
      ? this.#streamed(trace, x, mask, given)
      : this.options.stateful
        ? this.#kept(trace, x, mask, given)
        : this.#walk(x, mask, given);
    return this.options.returnState ? [output, ...states] : output;
  }

  override computeMask(_inputs: Inputs, mask: TracedOptions["mask"]): readonly (Value | undefined)[] {
    return [this.options.returnSequences ? (mask as Value | undefined) : undefined];
  }

  /** Sets the states of a stateful layer back to zeros. */
  resetStates(): void {
    if (!this.options.stateful) throw refused(this.where, "resetStates needs a stateful layer", "Set stateful: true.");
    for (const state of this.#states) state.reset();
  }

  /** The whole sequence from given states, by the cell's own kernel or by repeating its step. */
  #walk(x: Value, mask: Value | undefined, initialState: readonly Value[] | undefined): StepResult {
    const { goBackwards, returnSequences, zeroOutputForMask } = this.options;
    const sequence = { goBackwards, returnSequences, zeroOutputForMask };
    if (this.cell.sequence) return this.cell.sequence({ x, initialState, mask }, sequence);
    const types = this.#sizes().map((size) => ({ shape: [x.shape[0]!, size], dtype: "float32" }) as const);
    return repeated((xt, states) => this.cell.step(xt, states), x, types, { initialState, mask }, sequence);
  }

  /** A stateful layer: states are its own, and stay between calls. */
  #kept(trace: Trace, x: Value, mask: Value | undefined, given: readonly Value[] | undefined): StepResult {
    const batch = x.shape[0]!;
    if (batch === null) {
      throw wrongShape(
        this.where,
        "input of a stateful layer must have a fixed batch size",
        x.shape,
        "Give input({ batchShape }).",
      );
    }
    if (trace.abstract) return this.#walk(x, mask, given);
    this.#states =
      this.#states.length > 0 ? this.#states : this.#cells((name, shape) => new StateCell(name, shape), batch);
    const had = this.#states[0]?.shape[0] ?? batch;
    if (had !== batch) {
      throw wrongShape(this.where, `input must have the batch size of the states, ${had}`, x.shape);
    }
    const result = this.#walk(x, mask, given ?? this.#states.map((state) => trace.read(state)));
    this.#states.forEach((state, i) => {
      trace.commit(state, result.states[i]!);
    });
    return result;
  }

  /** One step of a stream: states are the stream's, and stay between steps. */
  #streamed(trace: StreamTrace, x: Value, mask: Value | undefined, given: readonly Value[] | undefined): StepResult {
    if (this.options.goBackwards) {
      throw refused("stream", `${this.where} goes backwards, so it cannot run step by step`);
    }
    if (given?.some((state) => state.walk === "prefix")) {
      throw refused(
        "stream",
        `${this.where} takes its initialState from a whole sequence`,
        "Take encoder and decoder apart.",
      );
    }
    const cells = this.#cells((name, shape) => trace.cell(name, shape), x.shape[0] as number);
    const carried = cells.map((cell) => trace.read(cell));
    const initial = given ? carried.map((state, i) => chosen(trace.first(), given[i]!, state)) : carried;
    const { output, states } = this.#walk(x, mask, initial);
    cells.forEach((cell, i) => {
      trace.commit(cell, states[i]!);
    });
    if (!mask || this.options.zeroOutputForMask) return { output, states };
    // At a masked step the output is that of the step before, which this call has not seen.
    const last = trace.cell(`${this.name}/output`, output.shape as readonly number[]);
    const [batch, ...rest] = output.shape as [number, ...number[]];
    const flag = reshaped(mask, [batch, ...rest.map(() => 1)], output.walk);
    const repeatedOutput = chosen(flag, output, trace.read(last));
    repeatedOutput.walk = output.walk;
    trace.commit(last, repeatedOutput);
    return { output: repeatedOutput, states };
  }

  #cells(make: (name: string, shape: readonly number[]) => StateCell, batch: number): StateCell[] {
    return this.#sizes().map((size, i) => make(`${this.name}/${i}`, [batch, size]));
  }

  #sizes(): number[] {
    return flatSizes(this.cell.stateSize);
  }

  #checkInput(shape: Shape): void {
    const features = this.cell.inputFeatures ?? shape[2];
    if (shape.length >= 3 && features !== null && features === shape[2]) return;
    const fix = shape.length === 2 ? "Set returnSequences: true on the layer before it." : undefined;
    const rule = `input must have shape [batch, timesteps, ${features ?? "features"}]`;
    throw wrongShape(this.where, shape[2] === null ? `${rule} with a known number of features` : rule, shape, fix);
  }

  #checkedMask(x: Value, mask: TracedOptions["mask"]): Value | undefined {
    if (mask === undefined || mask === null) return undefined;
    const value = mask as Value;
    const agrees =
      value.shape?.length === 2 &&
      value.shape.every((size, i) => size === x.shape[i] || size === null || x.shape[i] === null);
    if (agrees) return value;
    throw wrongShape(this.where, `mask must have shape ${formatShape(x.shape.slice(0, 2))}`, value.shape ?? []);
  }

  #checkedStates(x: Value, given: unknown): readonly Value[] | undefined {
    if (given === undefined || given === null) return undefined;
    const states = [given].flat(Infinity) as Value[];
    const sizes = this.#sizes();
    const names = sizes.length === 1 ? " (h)" : sizes.length === 2 ? " (h, c)" : "";
    const wanted = (size: number): string => formatShape([x.shape[0]!, size]);
    if (states.length !== sizes.length) {
      const count = `${sizes.length} tensor${sizes.length === 1 ? "" : "s"}${names}`;
      throw wrongValue(this.where, `initialState must be ${count} of shape ${sizes.map(wanted)[0]}`, states.length);
    }
    states.forEach(({ shape }, i) => {
      const batch = shape[0] === x.shape[0] || shape[0] === null || x.shape[0] === null;
      if (shape.length === 2 && batch && shape[1] === sizes[i]) return;
      throw wrongShape(this.where, `initialState ${i} must have shape ${wanted(sizes[i]!)}`, shape);
    });
    return states;
  }
}
