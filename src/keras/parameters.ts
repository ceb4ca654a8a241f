/**
 * What the parameters of Keras's operations can be.
 *
 * @module
 */
import { formatValue } from "../check.ts";
import type { Plain } from "../layers/config.ts";
import { constant } from "../models/functional-config.ts";
import { fail } from "./file-error.ts";
import { isObject } from "./json.ts";

interface Kind {
  readonly rule: string;
  readonly fits: (value: Plain) => boolean;
}

const isInteger = (value: Plain): boolean => Number.isInteger(value);
const isListOf =
  (fits: (value: Plain) => boolean) =>
  (value: Plain): boolean =>
    Array.isArray(value) && value.every(fits);
const orNull =
  (fits: (value: Plain) => boolean) =>
  (value: Plain): boolean =>
    value === null || fits(value);
const isOperand = (value: Plain): boolean =>
  typeof value === "number" || (isObject(value) && (value["className"] === "Value" || value["className"] === "Tensor"));
const isSlice = (value: Plain): boolean => isObject(value) && Object.values(value).every(orNull(isInteger));
const isIndex = (value: Plain): boolean => value === null || value === "..." || isInteger(value) || isSlice(value);

const OPERAND: Kind = { rule: "must be a value or a number", fits: isOperand };
const OPERANDS: Kind = { rule: "must be a list of values", fits: isListOf(isOperand) };
const NUMBER: Kind = { rule: "must be a number", fits: orNull((value) => typeof value === "number") };
const INTEGER: Kind = { rule: "must be an integer", fits: orNull(isInteger) };
const INTEGERS: Kind = { rule: "must be a list of integers", fits: orNull(isListOf(isInteger)) };
const EITHER: Kind = {
  rule: "must be an integer or a list of integers",
  fits: orNull((value) => isInteger(value) || isListOf(isInteger)(value)),
};
const FLAG: Kind = { rule: "must be true or false", fits: orNull((value) => typeof value === "boolean") };
const TEXT: Kind = { rule: "must be a string", fits: orNull((value) => typeof value === "string") };

const KINDS: Readonly<Record<string, Kind>> = {
  alpha: NUMBER,
  approximate: FLAG,
  axes: INTEGERS,
  axis: EITHER,
  axis1: INTEGER,
  axis2: INTEGER,
  b: NUMBER,
  decimals: INTEGER,
  default_value: NUMBER,
  destination: EITHER,
  dtype: TEXT,
  indices_or_sections: EITHER,
  keepdims: FLAG,
  key: { rule: "must be indices", fits: (value) => isIndex(value) || isListOf(isIndex)(value) },
  max_value: NUMBER,
  negative_slope: NUMBER,
  newshape: INTEGERS,
  num: INTEGER,
  num_classes: INTEGER,
  pad_width: { rule: "must be pairs of integers", fits: isListOf(isListOf(isInteger)) },
  repeats: EITHER,
  shape: INTEGERS,
  shift: EITHER,
  source: EITHER,
  start_indices: INTEGERS,
  threshold: NUMBER,
  xs: OPERANDS,
};

/** A parameter's value, which must be of its kind; what is not listed is an operand. */
export function parameterFrom(where: string, name: string, operation: string, parameter: string, value: Plain): Plain {
  const kind = operation === "Stack" && parameter === "x" ? OPERANDS : (KINDS[parameter] ?? OPERAND);
  const given = kind === OPERAND ? operandFrom(value) : value;
  if (kind.fits(given) || (kind === OPERAND && given === null && OPTIONAL.has(parameter))) return given;
  return fail(where, `${parameter} of operation "${name}" ${kind.rule}`, formatValue(value));
}

const OPTIONAL = new Set(["constant_values", "x_min", "x_max"]);

/** Python takes truth values for numbers, and lists of numbers for tensors. */
function operandFrom(value: Plain): Plain {
  if (typeof value === "boolean") return Number(value);
  if (!Array.isArray(value) || !value.every((one) => typeof one === "number")) return value;
  const numbers: readonly number[] = value;
  return constant([numbers.length], numbers.every(Number.isInteger) ? "int32" : "float32", numbers);
}
