/**
 * Losses: names, formulas and defaults are those of `keras.losses`.
 *
 * @module
 */
export {
  BinaryCrossentropy,
  type BinaryCrossentropyOptions,
  BinaryFocalCrossentropy,
  type BinaryFocalCrossentropyOptions,
} from "./binary-crossentropy.ts";
export {
  CategoricalCrossentropy,
  type CategoricalCrossentropyOptions,
  CategoricalFocalCrossentropy,
  type CategoricalFocalCrossentropyOptions,
} from "./categorical-crossentropy.ts";
export { CosineSimilarity, type CosineSimilarityOptions } from "./cosine-similarity.ts";
export { CTC } from "./ctc.ts";
export { KLDivergence, Poisson } from "./distributions.ts";
export type { LossFunction } from "./function-loss.ts";
export { CategoricalHinge, Hinge, SquaredHinge } from "./hinge.ts";
export { Loss, type LossOptions } from "./loss.ts";
export type { Reduction } from "./reduction.ts";
export {
  Huber,
  type HuberOptions,
  LogCosh,
  MeanAbsoluteError,
  MeanAbsolutePercentageError,
  MeanSquaredError,
  MeanSquaredLogarithmicError,
} from "./regression.ts";
export {
  SparseCategoricalCrossentropy,
  type SparseCategoricalCrossentropyOptions,
} from "./sparse-categorical-crossentropy.ts";
