/**
 * Operations of functional models as Keras writes them.
 *
 * @module
 */
import { refused } from "../check.ts";
import type { Plain } from "../layers/config.ts";
import { type EntryConfig, OPERATION } from "../models/functional-config.ts";
import { argumentObject, keyObject, typeOf } from "./argument-config.ts";
import { isObject, lookUp } from "./json.ts";
import { signatureOf } from "./operations.ts";

/** What an option is here if it is not given, where Keras has it otherwise or wants it in any case. */
const DEFAULTS: Readonly<Record<string, Readonly<Record<string, Plain>>>> = {
  Clip: { x_min: null, x_max: null },
  Concatenate: { axis: -1 },
  Split: { axis: -1 },
  TakeAlongAxis: { axis: -1 },
};

/** Where Keras keeps the operations that are not in keras.src.ops.numpy. */
const MODULES: Readonly<Record<string, readonly string[]>> = {
  "keras.src.activations.activations": ["Mish", "ReLU"],
  "keras.src.ops.core": ["Cast", "Slice", "StopGradient", "Unstack"],
  "keras.src.ops.math": ["Erf", "Logsumexp", "Rsqrt"],
  "keras.src.ops.nn":
    `Celu Elu Gelu Glu HardShrink HardSigmoid HardSilu HardTanh LeakyRelu LogSigmoid LogSoftmax OneHot Relu Relu6 Selu
    Sigmoid Silu SoftShrink Softmax Softplus Softsign SparsePlus SparseSigmoid Sparsemax Squareplus TanhShrink
    Threshold`.split(/\s+/),
};

/** An operation with its one use. */
export function operationObject(where: string, { className, name, inboundNodes }: EntryConfig): Plain {
  const operation = className.slice(OPERATION.length);
  const args = inboundNodes[0]!.args;
  // Keras has two of this name; the one with options is an activation.
  const kerasName = operation === "Relu" && args.length > 1 ? "ReLU" : operation;
  const signature = signatureOf(kerasName);
  if (!signature) throw refused(where, `operation "${name}" is ${operation}, which Keras does not have`);
  const { called, options } = signature;
  const given = operation === "Pad" ? paddingArguments(args) : args;
  const calledWith = called.map((parameter, i) => {
    const value = given[i] ?? null;
    return parameter === "key" ? keyObject(value) : argumentObject(value);
  });
  while (calledWith.at(-1) === null) calledWith.pop();
  const config: Record<string, Plain> = { name, ...lookUp(DEFAULTS, operation) };
  options.forEach((option, i) => {
    const value = optionOf(where, name, option, given[called.length + i] ?? null);
    if (value !== null) config[option] = value;
  });
  return {
    module: moduleOf(kerasName),
    class_name: kerasName,
    config,
    registered_name: kerasName,
    name,
    inbound_nodes: [{ args: calledWith, kwargs: {} }],
  };
}

/** The value that is padded with comes before the widths, which are told of every axis. */
function paddingArguments([x = null, padding = null, value = null]: readonly Plain[]): readonly Plain[] {
  const rank = typeOf(x)?.shape.length ?? 1;
  const [before, after = before] = [padding].flat();
  const isOne = typeof before === "number";
  return [x, value, isOne ? Array.from({ length: rank }, (): Plain => [before, after!]) : padding];
}

function optionOf(where: string, name: string, option: string, value: Plain): Plain {
  if (!isObject(value)) return value;
  const { className, config } = value;
  if (className === "Tensor" && isObject(config)) return config["data"] as readonly number[];
  throw refused(where, `operation "${name}" has a value as its ${option}, which Keras cannot write`);
}

/** The module of an operation. */
function moduleOf(operation: string): string {
  const found = Object.keys(MODULES).find((name) => MODULES[name]!.includes(operation));
  return found ?? "keras.src.ops.numpy";
}
