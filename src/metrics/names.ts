/**
 * The names of the metrics, apart from their code, so that a model can be compiled before any of it is loaded.
 *
 * @module
 */

/** All of them. */
export const metricNames = [
  "accuracy",
  "acc",
  "crossentropy",
  "ce",
  "binaryAccuracy",
  "categoricalAccuracy",
  "sparseCategoricalAccuracy",
  "topKCategoricalAccuracy",
  "sparseTopKCategoricalAccuracy",
  "meanSquaredError",
  "mse",
  "MSE",
  "rootMeanSquaredError",
  "meanAbsoluteError",
  "mae",
  "MAE",
  "meanAbsolutePercentageError",
  "mape",
  "MAPE",
  "meanSquaredLogarithmicError",
  "msle",
  "MSLE",
  "logCoshError",
  "cosineSimilarity",
  "binaryCrossentropy",
  "bce",
  "BCE",
  "categoricalCrossentropy",
  "sparseCategoricalCrossentropy",
  "klDivergence",
  "poisson",
  "hinge",
  "squaredHinge",
  "categoricalHinge",
  "auc",
  "precision",
  "recall",
  "f1Score",
  "fBetaScore",
] as const;

/**
 * The name of a metric with its default options. `"accuracy"`, or `"acc"`, and `"crossentropy"`, or `"ce"`, are the binary
 * one where predictions have one column, the sparse one where labels are numbers of classes, else the categorical one.
 */
export type MetricName = (typeof metricNames)[number];
