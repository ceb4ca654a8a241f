/**
 * What `RNN` repeats: one step.
 *
 * @module
 */
import type { Shape } from "../check.ts";
import type { Applied } from "../graph/call.ts";
import type { Value } from "../graph/value.ts";
import type { Sequence } from "../ops/recurrent.ts";
import { type Applicable, type CallOptions, type Inputs, Layer, type Returned, type TracedOptions } from "./layer.ts";

/** Sizes of the states of a cell: of one, of several, or of the states of cells inside it. */
export type StateSize = number | readonly StateSize[];

/** What a cell gives at one step. */
export interface StepResult {
  /** [batch, ...] */
  output: Value;
  /** The states for the next step, as many as `stateSize` says. */
  states: readonly Value[];
}

/** What may be given to a call of a cell beside its input. */
export interface CellCallOptions extends CallOptions {
  /** The states before the step, each [batch, its size]; defaults to zeros. */
  states?: readonly Applicable[] | undefined;
}

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
 * @example
 * ```ts
 * class MinGRUCell extends Cell<{ units: number }> {
 *   readonly stateSize = [this.options.units];
 *   kernel!: Variable;
 *   override build([, inputs]: readonly number[]) {
 *     this.kernel = this.addWeight("kernel", [inputs!, 2 * this.options.units]);
 *   }
 *   override step(x: Value, [h]: [Value]) {
 *     const [z, c] = ops.split(ops.matmul(x, this.kernel), 2) as [Value, Value];
 *     const next = ops.add(h, ops.multiply(ops.sigmoid(z), ops.subtract(c, h)));
 *     return { output: next, states: [next] };
 *   }
 * }
 * new RNN({ cell: new MinGRUCell({ units: 32 }) }).apply(tensor(x, [2, 5, 3])).shape; // [2, 32]
 * ```
 */
export abstract class Cell<Options extends object = object> extends Layer<readonly 1[], Options> {
  /** The sizes of the states, in order. */
  abstract readonly stateSize: StateSize;

  /** The number of features that the weights were made for, where that is known. @internal */
  get inputFeatures(): number | undefined {
    return undefined;
  }

  /** One step: x [batch, features] and the states, each [batch, its size]. */
  abstract step(x: Value, states: readonly Value[]): StepResult;

  /** Makes the weights for inputs of shape [batch, features]. */
  override build(_inputShape: Shape): void {}

  /** A kernel for the whole sequence, for cells that have one. @internal */
  sequence?(inputs: SequenceInputs, options: Sequence): StepResult;

  /** Applies the cell to one step: the output, then the states. */
  override apply<X extends Applicable>(x: X | readonly X[], options: CellCallOptions = {}): Returned<readonly 1[], X> {
    return this.applyTo(x, options) as Returned<readonly 1[], X>;
  }

  override call(x: Inputs, { states }: TracedOptions): Applied {
    const given = (states as readonly Value[] | undefined) ?? [];
    const { output, states: next } = this.step(x as Value, given);
    return [output, ...next];
  }
}
