/**
 * Tracing: calling layers on values of known sizes, so that what they record can be compiled.
 *
 * @module
 */
import type { Shape } from "../check.ts";
import { Tensor } from "../tensor.ts";
import { StateCell } from "./state.ts";
import { ConstantNode, Node, type Value, VariableNode } from "./value.ts";
import { Variable } from "./variable.ts";

/** The value of a state as a call finds it. @internal */
export class StateNode extends Node {
  readonly cell: StateCell;

  constructor(cell: StateCell) {
    super([], [{ shape: cell.shape, dtype: "float32" }], "state");
    this.cell = cell;
  }
}

/** A state or a weight, and the value that replaces it when the call has gone well. @internal */
export interface Commit {
  readonly target: StateCell | Variable;
  readonly value: Value;
}

/** From the factors of a product x·W to others. @internal */
export type Factors = (x: Value, W: Value) => readonly [x: Value, W: Value];

/** What is said of a trace. @internal */
export interface TraceOptions {
  /** Whether layers act as in training; defaults to false. */
  readonly training?: boolean;
  /** What products become in it; defaults to what they are. */
  readonly factors?: Factors;
}

/** What is being traced: where states are kept, and what replaces them at the end. @internal */
export class Trace {
  /** The new value of every state and weight that the call changes. */
  readonly commits: Commit[] = [];
  /** Whether only types are wanted: nothing will be compiled, and sizes may be null. */
  readonly abstract: boolean;
  /** Whether layers act as in training. */
  training: boolean;
  /** Whether gradients will be taken of what is recorded, of layers that do not act as in training too. */
  readonly differentiated: boolean;
  /** Other factors of the product of a sequence x and a weight W that are cheaper to multiply and to differentiate. */
  readonly factors: Factors | undefined;
  /** What layers add to the loss, in training: scalars. */
  readonly losses: Value[] = [];
  /** The layers that did so by `addLoss`, by which anything of the batch may be added. */
  readonly adders: string[] = [];
  readonly #variables = new Map<Variable, Value>();

  constructor(options: TraceOptions & { readonly abstract?: boolean } = {}) {
    this.abstract = options.abstract ?? false;
    this.training = options.training ?? false;
    this.differentiated = this.training;
    this.factors = options.factors;
  }

  /** A weight as the call finds it: the same value wherever it is used. */
  variable(variable: Variable): Value {
    let value = this.#variables.get(variable);
    if (!value) {
      value = new VariableNode(variable).outputs[0]!;
      this.#variables.set(variable, value);
    }
    return value;
  }

  /** Reads a state or a weight: as the call finds it, or as an earlier use of the same layer in this call has left it. */
  read(target: StateCell | Variable): Value {
    const earlier = this.commits.find((commit) => commit.target === target);
    if (earlier) return earlier.value;
    return target instanceof Variable ? this.variable(target) : new StateNode(target).outputs[0]!;
  }

  /** Has a state or a weight replaced when the call has gone well. */
  commit(target: StateCell | Variable, value: Value): void {
    const earlier = this.commits.findIndex((commit) => commit.target === target);
    this.commits.splice(earlier < 0 ? this.commits.length : earlier, 1, { target, value });
  }
}

/** A trace of one step of a stream: every recurrent layer finds its states here. @internal */
export class StreamTrace extends Trace {
  /** In the order in which the layers met them. */
  readonly cells: StateCell[] = [];
  /** Those that are the states of recurrent layers; the others hold what layers remember beside them. */
  readonly states: StateCell[] = [];
  /** Holds what {@link first} gives, once a layer has asked for it. */
  firstCell: StateCell | undefined;
  #first: Value | undefined;

  /** Makes a state of a recurrent layer. */
  state(name: string, shape: readonly number[]): StateCell {
    const cell = this.cell(name, shape);
    this.states.push(cell);
    return cell;
  }

  /** Makes room for what a layer remembers from step to step. */
  cell(name: string, shape: readonly number[], initial = 0): StateCell {
    const cell = new StateCell(name, shape, initial);
    this.cells.push(cell);
    return cell;
  }

  /** [batch, 1]: 1 on the first step after a reset, 0 on all others. */
  first(batch: number): Value {
    if (!this.#first) {
      this.firstCell = this.cell("first", [batch, 1], 1);
      this.#first = this.read(this.firstCell);
      this.commit(this.firstCell, new ConstantNode(new Tensor(new Float32Array(batch), [batch, 1])).outputs[0]!);
    }
    return this.#first;
  }
}

let current: Trace | undefined;

/** The trace in whose course this is called; undefined while a model is being put together. @internal */
export function currentTrace(): Trace | undefined {
  return current;
}

/** Calls a function in the course of a trace, or of none. @internal */
export function tracing<T>(trace: Trace | undefined, body: () => T): T {
  const outer = current;
  current = trace;
  try {
    return body();
  } finally {
    current = outer;
  }
}

/** Whether every size of a shape is known. @internal */
export function isKnown(shape: Shape): shape is readonly number[] {
  return shape.every((size) => size !== null);
}
