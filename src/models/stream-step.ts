/**
 * One time step of a model, compiled: what streams of every kind run.
 *
 * @module
 */
import { wrongShape } from "../check.ts";
import type { Applied } from "../graph/call.ts";
import { Plan } from "../graph/plan.ts";
import type { StateCell } from "../graph/state.ts";
import { StreamTrace, tracing } from "../graph/trace.ts";
import { Placeholder, Value } from "../graph/value.ts";
import { sizeOf } from "../tensor.ts";

/** An input of a model, and whether its axis 1 is the time that a stream walks along. @internal */
export interface StreamInput {
  readonly value: Value;
  readonly isSequence: boolean;
}

/** How a model is traced for one step. @internal */
export interface Streamed {
  /** The model, for errors. */
  readonly where: string;
  readonly inputs: readonly StreamInput[];
  readonly trace: (inputs: readonly Value[]) => Applied;
}

/** A model's step for a batch, and the states that it goes on from and leaves. @internal */
export interface Step {
  readonly plan: Plan;
  /** All that stays from step to step; the first axis is the batch. */
  readonly cells: readonly StateCell[];
  /** Those that are the states of recurrent layers. */
  readonly states: readonly StateCell[];
  /** Whether the next step is the first one, if a layer wants to know. */
  readonly first: StateCell | undefined;
  /** How many numbers each input has. */
  readonly sizes: readonly number[];
  /** Whether the model has a list of outputs. */
  readonly isList: boolean;
}

/** @internal */
export function compileStep({ inputs, trace }: Streamed, batch: number): Step {
  const streamTrace = new StreamTrace();
  const placeholders = inputs.map((input) => stepOf(input, batch));
  const results = tracing(streamTrace, () => trace(placeholders));
  const isList = !(results instanceof Value);
  return {
    plan: new Plan({ inputs: placeholders, outputs: isList ? results : [results], commits: streamTrace.commits }),
    cells: streamTrace.cells,
    states: streamTrace.states,
    first: streamTrace.firstCell,
    sizes: placeholders.map(({ shape }) => sizeOf(shape as readonly number[])),
    isList,
  };
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

/** The sizes of an output without its axis of time. @internal */
export function withoutTime({ shape, walk }: Value): readonly number[] {
  return shape.filter((_, axis) => axis !== 1 || walk !== "step") as number[];
}
