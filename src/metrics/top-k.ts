/**
 * How often the right class is among the best predictions.
 *
 * @module
 */
import { positiveInteger } from "../check.ts";
import { toValue } from "../graph/call.ts";
import type { Value } from "../graph/value.ts";
import { sparseLabels, together } from "../losses/ranks.ts";
import { equal, greater, less, logicalAnd } from "../ops/binary.ts";
import { isfinite } from "../ops/elementary.ts";
import { all, any, argmax, sum } from "../ops/reduce.ts";
import { expandDims } from "../ops/reshape.ts";
import { cast } from "../ops/unary.ts";
import { where } from "../ops/where.ts";
import { tensor } from "../tensor.ts";
import { MeanMetric } from "./mean.ts";
import type { MetricOptions } from "./metric.ts";

/** Options of {@link TopKCategoricalAccuracy} and {@link SparseTopKCategoricalAccuracy}. */
export interface TopKOptions extends MetricOptions {
  /** Among how many of the greatest predictions; defaults to 5. */
  k?: number | undefined;
}

/** Whether fewer than k predictions are greater than the one at the label. */
function isInTopK(labels: Value, predictions: Value, k: number): Value {
  const count = predictions.shape.at(-1) ?? 1;
  const classes = toValue("classes", tensor(Int32Array.from({ length: count }, (_, i) => i)));
  const isLabel = equal(expandDims(labels, -1), classes);
  const own = sum(where(isLabel, predictions, 0), -1, true);
  const isAmong = less(sum(greater(predictions, own), -1), k);
  return logicalAnd(isAmong, logicalAnd(any(isLabel, -1), all(isfinite(predictions), -1)));
}

abstract class InTopK extends MeanMetric<TopKOptions> {
  override readonly grows = true;

  constructor(options: TopKOptions = {}) {
    super(options, { k: 5 });
    positiveInteger(this.className, "k", this.options.k);
  }
}

/** How often the greatest label, the 1 of one-hot labels, is at one of the k greatest predictions. */
export class TopKCategoricalAccuracy extends InTopK {
  static readonly className = "TopKCategoricalAccuracy";

  override values(yTrue: Value, yPred: Value): Value {
    const [labels, predictions] = together(this.name, yTrue, yPred);
    return isInTopK(argmax(labels, -1), predictions, this.options.k);
  }
}

/** How often the class that the label names is at one of the k greatest of the predictions [batch, ..., classes]. */
export class SparseTopKCategoricalAccuracy extends InTopK {
  static readonly className = "SparseTopKCategoricalAccuracy";

  override values(yTrue: Value, yPred: Value): Value {
    const labels = cast(sparseLabels(this.name, yTrue, yPred), "int32");
    return isInTopK(labels, yPred, this.options.k);
  }
}
