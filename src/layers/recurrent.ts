/**
 * What all recurrent layers share: walking along the time axis, masks, and where states come from and go to.
 *
 * @module
 */
import {
  boolean,
  isSameShape,
  refused,
  type Shape,
  sameShape,
  withDefaults,
  wrongShape,
  wrongValue,
} from "../check.ts";
import type { Applied } from "../graph/call.ts";
import { StateCell } from "../graph/state.ts";
import { currentTrace, StreamTrace, type Trace } from "../graph/trace.ts";
import { record, type Value } from "../graph/value.ts";
import { Variable } from "../graph/variable.ts";
import type { Sequence } from "../ops/recurrent.ts";
import { repeated, type Step } from "../ops/repeat.ts";
import { reshaped } from "../ops/reshape.ts";
import { stopGradientOp } from "../ops/stop-gradient.ts";
import { chosen } from "../ops/where.ts";
import { type Cell, type StepResult, stateSizes, takeStep } from "./cell.ts";
import {
  type Applicable,
  type Inputs,
  Layer,
  type One,
  type Resolved,
  type Returned,
  type TracedOptions,
} from "./layer.ts";
import {
  type RecurrentCallOptions,
  type RecurrentOptions,
  recurrentCallOptions,
  recurrentDefaults,
} from "./recurrent-options.ts";
import { checkedStates } from "./states.ts";

/** A sequence, and how it is walked along. */
interface Walked extends Sequence {
  readonly x: Value;
  readonly mask: Value | undefined;
}

/** A recurrent layer of any kind. */
export type AnyRecurrent = Recurrent<One | readonly One[], RecurrentOptions>;

/**
 * The base class of recurrent layers: a cell along the time axis. {@link RNN} makes one of any cell.
 */
export abstract class Recurrent<Outputs, Options extends RecurrentOptions> extends Layer<Outputs, Options> {
  declare readonly options: Resolved<Options> & Resolved<RecurrentOptions>;
  override readonly supportsMasking = true;
  override readonly takesMask = true;
  /** The cell that is repeated. */
  abstract readonly cell: Cell;
  /** The sizes of an input at one step, once they are known. */
  #features: Shape | undefined;
  #states: StateCell[] = [];

  constructor(options: Options) {
    super(options);
    for (const option of Object.keys(recurrentDefaults)) {
      boolean(this.className, option, this.options[option as keyof RecurrentOptions]);
    }
  }

  override build(inputShape: Shape | readonly Shape[]): void {
    if (!isOne(inputShape)) {
      throw wrongValue(this.where, "input must be one tensor", inputShape.length, "Give states as { initialState }.");
    }
    this.#checkInput(inputShape);
    this.#features = inputShape.slice(2);
    this.cell.ensureBuilt([inputShape[0]!, ...inputShape.slice(2)]);
  }

  /** Applies the layer; `initialState` gives the states before the first step. */
  override apply<X extends Applicable>(
    inputs: X | readonly X[],
    options: RecurrentCallOptions = {},
  ): Returned<Outputs, X> {
    withDefaults(this.where, recurrentCallOptions, options);
    return this.applyTo(inputs, options) as Returned<Outputs, X>;
  }

  override call(inputs: Inputs, options: TracedOptions): Applied {
    const x = inputs as Value;
    const trace = currentTrace()!;
    this.#checkInput(x.shape);
    const mask = this.#checkedMask(x, options.mask);
    const given = checkedStates(
      this.where,
      "initialState",
      options["initialState"],
      x.shape[0] ?? null,
      stateSizes(this.cell),
    );
    const { goBackwards, returnSequences, stateful, unroll } = this.options;
    if (unroll && x.shape[1] === null) {
      throw wrongShape(this.where, "input must have a known number of timesteps with unroll: true", x.shape);
    }
    // Bidirectional decides about it for both directions.
    const zeroOutputForMask = (options["zeroOutputForMask"] as boolean | undefined) ?? this.options.zeroOutputForMask;
    const walk = { x, mask, goBackwards, returnSequences, zeroOutputForMask };
    const inStream = trace instanceof StreamTrace && x.walk === "step";
    const { output, states } = inStream
      ? this.#streamed(trace, walk, given)
      : stateful
        ? this.#kept(trace, walk, given)
        : this.#walk(walk, given);
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

  /** Frees the memory that calls on tensors have taken, and forgets the states of a stateful layer. */
  override dispose(): void {
    super.dispose();
    // Plans of models may still use them; the memory goes with the last of those.
    this.#states = [];
  }

  /** The whole sequence from given states, by the cell's own kernel or by repeating its step. */
  #walk({ x, mask, ...sequence }: Walked, initialState: readonly Value[] | undefined): StepResult {
    if (this.cell.sequence) return this.cell.sequence({ x, initialState, mask }, sequence);
    const types = stateSizes(this.cell).map((size) => ({ shape: [x.shape[0]!, size], dtype: "float32" }) as const);
    const { losses, commits } = currentTrace()!;
    const had = { losses: losses.length, commits: commits.length };
    const step: Step = (xt, states) => takeStep(this.cell, xt, states);
    const result = repeated(step, x, types, { initialState, mask }, sequence);
    if (losses.length > had.losses || commits.slice(had.commits).some(({ target }) => target instanceof Variable)) {
      throw refused(this.cell.where, "a step that is repeated cannot add to the loss or move averages along");
    }
    return result;
  }

  /** A stateful layer: states are its own, and stay between calls. */
  #kept(trace: Trace, walk: Walked, given: readonly Value[] | undefined): StepResult {
    const { x } = walk;
    const batch = x.shape[0]!;
    if (batch === null) {
      throw wrongShape(
        this.where,
        "input of a stateful layer must have a fixed batch size",
        x.shape,
        "Give input({ batchShape }).",
      );
    }
    if (trace.abstract) return this.#walk(walk, given);
    this.#states =
      this.#states.length > 0 ? this.#states : this.#cells((name, shape) => new StateCell(name, shape), batch);
    const had = this.#states[0]?.shape[0] ?? batch;
    if (had !== batch) {
      throw wrongShape(this.where, `input must have the batch size of the states, ${had}`, x.shape);
    }
    const result = this.#walk(walk, given ?? this.#states.map((state) => found(trace, state)));
    this.#states.forEach((state, i) => {
      trace.commit(state, result.states[i]!);
    });
    return result;
  }

  /** One step of a stream: states are the stream's, and stay between steps. */
  #streamed(trace: StreamTrace, walk: Walked, given: readonly Value[] | undefined): StepResult {
    const { x, mask } = walk;
    if (walk.goBackwards) {
      throw refused("stream", `${this.where} goes backwards, so it cannot run step by step`);
    }
    if (given?.some((state) => state.walk === "prefix")) {
      throw refused(
        "stream",
        `${this.where} takes its initialState from a whole sequence`,
        "Take encoder and decoder apart.",
      );
    }
    const batch = x.shape[0] as number;
    const cells = this.#cells((name, shape) => trace.state(name, shape), batch);
    const carried = cells.map((cell) => trace.read(cell));
    const initial = given ? carried.map((state, i) => chosen(trace.first(batch), given[i]!, state)) : carried;
    const { output, states } = this.#walk(walk, initial);
    cells.forEach((cell, i) => {
      trace.commit(cell, states[i]!);
      states[i]!.walk = "prefix";
    });
    if (!mask || walk.zeroOutputForMask) return { output, states };
    // At a masked step the output is that of the step before, which this call has not seen.
    const last = trace.cell(`${this.name}/output`, output.shape as readonly number[]);
    const flag = reshaped(mask, [batch, ...output.shape.slice(1).map(() => 1)], output.walk);
    const repeatedOutput = chosen(flag, output, trace.read(last));
    repeatedOutput.walk = output.walk;
    trace.commit(last, repeatedOutput);
    return { output: repeatedOutput, states };
  }

  #cells(make: (name: string, shape: readonly number[]) => StateCell, batch: number): StateCell[] {
    return stateSizes(this.cell).map((size, i) => make(`${this.name}/${i}`, [batch, size]));
  }

  #checkInput(shape: Shape): void {
    const rest = shape.slice(2);
    const wanted = this.#features ?? (this.cell.sequence ? rest.slice(0, 1) : rest);
    const known = wanted.length > 0 && wanted.every((size) => size !== null);
    if (known && isSameShape(rest, wanted)) return;
    const features = wanted.length > 0 ? wanted.map((size) => size ?? "features").join(", ") : "features";
    const rule = `input must have shape [batch, timesteps, ${features}]`;
    const fix =
      shape.length === 2
        ? "Set returnSequences: true on the layer before it."
        : shape.length > 3 && wanted.length === 1
          ? "TimeDistributed takes each of several sequences by itself."
          : undefined;
    throw wrongShape(this.where, rest[0] === null ? `${rule} with a known number of features` : rule, shape, fix);
  }

  #checkedMask(x: Value, mask: TracedOptions["mask"]): Value | undefined {
    if (mask === undefined || mask === null) return undefined;
    const value = mask as Value;
    const shape = value.shape ?? [];
    // In files, the mask of ids [batch, timesteps, 1] comes as it is through a TimeDistributed layer that has made one of
    // the last axis.
    const isColumn = shape.length === 3 && shape[2] === 1;
    sameShape(this.where, "mask", isColumn ? shape.slice(0, 2) : shape, x.shape.slice(0, 2));
    return isColumn ? reshaped(value, shape.slice(0, 2)) : value;
  }
}

function isOne(shape: Shape | readonly Shape[]): shape is Shape {
  return !Array.isArray(shape[0]);
}

/** A state as the call finds it, or as an earlier use in the same call has left it: then too it is no function of weights. */
function found(trace: Trace, state: StateCell): Value {
  const value = trace.read(state);
  return trace.commits.some(({ target }) => target === state) ? record(stopGradientOp, [value], undefined)[0]! : value;
}
