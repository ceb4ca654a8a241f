/**
 * Losses by name, as `compile` and files give them.
 *
 * @module
 */
import { byClassName, type Config } from "../configured.ts";
import { Crossentropy } from "./crossentropy.ts";
import { FunctionLoss, type LossFunction } from "./function-loss.ts";
import * as classes from "./index.ts";
import type { Loss, LossOptions } from "./loss.ts";
import type { LossName } from "./names.ts";

/** A loss class that can be made again from a configuration. @internal */
export type LossClass = (new (
  options?: LossOptions,
) => Loss) & { readonly className: string; fromConfig(config: Config): Loss };

const byName: Readonly<Record<LossName, unknown>> = {
  meanSquaredError: classes.MeanSquaredError,
  mse: classes.MeanSquaredError,
  MSE: classes.MeanSquaredError,
  meanAbsoluteError: classes.MeanAbsoluteError,
  mae: classes.MeanAbsoluteError,
  MAE: classes.MeanAbsoluteError,
  meanAbsolutePercentageError: classes.MeanAbsolutePercentageError,
  mape: classes.MeanAbsolutePercentageError,
  MAPE: classes.MeanAbsolutePercentageError,
  meanSquaredLogarithmicError: classes.MeanSquaredLogarithmicError,
  msle: classes.MeanSquaredLogarithmicError,
  MSLE: classes.MeanSquaredLogarithmicError,
  huber: classes.Huber,
  logCosh: classes.LogCosh,
  crossentropy: Crossentropy,
  ce: Crossentropy,
  binaryCrossentropy: classes.BinaryCrossentropy,
  bce: classes.BinaryCrossentropy,
  BCE: classes.BinaryCrossentropy,
  binaryFocalCrossentropy: classes.BinaryFocalCrossentropy,
  categoricalCrossentropy: classes.CategoricalCrossentropy,
  categoricalFocalCrossentropy: classes.CategoricalFocalCrossentropy,
  sparseCategoricalCrossentropy: classes.SparseCategoricalCrossentropy,
  klDivergence: classes.KLDivergence,
  kld: classes.KLDivergence,
  KLD: classes.KLDivergence,
  poisson: classes.Poisson,
  cosineSimilarity: classes.CosineSimilarity,
  hinge: classes.Hinge,
  squaredHinge: classes.SquaredHinge,
  categoricalHinge: classes.CategoricalHinge,
  ctc: classes.CTC,
};

/** A loss, the name of one, or a function that computes one. */
export type LossLike = LossName | Loss | LossFunction;

/** All loss classes, as configurations and files name them. @internal */
export const lossClasses: Readonly<Record<string, LossClass>> = byClassName(Object.values(byName) as LossClass[]);

/** The loss of a name, which it keeps; the one given; or one that a function computes. @internal */
export function getLoss(given: LossLike): Loss {
  if (typeof given === "function") return new FunctionLoss(given);
  return typeof given === "string" ? new (byName[given] as LossClass)({ name: given }) : given;
}
