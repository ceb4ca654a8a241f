/**
 * The parts of a step that are the same for all optimizers, as they are recorded.
 *
 * @module
 */
import type { Value } from "../graph/value.ts";
import type { Variable } from "../graph/variable.ts";
import { add, divide, multiply, subtract } from "../ops/binary.ts";
import { zerosLike } from "../ops/like.ts";
import { assign, type Memory, now } from "./slots.ts";

/** Adds gradients to those of the batches before. */
export function accumulate(memory: Memory, weights: readonly Variable[], gradients: readonly Value[]): void {
  totals(memory, weights, gradients).forEach((total, i) => {
    memory.of(weights[i]!).set("gradientAccumulator", total);
  });
}

/** The mean gradients of so many batches, of which these are the last; what `all` weights have gathered is forgotten. */
export function means(
  memory: Memory,
  weights: readonly Variable[],
  gradients: readonly Value[],
  batches: number,
  all: readonly Variable[],
): readonly Value[] {
  const means = totals(memory, weights, gradients).map((total) => divide(total, batches));
  for (const weight of all) memory.of(weight).set("gradientAccumulator", zerosLike(now(weight)));
  return means;
}

function totals(memory: Memory, weights: readonly Variable[], gradients: readonly Value[]): Value[] {
  return gradients.map((gradient, i) => add(gradient, memory.of(weights[i]!).get("gradientAccumulator")));
}

/** weight − decay · rate · weight. */
export function decayed(weight: Value, decay: number, rate: Value): Value {
  return subtract(weight, multiply(multiply(weight, decay), rate));
}

/** average' = momentum · average + (1 − momentum) · weight; it replaces the weight if it `overwrites`. */
export function average(memory: Memory, weights: readonly Variable[], momentum: Value, overwrites: boolean): void {
  for (const weight of weights) {
    const slots = memory.of(weight);
    const kept = multiply(momentum, slots.get("average"));
    const average = slots.set("average", add(kept, multiply(subtract(1, momentum), now(weight))));
    if (overwrites) assign(weight, average);
  }
}

/** Makes of weights what they must be. */
export function constrain(weights: readonly Variable[]): void {
  for (const weight of weights) {
    if (weight.constraint) assign(weight, weight.constraint.call(now(weight)));
  }
}
