/**
 * The built-in cells gate by gate, in ops: for what their kernels do not do in training.
 *
 * @module
 */
import type { Value } from "../graph/value.ts";
import { multiply } from "../ops/binary.ts";
import { concatenated } from "../ops/concatenate.ts";
import { dense } from "../ops/matmul.ts";
import { sliced } from "../ops/rearrange.ts";
import { reshaped } from "../ops/reshape.ts";

/** The weights of a cell of G gates, as Keras stores them. */
export interface CellWeights {
  /** W [I, G·H] */
  readonly kernel: Value;
  /** U [H, G·H] */
  readonly recurrentKernel: Value;
  /** b [G·H], or b and c [2, G·H] */
  readonly bias: Value | undefined;
}

/** The factors by which a call drops: none, one for all gates, or one for each. */
export interface DropoutFactors {
  /** Each [B, I]. */
  readonly inputs: readonly Value[];
  /** Each [B, H]. */
  readonly states: readonly Value[];
}

/** h·U + c of one gate, by its number. */
export type Recur = (h: Value, gate: number) => Value;

/** x or h with what a factor drops left out: the same at all steps, if there are several. @internal */
export function dropping(x: Value, factor: Value | undefined): Value {
  if (!factor) return x;
  const [batch, size] = factor.shape;
  return multiply(x, x.shape.length === 3 ? reshaped(factor, [batch!, 1, size!]) : factor);
}

/** x·W + b of all gates side by side. @internal */
export function projected(x: Value, { kernel, bias }: CellWeights, inputs: readonly Value[]): Value {
  const b = bias && row(bias, 0);
  if (inputs.length <= 1) return dense(dropping(x, inputs[0]), kernel, b);
  const gates = inputs.map((factor, gate) => {
    const part = (weight: Value): Value => partOf(weight, gate, inputs.length);
    return dense(dropping(x, factor), part(kernel), b && part(b));
  });
  return concatenated(gates, -1);
}

/** What of a state goes into each gate. @internal */
export function recurrence({ recurrentKernel, bias }: CellWeights, states: readonly Value[], gates: number): Recur {
  const c = bias?.shape.length === 2 ? row(bias, 1) : undefined;
  const parts = Array.from({ length: gates }, (_, gate) => ({
    U: partOf(recurrentKernel, gate, gates),
    c: c && partOf(c, gate, gates),
  }));
  return (h, gate) => dense(dropping(h, states[gate]), parts[gate]!.U, parts[gate]!.c);
}

/** What belongs to one of several gates that lie side by side. @internal */
export function partOf(x: Value, gate: number, gates: number): Value {
  const axis = x.shape.length - 1;
  const size = x.shape[axis]! / gates;
  return gates === 1 ? x : sliced(x, axis, { start: gate * size, stop: (gate + 1) * size });
}

/** The bias of the inputs, row 0, or of the states, row 1. */
function row(bias: Value, at: number): Value {
  return bias.shape.length === 1 ? bias : reshaped(sliced(bias, 0, { start: at, stop: at + 1 }), [bias.shape[1]!]);
}
