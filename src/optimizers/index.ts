/**
 * How training changes weights. Names, formulas and defaults are those of `keras.optimizers`.
 *
 * @module
 */
export { Adadelta, type AdadeltaOptions } from "./adadelta.ts";
export { Adagrad, type AdagradOptions } from "./adagrad.ts";
export { Adam, type AdamOptions, AdamW, type MomentOptions } from "./adam.ts";
export { Adamax } from "./adamax.ts";
export { Lion, type LionOptions } from "./lion.ts";
export { Nadam } from "./nadam.ts";
export { Optimizer } from "./optimizer.ts";
export type { LearningRate, OptimizerOptions } from "./options.ts";
export { RMSprop, type RMSpropOptions } from "./rmsprop.ts";
export * as schedules from "./schedules/index.ts";
export { SGD, type SGDOptions } from "./sgd.ts";
export type { Slots } from "./slots.ts";
