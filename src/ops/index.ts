/**
 * Operations: the arithmetic of which layers and cells are composed. Each works on values, weights, tensors and numbers;
 * names and semantics are those of `keras.ops`. Only `concatenate`, `split` and `takeAlongAxis` go along another axis if
 * none is given: the last, which holds the features.
 *
 * @module
 */
export {
  celu,
  elu,
  gelu,
  glu,
  hardShrink,
  hardSigmoid,
  hardSilu,
  hardTanh,
  leakyRelu,
  logSigmoid,
  mish,
  relu,
  relu6,
  selu,
  sigmoid,
  silu,
  softplus,
  softShrink,
  softsign,
  sparsePlus,
  sparseSigmoid,
  squareplus,
  tanh,
  tanhShrink,
  threshold,
} from "./activations.ts";
export { moveaxis, ravel, roll, swapaxes, unstack } from "./axes.ts";
export {
  add,
  divide,
  equal,
  floorDivide,
  greater,
  greaterEqual,
  less,
  lessEqual,
  logicalAnd,
  logicalOr,
  maximum,
  minimum,
  mod,
  multiply,
  notEqual,
  power,
  subtract,
} from "./binary.ts";
export { concatenate, split, stack } from "./concatenate.ts";
export { arctan, clip, cosh, isfinite, isnan, log2, log10, logicalXor, round, sinh } from "./elementary.ts";
export { oneHot, take, takeAlongAxis } from "./gather.ts";
export { getItem, type Index, slice } from "./get-item.ts";
export { copy, fullLike, onesLike, zerosLike } from "./like.ts";
export { dot, matmul } from "./matmul.ts";
export { pad } from "./pad.ts";
export { broadcastTo, flip, repeat, type Slice, tile, transpose } from "./rearrange.ts";
export { all, any, argmax, argmin, max, mean, min, prod, sum } from "./reduce.ts";
export { expandDims, reshape, squeeze } from "./reshape.ts";
export { logSoftmax, softmax, sparsemax } from "./rowwise.ts";
export { cumsum, logsumexp, std, variance as var } from "./statistics.ts";
export { stopGradient } from "./stop-gradient.ts";
export {
  abs,
  cast,
  ceil,
  cos,
  erf,
  exp,
  expm1,
  floor,
  log,
  log1p,
  logicalNot,
  negative,
  reciprocal,
  rsqrt,
  sign,
  sin,
  sqrt,
  square,
} from "./unary.ts";
export { where } from "./where.ts";
