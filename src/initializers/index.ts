/**
 * How weights begin. Names, formulas and defaults are those of `keras.initializers`; the random numbers themselves are
 * not.
 *
 * @module
 */
export { Constant, type ConstantOptions, Identity, type IdentityOptions, Ones, Zeros } from "./constant.ts";
export type { Initializer, InitializerConfig, RandomOptions } from "./initializer.ts";
export { Orthogonal, type OrthogonalOptions } from "./orthogonal.ts";
export {
  RandomNormal,
  type RandomNormalOptions,
  RandomUniform,
  type RandomUniformOptions,
  TruncatedNormal,
} from "./random.ts";
export {
  type FanOptions,
  GlorotNormal,
  GlorotUniform,
  HeNormal,
  HeUniform,
  LecunNormal,
  LecunUniform,
  VarianceScaling,
  type VarianceScalingOptions,
} from "./variance-scaling.ts";
