/**
 * Sample weights and masks: one value that losses and metrics are multiplied by.
 *
 * @module
 */
import { agree, formatShape, wrongShape } from "../check.ts";
import { toValue } from "../graph/call.ts";
import type { Value } from "../graph/value.ts";
import { divide, equal, multiply } from "../ops/binary.ts";
import { chosen } from "../ops/where.ts";
import { floats, sameRank, widened } from "./ranks.ts";

const number = (value: number): Value => toValue("weights", value);

/** a / b, and 0 where b is 0. @internal */
export function ratio(a: Value | number, b: Value): Value {
  const isNothing = equal(b, 0);
  return chosen(isNothing, number(0), divide(a, chosen(isNothing, number(1), b)));
}

/** The weights times a mask, as floats; undefined if there are neither. @internal */
export function maskedWeight(mask: Value | undefined, sampleWeight: Value | undefined): Value | undefined {
  const weight = sampleWeight && floats(sampleWeight);
  if (!mask || !weight) return mask ? floats(mask) : weight;
  const [a, b] = sameRank(floats(mask), weight);
  const rank = Math.max(a.shape.length, b.shape.length);
  return multiply(widened(b, rank), widened(a, rank));
}

/**
 * Values and their weights, ready to be multiplied. Weights may lack the last axes of the values: those of a sample then
 * hold for all its steps. @internal
 */
export function weighted(where: string, values: Value, weight: Value): [Value, Value] {
  const [one, by] = sameRank(values, weight);
  const fits =
    one.shape.length === 0 ||
    (by.shape.length <= one.shape.length && by.shape.every((size, i) => size === 1 || agree(size, one.shape[i])));
  if (fits) return [one, widened(by, one.shape.length)];
  const rule = `sampleWeight and mask must have shape ${formatShape(values.shape)} or the first axes of it`;
  const isLonger = weight.shape.length > values.shape.length;
  const fix = "Where predictions are [batch, timesteps, 1], so must labels be.";
  throw wrongShape(where, rule, weight.shape, isLonger ? fix : undefined);
}
