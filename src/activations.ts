/**
 * The activations by name, as `keras.activations` has them.
 *
 * @module
 */
import { oneOf, wrongValue } from "./check.ts";
import type { Value } from "./graph/value.ts";
import { glu } from "./ops/activations.ts";
import { mapRows } from "./ops/rowwise.ts";
import { mapElements } from "./ops/unary.ts";
import * as tags from "./wasm/tags.ts";

/** An activation that keeps the shape, so that a recurrent layer can use it. */
export type RecurrentActivation =
  | "linear"
  | "sigmoid"
  | "tanh"
  | "relu"
  | "relu6"
  | "leakyRelu"
  | "elu"
  | "selu"
  | "celu"
  | "gelu"
  | "silu"
  | "swish"
  | "mish"
  | "exponential"
  | "softplus"
  | "softsign"
  | "squareplus"
  | "sparsePlus"
  | "sparseSigmoid"
  | "softShrink"
  | "hardShrink"
  | "tanhShrink"
  | "threshold"
  | "hardTanh"
  | "hardSigmoid"
  | "hardSilu"
  | "hardSwish"
  | "logSigmoid"
  | "softmax"
  | "logSoftmax"
  | "sparsemax";

const activationTags: Readonly<Record<RecurrentActivation, number>> = {
  linear: tags.LINEAR,
  sigmoid: tags.SIGMOID,
  tanh: tags.TANH,
  relu: tags.RELU,
  relu6: tags.RELU6,
  leakyRelu: tags.LEAKY_RELU,
  elu: tags.ELU,
  selu: tags.SELU,
  celu: tags.CELU,
  gelu: tags.GELU,
  silu: tags.SILU,
  swish: tags.SILU,
  mish: tags.MISH,
  exponential: tags.EXPONENTIAL,
  softplus: tags.SOFTPLUS,
  softsign: tags.SOFTSIGN,
  squareplus: tags.SQUAREPLUS,
  sparsePlus: tags.SPARSE_PLUS,
  sparseSigmoid: tags.SPARSE_SIGMOID,
  softShrink: tags.SOFT_SHRINK,
  hardShrink: tags.HARD_SHRINK,
  tanhShrink: tags.TANH_SHRINK,
  threshold: tags.THRESHOLD,
  hardTanh: tags.HARD_TANH,
  hardSigmoid: tags.HARD_SIGMOID,
  hardSilu: tags.HARD_SILU,
  hardSwish: tags.HARD_SILU,
  logSigmoid: tags.LOG_SIGMOID,
  softmax: tags.SOFTMAX,
  logSoftmax: tags.LOG_SOFTMAX,
  sparsemax: tags.SPARSEMAX,
};

/** The name of an activation; `"glu"` halves the last axis. */
export type Activation = RecurrentActivation | "glu";

const recurrentNames = Object.keys(activationTags) as RecurrentActivation[];
const names: readonly Activation[] = [...recurrentNames, "glu"];

/** Requires the name of an activation; null is `"linear"`. @internal */
export function activationName(where: string, option: string, value: unknown): Activation {
  return oneOf(where, option, value ?? "linear", names);
}

/** The tag by which kernels know an activation. @internal */
export function activationTag(where: string, option: string, value: unknown): number {
  return activationTags[oneOf(where, option, value ?? "linear", recurrentNames)];
}

/** Records an activation. @internal */
export function activate(name: Activation, x: Value): Value {
  if (name === "linear") return x;
  if (name === "glu") return glu(x);
  const tag = activationTags[name];
  if (tag < tags.SOFTMAX) return mapElements(name, tag, x);
  if (x.shape.length < 2) throw wrongValue(name, "x must have 2 axes or more", x.shape);
  return mapRows(tag, x);
}
