/**
 * How far predictions are from numbers that are to be met.
 *
 * @module
 */
import type { Value } from "../graph/value.ts";
import * as losses from "../losses/index.ts";
import { floats, together } from "../losses/ranks.ts";
import { subtract } from "../ops/binary.ts";
import { negative, square } from "../ops/unary.ts";
import { LossMetric, meanSums, quotient } from "./mean.ts";
import { Metric, type MetricOptions } from "./metric.ts";

/** The mean of (yTrue − yPred)². */
export class MeanSquaredError extends LossMetric {
  static readonly className = "MeanSquaredError";

  constructor(options: MetricOptions = {}) {
    super(losses.MeanSquaredError, options);
  }
}

/** The mean of |yTrue − yPred|. */
export class MeanAbsoluteError extends LossMetric {
  static readonly className = "MeanAbsoluteError";

  constructor(options: MetricOptions = {}) {
    super(losses.MeanAbsoluteError, options);
  }
}

/** 100 times the mean of |yTrue − yPred| / |yTrue|. */
export class MeanAbsolutePercentageError extends LossMetric {
  static readonly className = "MeanAbsolutePercentageError";

  constructor(options: MetricOptions = {}) {
    super(losses.MeanAbsolutePercentageError, options);
  }
}

/** The mean of (ln(1 + yTrue) − ln(1 + yPred))². */
export class MeanSquaredLogarithmicError extends LossMetric {
  static readonly className = "MeanSquaredLogarithmicError";

  constructor(options: MetricOptions = {}) {
    super(losses.MeanSquaredLogarithmicError, options);
  }
}

/** The mean of ln cosh(yPred − yTrue). */
export class LogCoshError extends LossMetric {
  static readonly className = "LogCoshError";

  constructor(options: MetricOptions = {}) {
    super(losses.LogCosh, options, { name: "logcosh" });
  }
}

/** Options of {@link CosineSimilarity}. */
export interface CosineSimilarityOptions extends MetricOptions {
  /** The axis along which vectors lie; defaults to −1. */
  axis?: number | undefined;
}

/** The mean cosine of the angle between yTrue and yPred: 1 for the same direction. */
export class CosineSimilarity extends LossMetric<CosineSimilarityOptions> {
  static readonly className = "CosineSimilarity";
  override readonly grows = true;

  constructor(options: CosineSimilarityOptions = {}) {
    super(losses.CosineSimilarity, options, { axis: -1 });
  }

  override values(yTrue: Value, yPred: Value): Value {
    return negative(super.values(yTrue, yPred));
  }
}

/** The square root of the mean of (yTrue − yPred)². As in Keras, it does not heed masks. */
export class RootMeanSquaredError extends Metric {
  static readonly className = "RootMeanSquaredError";
  override readonly grows = false;

  override measure(yTrue: Value, yPred: Value, sampleWeight?: Value): readonly Value[] {
    const [labels, predictions] = together(this.name, floats(yTrue), floats(yPred));
    return meanSums(this.name, square(subtract(predictions, labels)), sampleWeight);
  }

  override result([total, count]: readonly Float64Array[]): number {
    return Math.sqrt(quotient(total![0]!, count![0]!));
  }
}
