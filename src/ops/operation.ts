/**
 * How operations are made: functions of values, weights, tensors and numbers that work wherever a layer does.
 *
 * @module
 */
import { type Applied, applyCallee, type Operand } from "../graph/call.ts";
import { currentScope, inScope, type Value } from "../graph/value.ts";
import type { Variable } from "../graph/variable.ts";
import type { Tensor } from "../tensor.ts";

/** A tensor if the operands are tensors and numbers, else a value. */
export type Result<X> = Extract<X, Value | Variable> extends never ? Tensor : Value;

/** An operation on one operand. */
export type Unary<Rest extends readonly unknown[] = []> = <X extends Operand>(x: X, ...rest: Rest) => Result<X>;

/** An operation on two operands, broadcast against each other. */
export type Binary<Rest extends readonly unknown[] = []> = <A extends Operand, B extends Operand>(
  a: A,
  b: B,
  ...rest: Rest
) => Result<A | B>;

/** Makes an operation of what it records. `name` is the one that Keras writes into files. @internal */
export function operation<F>(name: string, record: (...args: never[]) => Applied): F {
  const invoke = (args: readonly unknown[]): Applied => {
    const recorded = (): Applied => record(...(args as never[]));
    // In a layer, it is the layer that errors name.
    return currentScope() ? recorded() : inScope(name, recorded);
  };
  const callee = { name, invoke };
  return ((...args: unknown[]) => applyCallee(callee, args)) as F;
}
