/**
 * What `RNN` repeats: one step.
 *
 * @module
 */
import { formatShape, isSameShape, type Shape, withDefaults, wrongShape, wrongType, wrongValue } from "../check.ts";
import { type Applied, toValue } from "../graph/call.ts";
import { Value } from "../graph/value.ts";
import { broadcasted } from "../ops/rearrange.ts";
import type { Sequence } from "../ops/recurrent.ts";
import { tensor } from "../tensor.ts";
import {
  type Applicable,
  type CallOptions,
  type Inputs,
  Layer,
  type One,
  type Returned,
  type TracedOptions,
} from "./layer.ts";
import { checkedStates, flatSizes, type StateSize } from "./states.ts";

/** What a cell gives at one step. */
export interface StepResult {
  /** [batch, ...] */
  output: Value;
  /** The states for the next step, as many as `stateSize` says. */
  states: readonly Value[];
}

/** What may be given to a call of a cell beside its input. */
export interface CellCallOptions extends CallOptions {
  /** The states before the step, each [batch, its size]; defaults to zeros. One state may stand without a list. */
  states?: Applicable | readonly Applicable[] | undefined;
}

const callOptions = { states: undefined, mask: undefined, training: undefined };

/** The operands of a whole sequence, as a cell with a kernel of its own takes them. @internal */
export interface SequenceInputs {
  readonly x: Value;
  readonly initialState: readonly Value[] | undefined;
  readonly mask: Value | undefined;
}

/**
 * The base class of cells. A cell says how many states it has, makes its weights in `build`, and computes one step in
 * `step`, in `ops`; `RNN` does the rest, and the loop runs inside WebAssembly.
 *
 * A cell inside a cell is kept in a field and used by `apply`, which gives its output and then its states. What layers
 * inside a cell drop in training is drawn once a call, for all steps.
 *
 * @example
 * ```ts
 * class MinGRUCell extends Cell<{ units: number }> {
 *   readonly stateSize = [this.options.units] as const;
 *   kernel!: Variable;
 *   override build([, inputs]: readonly number[]) {
 *     this.kernel = this.addWeight("kernel", [inputs!, 2 * this.options.units]);
 *   }
 *   override step(x: Value, [h]: readonly [Value]) {
 *     const [z, c] = ops.split(ops.matmul(x, this.kernel), 2);
 *     const next = ops.add(h, ops.multiply(ops.sigmoid(z), ops.subtract(c, h)));
 *     return { output: next, states: [next] };
 *   }
 * }
 * const layer = new RNN({ cell: new MinGRUCell({ units: 32 }) });
 * layer.apply(tensor(new Float32Array(2 * 5 * 3), [2, 5, 3])).shape; // [2, 32]
 * ```
 */
export abstract class Cell<
  Options extends object = object,
  Outputs extends readonly One[] = readonly One[],
> extends Layer<Outputs, Options> {
  /** The sizes of the states, in order. */
  abstract readonly stateSize: StateSize;

  /** One step: x [batch, features] and the states, each [batch, its size]. */
  abstract step(x: Value, states: readonly Value[]): StepResult;

  /** Makes the weights for inputs of shape [batch, features]. */
  override build(_inputShape: Shape): void {}

  /** A kernel for the whole sequence, for cells that have one. @internal */
  sequence?(inputs: SequenceInputs, options: Sequence): StepResult;

  /** Applies the cell to one step: the output, then the states. */
  override apply<X extends Applicable>(x: X | readonly X[], options: CellCallOptions = {}): Returned<Outputs, X> {
    withDefaults<object>(this.where, callOptions, options);
    return this.applyTo(x, options) as Returned<Outputs, X>;
  }

  override call(inputs: Inputs, options: TracedOptions): Applied {
    const x = inputs as Value;
    const batch = x.shape[0] ?? null;
    const sizes = stateSizes(this);
    const zeros = (size: number): Value => broadcasted(toValue(this.where, tensor(new Float32Array(1))), [batch, size]);
    const given = checkedStates(this.where, "states", options["states"], batch, sizes);
    const { output, states } = takeStep(this, x, given ?? sizes.map(zeros));
    return [output, ...states];
  }
}

/** The sizes of all states of a cell, in order. @internal */
export function stateSizes(cell: Cell): number[] {
  const sizes = flatSizes(cell.stateSize);
  for (const size of sizes) {
    if (Number.isInteger(size) && size > 0) continue;
    throw wrongValue(cell.where, "stateSize must be a positive integer or a list of them", size);
  }
  return sizes;
}

/** One step of a cell, its results checked. @internal */
export function takeStep(cell: Cell, x: Value, states: readonly Value[]): StepResult {
  cell.ensureBuilt(x.shape);
  const result = cell.step(x, states);
  const given = result as Partial<StepResult> | undefined;
  if (!(given?.output instanceof Value) || !Array.isArray(given.states)) {
    throw wrongType(cell.where, "step must return { output, states }, a value and a list of values", result);
  }
  const sizes = stateSizes(cell);
  if (given.states.length !== sizes.length) {
    throw wrongValue(
      cell.where,
      `step must return as many states as stateSize says, ${sizes.length}`,
      given.states.length,
    );
  }
  given.states.forEach((state: unknown, i) => {
    if (!(state instanceof Value)) throw wrongType(cell.where, `state ${i} of step must be a value`, state);
    const wanted = [x.shape[0] ?? null, sizes[i]!];
    if (isSameShape(state.shape, wanted)) return;
    throw wrongShape(cell.where, `state ${i} of step must have shape ${formatShape(wanted)}`, state.shape);
  });
  return result;
}
