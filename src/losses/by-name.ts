/**
 * Losses by name, as `compile` and files give them.
 *
 * @module
 */
import { oneOf, wrongType } from "../check.ts";
import type { Config } from "../configured.ts";
import { Crossentropy } from "./crossentropy.ts";
import { FunctionLoss, type LossFunction } from "./function-loss.ts";
import * as classes from "./index.ts";
import { Loss, type LossOptions } from "./loss.ts";

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

/**
 * The name of a loss with its default options. `"crossentropy"`, or `"ce"`, is the binary one where predictions have one
 * column, the sparse one where labels are numbers of classes, else the categorical one.
 */
export type LossName =
  | "meanSquaredError"
  | "mse"
  | "MSE"
  | "meanAbsoluteError"
  | "mae"
  | "MAE"
  | "meanAbsolutePercentageError"
  | "mape"
  | "MAPE"
  | "meanSquaredLogarithmicError"
  | "msle"
  | "MSLE"
  | "huber"
  | "logCosh"
  | "crossentropy"
  | "ce"
  | "binaryCrossentropy"
  | "bce"
  | "BCE"
  | "binaryFocalCrossentropy"
  | "categoricalCrossentropy"
  | "categoricalFocalCrossentropy"
  | "sparseCategoricalCrossentropy"
  | "klDivergence"
  | "kld"
  | "KLD"
  | "poisson"
  | "cosineSimilarity"
  | "hinge"
  | "squaredHinge"
  | "categoricalHinge"
  | "ctc";

/** A loss, the name of one, or a function that computes one. */
export type LossLike = LossName | Loss | LossFunction;

/** All names of losses. @internal */
export const lossNames: readonly LossName[] = Object.keys(byName) as LossName[];

/** All loss classes, as configurations and files name them. @internal */
export const lossClasses: Readonly<Record<string, LossClass>> = Object.fromEntries(
  (Object.values(byName) as unknown as LossClass[]).map((one) => [one.className, one]),
);

/** The loss of a name, which it keeps; the one given; or one that a function computes. @internal */
export function getLoss(where: string, given: unknown): Loss {
  if (given instanceof Loss) return given as Loss;
  if (typeof given === "function" && given.prototype instanceof Loss) {
    throw wrongType(where, "loss must be an instance, not a class", given, `Write new ${given.name}().`);
  }
  if (typeof given === "function") return new FunctionLoss(given as LossFunction);
  const name = oneOf(where, "loss", given, lossNames);
  return new (byName[name] as unknown as LossClass)({ name });
}
