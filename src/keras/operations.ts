/**
 * Keras's operation nodes, as they stand in functional models for `2 * x`, `x[:, -1]` and `keras.ops`.
 *
 * @module
 */
import { formatValue, refused } from "../check.ts";
import type { Plain } from "../layers/config.ts";
import { type NodeConfig, OPERATION } from "../models/functional-config.ts";
import { type Json, lookUp } from "./json.ts";
import { parameterFrom } from "./parameters.ts";

/** Whether an entry of a functional model is an operation: many have the names of layers. */
export function isOperation({ module }: Json): boolean {
  return typeof module === "string" && /^keras\.(src\.)?(ops|activations)\b/.test(module);
}

/**
 * The operations by the arguments of the call and, behind the bar, the options: in the order in which the operations here
 * take them.
 */
const OPERATIONS: Readonly<Record<string, string>> = {
  x: `Absolute Arctan Ceil Copy Cos Cosh Erf Exp Expm1 Floor HardSigmoid HardSilu HardTanh Isfinite Isnan Log Log10 Log1p
    Log2 LogSigmoid LogicalNot Mish Negative Ravel Reciprocal Relu Relu6 Rsqrt Selu Sigmoid Sign Silu Sin Sinh Softplus
    Softsign SparsePlus SparseSigmoid Sqrt Square Tanh TanhShrink`,
  "x1 x2": `Add Divide Dot Equal FloorDivide Greater GreaterEqual Less LessEqual LogicalAnd LogicalOr LogicalXor Matmul
    Maximum Minimum Mod Multiply NotEqual Power Subtract`,
  "condition x1 x2": "Where",
  variable: "StopGradient",
  "x key": "GetItem",
  "x | alpha": "Celu Elu",
  "x | approximate": "Gelu",
  "x | axes": "Transpose",
  "x | axis": "Cumsum ExpandDims Flip Glu LogSoftmax Softmax Sparsemax Squeeze Stack",
  "x | axis keepdims": "All Any Argmax Argmin Logsumexp Max Mean Min Prod Std Sum Var",
  "x | axis1 axis2": "Swapaxes",
  "x | b": "Squareplus",
  "x | decimals": "Round",
  "x | dtype": "Cast OnesLike ZerosLike",
  "x | indices_or_sections axis": "Split",
  "x | negative_slope": "LeakyRelu",
  "x | negative_slope max_value threshold": "ReLU",
  "x | newshape": "Reshape",
  "x | num axis": "Unstack",
  "x | num_classes axis": "OneHot",
  "x | repeats": "Tile",
  "x | repeats axis": "Repeat",
  "x | shape": "BroadcastTo",
  "x | shift axis": "Roll",
  "x | source destination": "Moveaxis",
  "x | threshold": "HardShrink SoftShrink",
  "x | threshold default_value": "Threshold",
  "x | x_min x_max": "Clip",
  "x constant_values | pad_width": "Pad",
  "x fill_value | dtype": "FullLike",
  "x indices | axis": "Take TakeAlongAxis",
  "inputs start_indices | shape": "Slice",
  "xs | axis": "Concatenate",
};

const SIGNATURES: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(OPERATIONS).flatMap(([signature, names]) => names.split(/\s+/).map((name) => [name, signature])),
);

/** The arguments of an operation's call and its options, in the order in which the operations here take them. */
export function signatureOf(operation: string): { called: readonly string[]; options: readonly string[] } | undefined {
  const signature = lookUp(SIGNATURES, operation);
  const [called, options = []] = (signature ?? "").split(" | ").map((part) => part.split(" ")) as [string[], string[]?];
  return signature === undefined ? undefined : { called, options };
}

/** Operations that are others here. */
const SAME: Readonly<Record<string, string>> = {
  ConvertToTensor: "Copy",
  ReLU: "Relu",
  TrueDivide: "Divide",
};

/** Options that may have no other value than these. */
const FIXED: Readonly<Record<string, readonly unknown[]>> = { mode: ["constant"], sparse: [false], ragged: [false] };

/** The names of all operations that files can hold. */
export const operationNames: readonly string[] = [
  ...new Set([...Object.keys(SIGNATURES), ...Object.keys(SAME)]),
].sort();

/** One use of an operation: its class here, and its arguments in order. */
export function operationFrom(
  where: string,
  name: string,
  kerasName: string,
  config: Json,
  node: NodeConfig,
): { readonly className: string; readonly args: readonly Plain[] } {
  const operation = lookUp(SAME, kerasName) ?? kerasName;
  const signature = signatureOf(kerasName) ?? signatureOf(operation);
  if (signature === undefined) {
    const fix = `Supported: ${operationNames.join(", ")}.`;
    throw refused(where, `operation "${name}" is ${formatValue(kerasName)}, which is not supported`, fix);
  }
  const { called, options } = signature;
  const checked = (parameter: string, value: Plain | undefined): Plain =>
    parameterFrom(where, name, operation, parameter, value ?? null);
  const calledWith = called.map((parameter, i) => checked(parameter, node.args[i] ?? node.kwargs[parameter]));
  const rest = [...Object.entries(node.kwargs), ...Object.entries(config)];
  for (const [key, value] of rest) {
    const isKnown = called.includes(key) || options.includes(key) || ["name", "trainable", "dtype"].includes(key);
    if (isKnown || value === null || lookUp(FIXED, key)?.includes(value)) continue;
    throw refused(where, `operation "${name}" has ${key} ${formatValue(value)}, which is not supported`);
  }
  if (node.args.length > called.length) {
    throw refused(where, `operation "${name}" has ${node.args.length} arguments, which is not supported`);
  }
  const args = [...calledWith, ...options.map((option) => optionOf(option, checked(option, config[option])))];
  while (args.at(-1) === null) args.pop();
  // Padding is told before the value it pads with.
  if (operation === "Pad") args.splice(1, 2, args[2] ?? null, args[1] ?? null);
  return { className: `${OPERATION}${operation}`, args };
}

function optionOf(option: string, value: Plain): Plain {
  if (option !== "dtype" || typeof value !== "string") return value;
  return value.includes("float") ? "float32" : value === "bool" ? value : "int32";
}
