/**
 * The names of the losses, apart from their code, so that a model can be compiled before any of it is loaded.
 *
 * @module
 */

/** All of them. */
export const lossNames = [
  "meanSquaredError",
  "mse",
  "MSE",
  "meanAbsoluteError",
  "mae",
  "MAE",
  "meanAbsolutePercentageError",
  "mape",
  "MAPE",
  "meanSquaredLogarithmicError",
  "msle",
  "MSLE",
  "huber",
  "logCosh",
  "crossentropy",
  "ce",
  "binaryCrossentropy",
  "bce",
  "BCE",
  "binaryFocalCrossentropy",
  "categoricalCrossentropy",
  "categoricalFocalCrossentropy",
  "sparseCategoricalCrossentropy",
  "klDivergence",
  "kld",
  "KLD",
  "poisson",
  "cosineSimilarity",
  "hinge",
  "squaredHinge",
  "categoricalHinge",
  "ctc",
] as const;

/**
 * The name of a loss with its default options. `"crossentropy"`, or `"ce"`, is the binary one where predictions have one
 * column, the sparse one where labels are numbers of classes, else the categorical one.
 */
export type LossName = (typeof lossNames)[number];
