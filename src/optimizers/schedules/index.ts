/**
 * Learning rates that change from step to step. Names, formulas and defaults are those of
 * `keras.optimizers.schedules`.
 *
 * @module
 */
export { CosineDecay, type CosineDecayOptions } from "./cosine-decay.ts";
export { CosineDecayRestarts, type CosineDecayRestartsOptions } from "./cosine-decay-restarts.ts";
export { type DecayOptions, ExponentialDecay, InverseTimeDecay } from "./exponential-decay.ts";
export { PiecewiseConstantDecay, type PiecewiseConstantDecayOptions } from "./piecewise-constant-decay.ts";
export { PolynomialDecay, type PolynomialDecayOptions } from "./polynomial-decay.ts";
export { LearningRateSchedule } from "./schedule.ts";
