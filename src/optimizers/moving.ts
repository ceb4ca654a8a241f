/**
 * Moving averages, and what corrects their bias towards where they began, zero.
 *
 * @module
 */
import { wholePower } from "../double.ts";
import type { Value } from "../graph/value.ts";
import { add, multiply, subtract } from "../ops/binary.ts";

/**
 * 1 − βᵗ, the share of a moving average that is not where it began, of β as a 32-bit float: Keras's is one, and of
 * 1 − 0.999 rounding takes a hundred thousandth.
 */
export function biasCorrection(beta: number, step: number): number {
  return 1 - wholePower(Math.fround(beta), step);
}

/** kept · old + (1 − kept) · next. */
export function mixed(kept: number, old: Value, next: Value): Value {
  return add(multiply(old, kept), multiply(next, 1 - kept));
}

/** old + (next − old) · (1 − kept): the same but for rounding, as Keras writes it in Adam and its like. */
export function approached(kept: number, old: Value, next: Value): Value {
  return add(old, multiply(subtract(next, old), 1 - kept));
}
