/**
 * The names of the optimizers, apart from their code, so that a model can be compiled before any of it is loaded.
 *
 * @module
 */

/** The name of an optimizer with its default options. */
export type OptimizerName = "adadelta" | "adagrad" | "adam" | "adamax" | "adamw" | "lion" | "nadam" | "rmsprop" | "sgd";

/** @internal */
export const optimizerNames: readonly OptimizerName[] = [
  "adadelta",
  "adagrad",
  "adam",
  "adamax",
  "adamw",
  "lion",
  "nadam",
  "rmsprop",
  "sgd",
];
