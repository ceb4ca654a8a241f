/**
 * How often predictions are right.
 *
 * @module
 */
import { finiteNumber } from "../check.ts";
import type { Value } from "../graph/value.ts";
import { sparseLabels, together } from "../losses/ranks.ts";
import { equal, greater } from "../ops/binary.ts";
import { argmax } from "../ops/reduce.ts";
import { reshaped } from "../ops/reshape.ts";
import { MeanMetric } from "./mean.ts";
import type { MetricOptions } from "./metric.ts";

/** Options of {@link BinaryAccuracy}. */
export interface BinaryAccuracyOptions extends MetricOptions {
  /** The probability above which a prediction says 1; defaults to 0.5. */
  threshold?: number | undefined;
}

/** How often a prediction above the threshold meets a label of 1, and another one a label of 0. */
export class BinaryAccuracy extends MeanMetric<BinaryAccuracyOptions> {
  static readonly className = "BinaryAccuracy";
  override readonly grows = true;

  constructor(options: BinaryAccuracyOptions = {}) {
    super(options, { threshold: 0.5 });
    finiteNumber(this.className, "threshold", this.options.threshold);
  }

  override values(yTrue: Value, yPred: Value): Value {
    const [labels, predictions] = together(this.name, yTrue, yPred);
    return equal(labels, greater(predictions, this.options.threshold));
  }
}

/** How often the greatest prediction is at the greatest label, which is the 1 of one-hot labels. */
export class CategoricalAccuracy extends MeanMetric {
  static readonly className = "CategoricalAccuracy";
  override readonly grows = true;

  override values(yTrue: Value, yPred: Value): Value {
    const [labels, predictions] = together(this.name, yTrue, yPred);
    return equal(argmax(labels, -1), argmax(predictions, -1));
  }
}

/** How often the greatest of the predictions [batch, ..., classes] is at the class that the label names. */
export class SparseCategoricalAccuracy extends MeanMetric {
  static readonly className = "SparseCategoricalAccuracy";
  override readonly grows = true;

  override values(yTrue: Value, yPred: Value): Value {
    const matches = equal(sparseLabels(this.name, yTrue, yPred), argmax(yPred, -1));
    const isColumn = matches.shape.length > 1 && matches.shape.at(-1) === 1;
    return isColumn ? reshaped(matches, matches.shape.slice(0, -1)) : matches;
  }
}
