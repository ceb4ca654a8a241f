/**
 * Crossentropies of labels that are true or false, each by itself.
 *
 * @module
 */
import { boolean, finiteNumber } from "../check.ts";
import type { Value } from "../graph/value.ts";
import { sigmoid, softplus } from "../ops/activations.ts";
import { add, multiply, power, subtract } from "../ops/binary.ts";
import { mean } from "../ops/reduce.ts";
import { log, negative } from "../ops/unary.ts";
import { checkCrossentropy, crossentropyDefaults } from "./crossentropy-options.ts";
import { Loss, type LossOptions } from "./loss.ts";
import { clippedProbabilities, logitsOf } from "./probabilities.ts";
import { together } from "./ranks.ts";

/** Options of {@link BinaryCrossentropy}. */
export interface BinaryCrossentropyOptions extends LossOptions {
  /** Whether predictions are logits, not probabilities; defaults to false. */
  fromLogits?: boolean | undefined;
  /** How far labels are drawn towards 1/2, from 0 to 1; defaults to 0. */
  labelSmoothing?: number | undefined;
  /** The axis over which the mean is taken; defaults to −1. */
  axis?: number | undefined;
}

const isNot = (x: Value): Value => subtract(1, x);

function smoothed(labels: Value, by: number): Value {
  return by === 0 ? labels : add(multiply(labels, 1 - by), by / 2);
}

/** −y·ln p − (1 − y)·ln(1 − p), element by element; of logits x, where p = σ(x), as y·ln(1 + e⁻ˣ) + (1 − y)·ln(1 + eˣ). */
function crossentropy(labels: Value, predictions: Value, fromLogits: boolean): Value {
  const logits = logitsOf(predictions, "sigmoid", fromLogits);
  if (logits) return add(multiply(labels, softplus(negative(logits))), multiply(isNot(labels), softplus(logits)));
  const p = clippedProbabilities(predictions);
  return negative(add(multiply(labels, log(p)), multiply(isNot(labels), log(isNot(p)))));
}

/**
 * The mean over an axis of −y·ln p − (1 − y)·ln(1 − p), for labels y from 0 to 1 and probabilities p of the same shape.
 *
 * Of a sigmoid the loss is computed from what the sigmoid was made of; other probabilities are cut to [1e-7, 1 − 1e-7].
 */
export class BinaryCrossentropy extends Loss<BinaryCrossentropyOptions> {
  static readonly className = "BinaryCrossentropy";

  constructor(options: BinaryCrossentropyOptions = {}) {
    super(options, crossentropyDefaults);
    checkCrossentropy(this.className, this.options);
  }

  override call(yTrue: Value, yPred: Value): Value {
    const { fromLogits, labelSmoothing, axis } = this.options;
    const [labels, predictions] = together(this.name, yTrue, yPred);
    return mean(crossentropy(smoothed(labels, labelSmoothing), predictions, fromLogits), axis);
  }
}

/** Options of {@link BinaryFocalCrossentropy}. */
export interface BinaryFocalCrossentropyOptions extends BinaryCrossentropyOptions {
  /** Whether true labels are weighted by `alpha` and others by 1 − `alpha`; defaults to false. */
  applyClassBalancing?: boolean | undefined;
  /** The weight of true labels; defaults to 0.25. */
  alpha?: number | undefined;
  /** How much less counts what is predicted well already; defaults to 2. */
  gamma?: number | undefined;
}

/** {@link BinaryCrossentropy} times (1 − q)^γ, q the probability of the right answer; Lin et al. 2018. */
export class BinaryFocalCrossentropy extends Loss<BinaryFocalCrossentropyOptions> {
  static readonly className = "BinaryFocalCrossentropy";

  constructor(options: BinaryFocalCrossentropyOptions = {}) {
    super(options, { ...crossentropyDefaults, applyClassBalancing: false, alpha: 0.25, gamma: 2 });
    const { applyClassBalancing, alpha, gamma } = this.options;
    checkCrossentropy(this.className, this.options);
    boolean(this.className, "applyClassBalancing", applyClassBalancing);
    finiteNumber(this.className, "alpha", alpha);
    finiteNumber(this.className, "gamma", gamma);
  }

  override call(yTrue: Value, yPred: Value): Value {
    const { fromLogits, labelSmoothing, axis, applyClassBalancing, alpha, gamma } = this.options;
    const [given, predictions] = together(this.name, yTrue, yPred);
    const labels = smoothed(given, labelSmoothing);
    const p = fromLogits ? sigmoid(predictions) : predictions;
    const right = add(multiply(labels, p), multiply(isNot(labels), isNot(p)));
    const focal = multiply(power(isNot(right), gamma), crossentropy(labels, p, false));
    if (!applyClassBalancing) return mean(focal, axis);
    const weight = add(multiply(labels, alpha), multiply(isNot(labels), 1 - alpha));
    return mean(multiply(weight, focal), axis);
  }
}
