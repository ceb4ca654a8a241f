/**
 * Bringing values together whose ranks differ: labels and predictions, losses and weights.
 *
 * @module
 */
import { agree, formatShape, wrongShape } from "../check.ts";
import type { Value } from "../graph/value.ts";
import { reshaped } from "../ops/reshape.ts";
import { cast } from "../ops/unary.ts";

/** A value as floats. @internal */
export function floats(x: Value): Value {
  return x.dtype === "float32" ? x : cast(x, "float32");
}

/**
 * Two values of which one has a last axis of size 1 more than the other: the axis goes, or, next to a value of rank 1,
 * that gets one too. Others stay. @internal
 */
export function sameRank(a: Value, b: Value): [Value, Value] {
  if (b.shape.length > a.shape.length) return sameRank(b, a).reverse() as [Value, Value];
  if (a.shape.length !== b.shape.length + 1 || a.shape.at(-1) !== 1) return [a, b];
  if (b.shape.length === 1) return [a, reshaped(b, [...b.shape, 1])];
  return [reshaped(a, a.shape.slice(0, -1)), b];
}

/** Labels and predictions as values of one shape. @internal */
export function together(where: string, yTrue: Value, yPred: Value, fix?: string): [Value, Value] {
  const [labels, predictions] = sameRank(yTrue, yPred);
  const wanted = predictions.shape;
  if (labels.shape.length !== wanted.length || !labels.shape.every((size, i) => agree(size, wanted[i]))) {
    throw wrongShape(where, `yTrue must have the shape of yPred, ${formatShape(yPred.shape)}`, yTrue.shape, fix);
  }
  return [labels, predictions];
}

/** Weights as a value of so many axes, the new ones behind. @internal */
export function widened(weight: Value, rank: number): Value {
  const missing = rank - weight.shape.length;
  return missing > 0 ? reshaped(weight, [...weight.shape, ...new Array<number>(missing).fill(1)]) : weight;
}

/** Labels that are numbers of classes, in the shape of the predictions without the last axis. @internal */
export function sparseLabels(where: string, yTrue: Value, yPred: Value): Value {
  const wanted = yPred.shape.slice(0, -1);
  const isColumn = yTrue.shape.length === wanted.length + 1 && yTrue.shape.at(-1) === 1;
  const shape = isColumn ? yTrue.shape.slice(0, -1) : yTrue.shape;
  if (yPred.shape.length > 0 && shape.length === wanted.length && shape.every((size, i) => agree(size, wanted[i]))) {
    return isColumn ? reshaped(yTrue, shape) : yTrue;
  }
  const rule = `yTrue must have shape ${formatShape(wanted)} or ${formatShape([...wanted, 1])}`;
  const isOneHot = yTrue.shape.length === yPred.shape.length && yTrue.shape.at(-1) === yPred.shape.at(-1);
  throw wrongShape(where, rule, yTrue.shape, isOneHot ? "One-hot labels need the categorical kind." : undefined);
}
