/**
 * The crossentropy of labels that are the numbers of classes.
 *
 * @module
 */
import { boolean, integer, wrongValue } from "../check.ts";
import { toValue } from "../graph/call.ts";
import type { Value } from "../graph/value.ts";
import { equal, notEqual } from "../ops/binary.ts";
import { classLabels } from "../ops/labels.ts";
import { sum } from "../ops/reduce.ts";
import { expandDims } from "../ops/reshape.ts";
import { logSoftmax } from "../ops/rowwise.ts";
import { log, negative } from "../ops/unary.ts";
import { where } from "../ops/where.ts";
import { tensor } from "../tensor.ts";
import { Loss, type LossOptions } from "./loss.ts";
import { clippedProbabilities, logitsOf } from "./probabilities.ts";
import { sparseLabels } from "./ranks.ts";

/** Options of {@link SparseCategoricalCrossentropy}. */
export interface SparseCategoricalCrossentropyOptions extends LossOptions {
  /** Whether predictions are logits, not probabilities; defaults to false. */
  fromLogits?: boolean | undefined;
  /** A label whose samples do not count; defaults to none. */
  ignoreClass?: number | null | undefined;
  /** The axis of the classes, which must be the last; defaults to −1. */
  axis?: number | undefined;
}

/**
 * −ln p[y] for labels y [batch, ...], or [batch, ..., 1], and probabilities p [batch, ..., classes].
 *
 * Of a softmax the loss is computed from what the softmax was made of; other probabilities are cut to [1e-7, 1 − 1e-7].
 *
 * @throws RangeError if a label is not from 0 to classes − 1.
 */
export class SparseCategoricalCrossentropy extends Loss<SparseCategoricalCrossentropyOptions> {
  static readonly className = "SparseCategoricalCrossentropy";

  constructor(options: SparseCategoricalCrossentropyOptions = {}) {
    super(options, { fromLogits: false, ignoreClass: null, axis: -1 });
    const { fromLogits, ignoreClass, axis } = this.options;
    boolean(this.className, "fromLogits", fromLogits);
    if (ignoreClass !== null) integer(this.className, "ignoreClass", ignoreClass);
    integer(this.className, "axis", axis);
  }

  override call(yTrue: Value, yPred: Value): Value {
    const { fromLogits, ignoreClass, axis } = this.options;
    if (axis !== -1 && axis !== yPred.shape.length - 1) throw wrongValue(this.name, "axis must be the last", axis);
    const given = sparseLabels(this.name, yTrue, yPred);
    if (ignoreClass === null) return picked(given, yPred, fromLogits);
    const counts = notEqual(given, ignoreClass);
    const predictions = where(expandDims(counts, -1), yPred, 0);
    const losses = where(counts, picked(where(counts, given, 0), predictions, fromLogits), 0);
    losses.mask = counts;
    return losses;
  }
}

/** −ln of the probability at each label. */
function picked(given: Value, predictions: Value, fromLogits: boolean): Value {
  // Sizes are unknown only while a model is put together, when nothing is computed.
  const classes = predictions.shape.at(-1) ?? 1;
  const logits = logitsOf(predictions, "softmax", fromLogits) ?? log(clippedProbabilities(predictions));
  const labels = expandDims(classLabels(given, classes), -1);
  const all = toValue("classes", tensor(Int32Array.from({ length: classes }, (_, i) => i)));
  return negative(sum(where(equal(labels, all), logSoftmax(logits), 0), -1));
}
