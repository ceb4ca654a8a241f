/**
 * The arguments of a layer's call, which Python allows by place or by name.
 *
 * @module
 */
import { refused } from "../check.ts";
import type { Plain } from "../layers/config.ts";
import { maskReference, type NodeConfig } from "../models/functional-config.ts";
import { lookUp } from "./json.ts";
import { toCamelCase } from "./names.ts";
import type { OwnLayers } from "./registry.ts";

const RECURRENT = ["initial_state", "mask", "training"];
const CELL = ["states", "training"];
const ATTENTION = ["mask", "training", "return_attention_scores", "use_causal_mask"];

/** What Keras's `call` of each class takes after the inputs, in order; all others take `OTHERS`. */
const PARAMETERS: Readonly<Record<string, readonly string[]>> = {
  AdditiveAttention: ATTENTION,
  Attention: ATTENTION,
  Bidirectional: RECURRENT,
  GRU: RECURRENT,
  GRUCell: CELL,
  GlobalAveragePooling1D: ["mask"],
  LSTM: RECURRENT,
  LSTMCell: CELL,
  RNN: RECURRENT,
  SimpleRNN: RECURRENT,
  SimpleRNNCell: CELL,
  Softmax: ["mask"],
  StackedRNNCells: CELL,
};
const OTHERS = ["training", "mask"];
const INPUTS = ["inputs", "sequences", "sequence", "x"];

/** Arguments with the inputs first and all else by name; training and what is None are left out. */
export function callArguments(
  where: string,
  layer: string,
  className: string,
  { args, kwargs }: NodeConfig,
  own: OwnLayers,
): NodeConfig {
  const isOwn = Object.hasOwn(own, className);
  const named = new Map<string, Plain>(Object.entries(kwargs));
  const inputName = args.length === 0 ? INPUTS.find((name) => named.has(name)) : undefined;
  const given = inputName === undefined ? args[0] : named.get(inputName);
  if (inputName !== undefined) named.delete(inputName);
  if (given === undefined || given === null) throw refused(where, `layer "${layer}" is called without inputs`);
  const parameters = lookUp(PARAMETERS, className) ?? OTHERS;
  args.slice(1).forEach((value, i) => {
    const parameter = parameters[i];
    if (parameter === undefined && value !== null) {
      throw refused(where, `layer "${layer}" is called with ${args.length} arguments, which is not supported`);
    }
    if (parameter !== undefined) named.set(parameter, value);
  });
  named.delete("training");
  let inputs: Plain = given;
  if (!isOwn && parameters === RECURRENT && Array.isArray(given) && given.length > 1) {
    // Keras 2 wrote the states behind the input, and heeded the input's mask all the same.
    const [x, ...states] = given as [Plain, ...Plain[]];
    inputs = x;
    named.set("initial_state", states);
    if (!named.has("mask")) named.set("mask", maskReference(x));
  }
  const options: [string, Plain][] = [];
  for (const [key, value] of named) {
    // A mask for no input is still given: those that the inputs carry do not count then.
    const isNone = Array.isArray(value) && value.length > 0 && value.every((one) => one === null);
    if (value === null || (isNone && key !== "mask")) continue;
    // A flag that is off asks for nothing.
    if (!isOwn && !parameters.includes(key) && value !== false) {
      throw refused(where, `layer "${layer}" is called with ${key}, which is not supported`);
    }
    if (isOwn || parameters.includes(key)) options.push([toCamelCase(key), value]);
  }
  return { args: [inputs], kwargs: Object.fromEntries(options) };
}
