/**
 * From configurations, as `getConfig` gives them, to those that Keras writes: snake_case, each object with its module.
 *
 * @module
 */
import { refused } from "../check.ts";
import { type Config, type Plain, serialize } from "../layers/config.ts";
import { isObject } from "./json.ts";
import { functionalObject, sequentialObject } from "./model-config.ts";
import { holdsFunctionName, isNeutral, toSnakeCaseOption, unpackaged } from "./names.ts";
import type { ClassConfig } from "./reading.ts";
import { partKind } from "./registry.ts";
import { FLOAT32, isFunctionalConfig, type KerasObject, type Writing } from "./writing.ts";

/** A layer or a model as Keras writes it. */
export function layerObject(writing: Writing, { className, config }: ClassConfig): KerasObject {
  const registered = writing.own.get(className);
  if (registered === undefined) {
    if (isFunctionalConfig(config)) return functionalObject(writing, config, layerObject);
    if (className === "Sequential") return sequentialObject(writing, config, layerObject);
    if (className === "InputLayer") return inputObject(config);
  }
  const { name = null, trainable = true, ...options } = config;
  const written = Object.entries(options).flatMap(([option, value]): [string, Plain][] => {
    const key = toSnakeCaseOption(option);
    // An option that Keras has no longer is left out where it changes nothing.
    if (registered === undefined && value !== null && isNeutral(key, value)) return [];
    const given = isSize(className, key) && typeof value === "number" ? [value] : value;
    return [[key, optionValue(writing, String(name), className, key, given)]];
  });
  return {
    module: registered === undefined ? "keras.layers" : null,
    class_name: registered === undefined ? className : unpackaged(registered),
    // Keras's SpatialDropout1D does not take what all other layers do.
    config: {
      name,
      ...(className === "SpatialDropout1D" ? { dtype: "float32" } : { trainable, dtype: FLOAT32 }),
      ...Object.fromEntries(written),
    },
    registered_name: registered ?? null,
  };
}

/** What Keras writes as a list, be it of one. */
function isSize(className: string, key: string): boolean {
  return (
    /^(kernel_size|pool_size|strides|dilation_rate)$/.test(key) ||
    (key === "axis" && className === "LayerNormalization")
  );
}

function inputObject({ name = null, batchShape = null, dtype = null }: Config): KerasObject {
  const config = { batch_shape: batchShape, dtype, sparse: false, ragged: false, name, optional: false };
  return { module: "keras.layers", class_name: "InputLayer", config, registered_name: null };
}

function optionValue(writing: Writing, layer: string, className: string, key: string, value: Plain): Plain {
  if (partKind(key)) return partObject(writing, layer, key, value);
  if (holdsFunctionName(key)) {
    if (value === null) return writing.own.has(className) ? null : "linear";
    if (typeof value === "string") return toSnakeCaseOption(value);
  }
  if (Array.isArray(value)) {
    // RNN's list of cells, which Keras keeps as a cell.
    const isStack = key === "cell" && className === "RNN";
    if (isStack)
      return layerObject(writing, {
        className: "StackedRNNCells",
        config: { name: "stacked_rnn_cells", cells: value },
      });
    return value.map((one: Plain) => optionValue(writing, layer, className, key, one));
  }
  const inner = isObject(value) ? (value as unknown as Partial<ClassConfig>) : {};
  if (typeof inner.className === "string" && isObject(inner.config)) return layerObject(writing, inner as ClassConfig);
  return value;
}

/** An initializer, a regularizer or a constraint, which may be told by name alone. */
function partObject({ where }: Writing, layer: string, key: string, value: Plain): Plain {
  const kind = partKind(key)!;
  const given = typeof value === "string" ? serialize(kind.get(where, key, value)) : value;
  if (given === null) return null;
  const { className, config } = given as unknown as ClassConfig;
  if (!Object.hasOwn(kind.classes, className)) {
    throw refused(where, `layer "${layer}" has the ${key} ${className}, which Keras does not have`);
  }
  // Strings are modes and the like, which are in snake_case too.
  const options = Object.entries(config).map(([option, one]) => [
    toSnakeCaseOption(option),
    typeof one === "string" ? toSnakeCaseOption(one) : one,
  ]);
  return { module: kind.module, class_name: className, config: Object.fromEntries(options), registered_name: null };
}
