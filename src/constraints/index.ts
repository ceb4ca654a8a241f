/**
 * What weights must be after each step of training. Names, formulas and defaults are those of `keras.constraints`.
 *
 * @module
 */
export type { Constraint } from "./constraint.ts";
export { NonNeg } from "./non-neg.ts";
export {
  MaxNorm,
  type MaxNormOptions,
  MinMaxNorm,
  type MinMaxNormOptions,
  UnitNorm,
  type UnitNormOptions,
} from "./norms.ts";
