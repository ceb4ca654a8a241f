/**
 * What weights and outputs add to the loss. Names, formulas and defaults are those of `keras.regularizers`.
 *
 * @module
 */
export { L1, L1L2, type L1L2Options, type L1Options, L2, type L2Options } from "./l1-l2.ts";
export { OrthogonalRegularizer, type OrthogonalRegularizerOptions } from "./orthogonal.ts";
export type { Regularizer } from "./regularizer.ts";
