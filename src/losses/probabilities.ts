/**
 * Predictions as probabilities, and the logits they were made of.
 *
 * @module
 */
import { OpNode, unaliased, type Value } from "../graph/value.ts";
import { clip } from "../ops/elementary.ts";
import { reshaped } from "../ops/reshape.ts";
import { rowwiseOp } from "../ops/rowwise.ts";
import { unaryOp } from "../ops/unary.ts";
import { SIGMOID, SOFTMAX } from "../wasm/tags.ts";

/** The least probability, and the least number that is taken for more than nothing: Keras's epsilon. @internal */
export const EPSILON = 1e-7;

/** Probabilities far enough from 0 and 1 that their logarithms are finite. @internal */
export function clippedProbabilities(probabilities: Value): Value {
  return clip(probabilities, EPSILON, 1 - EPSILON);
}

/**
 * The logits of predictions: themselves if they are said to be logits, or what a softmax or sigmoid was made of, also one
 * behind a change of shape that leaves its rows whole. With them the loss needs no clipping, and no gradient is lost.
 * @internal
 */
export function logitsOf(yPred: Value, activation: "softmax" | "sigmoid", fromLogits: boolean): Value | undefined {
  const source = unaliased(yPred);
  const { node } = source;
  if (node instanceof OpNode) {
    const { tag } = (node.attributes ?? {}) as { readonly tag?: number };
    const isSigmoid = node.op === unaryOp && tag === SIGMOID;
    const isSoftmax = node.op === rowwiseOp && tag === SOFTMAX && source.shape.at(-1) === yPred.shape.at(-1);
    if (activation === "sigmoid" ? isSigmoid : isSoftmax) return reshaped(node.inputs[0]!, yPred.shape);
  }
  return fromLogits ? yPred : undefined;
}
