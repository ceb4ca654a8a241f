/**
 * The arguments of calls as Keras writes them.
 *
 * @module
 */
import { mapValues } from "../graph/nested.ts";
import type { ValueType } from "../graph/value.ts";
import type { Plain } from "../layers/config.ts";
import type { Source } from "../models/functional-config.ts";
import { isObject } from "./json.ts";

/** The type of what an argument refers to; undefined if it is not a reference to a value. */
export function typeOf(argument: Plain | undefined): ValueType | undefined {
  const isReference = isObject(argument) && argument["className"] === "Value";
  return isReference ? (argument["config"] as unknown as ValueType) : undefined;
}

/** An argument: references to values, constants, and lists and objects of them. */
export function argumentObject(tree: Plain): Plain {
  if (Array.isArray(tree)) return tree.map(argumentObject);
  if (!isObject(tree)) return tree;
  const { className, config } = tree as unknown as { className?: unknown; config: Plain };
  if (className === "Value") {
    const { source, shape, dtype } = config as unknown as ValueType & { source: Source };
    return { class_name: "__keras_tensor__", config: { shape, dtype, keras_history: source as unknown as Plain } };
  }
  if (className === "Tensor") {
    const { shape, dtype, data } = config as unknown as ValueType & { shape: number[]; data: readonly number[] };
    return { class_name: "__numpy__", config: { value: nested(data, shape), dtype } };
  }
  return mapValues(tree, argumentObject);
}

/** Indices, as they stand in brackets in Python. */
export function keyObject(key: Plain): Plain {
  if (Array.isArray(key)) return key.map(keyObject);
  if (key === "...") return { class_name: "__ellipsis__", config: {} };
  if (!isObject(key)) return key;
  const { start = null, stop = null, step = null } = key;
  return { class_name: "__slice__", config: { start, stop, step } };
}

/** Numbers in lists, as deep as the shape has axes. */
export function nested(data: readonly number[], [size, ...rest]: readonly number[]): Plain {
  if (size === undefined) return data[0]!;
  const stride = data.length / size;
  return Array.from({ length: size }, (_, i) => nested(data.slice(i * stride, (i + 1) * stride), rest));
}
