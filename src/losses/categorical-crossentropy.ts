/**
 * Crossentropies of labels that are distributions over classes, one-hot as a rule.
 *
 * @module
 */
import { finiteNumber, wrongShape } from "../check.ts";
import type { Value } from "../graph/value.ts";
import { add, divide, multiply, power, subtract } from "../ops/binary.ts";
import { sum } from "../ops/reduce.ts";
import { logSoftmax, softmax } from "../ops/rowwise.ts";
import { log, negative } from "../ops/unary.ts";
import { checkCrossentropy, crossentropyDefaults } from "./crossentropy-options.ts";
import { Loss, type LossOptions } from "./loss.ts";
import { clippedProbabilities, logitsOf } from "./probabilities.ts";
import { together } from "./ranks.ts";

/** Options of {@link CategoricalCrossentropy}. */
export interface CategoricalCrossentropyOptions extends LossOptions {
  /** Whether predictions are logits, not probabilities; defaults to false. */
  fromLogits?: boolean | undefined;
  /** How far labels are drawn towards the even distribution, from 0 to 1; defaults to 0. */
  labelSmoothing?: number | undefined;
  /** The axis of the classes; defaults to −1. */
  axis?: number | undefined;
}

/** Labels, smoothed, and predictions of one shape with two classes or more. */
function prepared(name: string, yTrue: Value, yPred: Value, smoothing: number): [Value, Value] {
  if (yPred.shape.at(-1) === 1) {
    const rule = "yPred must have a last axis of 2 classes or more";
    throw wrongShape(name, rule, yPred.shape, "With one output, use binaryCrossentropy.");
  }
  const fix = "Labels that are integers need sparseCategoricalCrossentropy.";
  const isSparse = yTrue.shape.length < yPred.shape.length || yTrue.shape.at(-1) === 1;
  const [labels, predictions] = together(name, yTrue, yPred, isSparse ? fix : undefined);
  if (smoothing === 0) return [labels, predictions];
  return [add(multiply(labels, 1 - smoothing), smoothing / labels.shape.at(-1)!), predictions];
}

/** Probabilities that add up to 1 along an axis. */
function normalized(predictions: Value, axis: number): Value {
  return clippedProbabilities(divide(predictions, sum(predictions, axis, true)));
}

/**
 * −Σ y·ln p over the classes, for labels y and probabilities p of the same shape [batch, ..., classes].
 *
 * Of a softmax the loss is computed from what the softmax was made of; other probabilities are divided by their sum and
 * cut to [1e-7, 1 − 1e-7].
 */
export class CategoricalCrossentropy extends Loss<CategoricalCrossentropyOptions> {
  static readonly className = "CategoricalCrossentropy";

  constructor(options: CategoricalCrossentropyOptions = {}) {
    super(options, crossentropyDefaults);
    checkCrossentropy(this.className, this.options);
  }

  override call(yTrue: Value, yPred: Value): Value {
    const { fromLogits, labelSmoothing, axis } = this.options;
    const [labels, predictions] = prepared(this.name, yTrue, yPred, labelSmoothing);
    const logits = logitsOf(predictions, "softmax", fromLogits);
    const logarithms = logits ? logSoftmax(logits, axis) : log(normalized(predictions, axis));
    return negative(sum(multiply(labels, logarithms), axis));
  }
}

/** Options of {@link CategoricalFocalCrossentropy}. */
export interface CategoricalFocalCrossentropyOptions extends CategoricalCrossentropyOptions {
  /** The weight of all; defaults to 0.25. */
  alpha?: number | undefined;
  /** How much less counts what is predicted well already; defaults to 2. */
  gamma?: number | undefined;
}

/** −Σ α·(1 − p)^γ·y·ln p over the classes; Lin et al. 2018. */
export class CategoricalFocalCrossentropy extends Loss<CategoricalFocalCrossentropyOptions> {
  static readonly className = "CategoricalFocalCrossentropy";

  constructor(options: CategoricalFocalCrossentropyOptions = {}) {
    super(options, { ...crossentropyDefaults, alpha: 0.25, gamma: 2 });
    checkCrossentropy(this.className, this.options);
    finiteNumber(this.className, "alpha", this.options.alpha);
    finiteNumber(this.className, "gamma", this.options.gamma);
  }

  override call(yTrue: Value, yPred: Value): Value {
    const { fromLogits, labelSmoothing, axis, alpha, gamma } = this.options;
    const [labels, predictions] = prepared(this.name, yTrue, yPred, labelSmoothing);
    const p = normalized(fromLogits ? softmax(predictions, axis) : predictions, axis);
    const focus = multiply(power(subtract(1, p), gamma), alpha);
    return negative(sum(multiply(focus, multiply(labels, log(p))), axis));
  }
}
