/**
 * Metrics by name, as `compile` and files give them.
 *
 * @module
 */
import type { Shape } from "../check.ts";
import { byClassName, type Config } from "../configured.ts";
import { kindOf } from "../losses/crossentropy.ts";
import type { LossFunction } from "../losses/function-loss.ts";
import * as classes from "./index.ts";
import { FunctionMetric } from "./mean.ts";
import type { Metric, MetricOptions } from "./metric.ts";
import type { MetricName } from "./names.ts";

/** A metric class that can be made again from a configuration. @internal */
export type MetricClass = (new (
  options?: MetricOptions,
) => Metric) & { readonly className: string; fromConfig(config: Config): Metric };

const byName: Readonly<Record<Exclude<MetricName, keyof typeof byShape>, unknown>> = {
  binaryAccuracy: classes.BinaryAccuracy,
  categoricalAccuracy: classes.CategoricalAccuracy,
  sparseCategoricalAccuracy: classes.SparseCategoricalAccuracy,
  topKCategoricalAccuracy: classes.TopKCategoricalAccuracy,
  sparseTopKCategoricalAccuracy: classes.SparseTopKCategoricalAccuracy,
  meanSquaredError: classes.MeanSquaredError,
  mse: classes.MeanSquaredError,
  MSE: classes.MeanSquaredError,
  rootMeanSquaredError: classes.RootMeanSquaredError,
  meanAbsoluteError: classes.MeanAbsoluteError,
  mae: classes.MeanAbsoluteError,
  MAE: classes.MeanAbsoluteError,
  meanAbsolutePercentageError: classes.MeanAbsolutePercentageError,
  mape: classes.MeanAbsolutePercentageError,
  MAPE: classes.MeanAbsolutePercentageError,
  meanSquaredLogarithmicError: classes.MeanSquaredLogarithmicError,
  msle: classes.MeanSquaredLogarithmicError,
  MSLE: classes.MeanSquaredLogarithmicError,
  logCoshError: classes.LogCoshError,
  cosineSimilarity: classes.CosineSimilarity,
  binaryCrossentropy: classes.BinaryCrossentropy,
  bce: classes.BinaryCrossentropy,
  BCE: classes.BinaryCrossentropy,
  categoricalCrossentropy: classes.CategoricalCrossentropy,
  sparseCategoricalCrossentropy: classes.SparseCategoricalCrossentropy,
  klDivergence: classes.KLDivergence,
  poisson: classes.Poisson,
  hinge: classes.Hinge,
  squaredHinge: classes.SquaredHinge,
  categoricalHinge: classes.CategoricalHinge,
  auc: classes.AUC,
  precision: classes.Precision,
  recall: classes.Recall,
  f1Score: classes.F1Score,
  fBetaScore: classes.FBetaScore,
};

/** Names of metrics that the shapes of labels and predictions decide on, with what follows the kind in the class's name. */
const byShape = { accuracy: "Accuracy", acc: "Accuracy", crossentropy: "Crossentropy", ce: "Crossentropy" } as const;

/** A metric, the name of one, or a function whose mean is one. */
export type MetricLike = MetricName | Metric | LossFunction;

/** All metric classes, as configurations and files name them. @internal */
export const metricClasses: Readonly<Record<string, MetricClass>> = byClassName(Object.values(byName) as MetricClass[]);

/** The metric of a name, which it keeps; the one given; or the mean of what a function computes. @internal */
export function getMetric(given: MetricLike, yTrue: Shape, yPred: Shape): Metric {
  if (typeof given === "function") return new FunctionMetric(given);
  if (typeof given === "object") return given;
  const key = given in byShape ? `${kindOf(yTrue, yPred)}${byShape[given as keyof typeof byShape]}` : given;
  return new (byName[key as keyof typeof byName] as MetricClass)({ name: given });
}
