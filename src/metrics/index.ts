/**
 * Metrics: names, formulas and defaults are those of `keras.metrics`.
 *
 * @module
 */
export {
  BinaryAccuracy,
  type BinaryAccuracyOptions,
  CategoricalAccuracy,
  SparseCategoricalAccuracy,
} from "./accuracy.ts";
export { AUC, type AUCOptions } from "./auc.ts";
export { F1Score, type F1ScoreOptions, FBetaScore, type FBetaScoreOptions } from "./f-score.ts";
export { LossMetric, MeanMetric } from "./mean.ts";
export { Metric, type MetricOptions } from "./metric.ts";
export { Precision, type PrecisionRecallOptions, Recall } from "./precision-recall.ts";
export {
  BinaryCrossentropy,
  type BinaryCrossentropyOptions,
  CategoricalCrossentropy,
  type CategoricalCrossentropyOptions,
  CategoricalHinge,
  Hinge,
  KLDivergence,
  Poisson,
  SparseCategoricalCrossentropy,
  type SparseCategoricalCrossentropyOptions,
  SquaredHinge,
} from "./probabilistic.ts";
export {
  CosineSimilarity,
  type CosineSimilarityOptions,
  LogCoshError,
  MeanAbsoluteError,
  MeanAbsolutePercentageError,
  MeanSquaredError,
  MeanSquaredLogarithmicError,
  RootMeanSquaredError,
} from "./regression.ts";
export { SparseTopKCategoricalAccuracy, TopKCategoricalAccuracy, type TopKOptions } from "./top-k.ts";
