/**
 * Precision and recall.
 *
 * @module
 */
import { integer, numberWithin, positiveInteger, wrongValue } from "../check.ts";
import type { Value } from "../graph/value.ts";
import { confusionOf, confusionSums, NEVER } from "./confusion.ts";
import { quotient } from "./mean.ts";
import { Metric, type MetricOptions } from "./metric.ts";

/** Options of {@link Precision} and {@link Recall}. */
export interface PrecisionRecallOptions extends MetricOptions {
  /** The probability above which a prediction says 1; defaults to 0.5, with `topK` to none. */
  thresholds?: number | null | undefined;
  /** That of each row only so many greatest predictions say 1; defaults to all. */
  topK?: number | null | undefined;
  /** The only class that is looked at; defaults to all. */
  classId?: number | null | undefined;
}

abstract class PositiveMetric extends Metric<PrecisionRecallOptions> {
  override readonly grows = true;

  constructor(options: PrecisionRecallOptions = {}) {
    super(options, { thresholds: null, topK: null, classId: null });
    const { thresholds, topK, classId } = this.options;
    if (thresholds !== null) numberWithin(this.className, "thresholds", thresholds, 0, 1);
    if (topK !== null) positiveInteger(this.className, "topK", topK);
    if (classId !== null && integer(this.className, "classId", classId) < 0) {
      throw wrongValue(this.className, "classId must be an integer of 0 or more", classId);
    }
  }

  override measure(yTrue: Value, yPred: Value, sampleWeight?: Value): readonly Value[] {
    const { thresholds, topK, classId } = this.options;
    const threshold = thresholds ?? (topK === null ? 0.5 : NEVER);
    return confusionSums(this.name, [yTrue, yPred, sampleWeight], [threshold], { topK, classId });
  }
}

/** Of what is predicted to be true, how much is. As in Keras, it does not heed masks. */
export class Precision extends PositiveMetric {
  static readonly className = "Precision";

  override result(sums: readonly Float64Array[]): number {
    const { truePositives, falsePositives } = confusionOf(sums);
    return quotient(truePositives[0]!, truePositives[0]! + falsePositives[0]!);
  }
}

/** Of what is true, how much is predicted to be. As in Keras, it does not heed masks. */
export class Recall extends PositiveMetric {
  static readonly className = "Recall";

  override result(sums: readonly Float64Array[]): number {
    const { truePositives, falseNegatives } = confusionOf(sums);
    return quotient(truePositives[0]!, truePositives[0]! + falseNegatives[0]!);
  }
}
