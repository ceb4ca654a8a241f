/**
 * From Keras's configurations to those that `fromConfig` takes: camelCase, plain options, references to values.
 *
 * @module
 */
import { formatValue, refused, withArticle } from "../check.ts";
import { mapValues } from "../graph/nested.ts";
import type { Config, Plain } from "../layers/config.ts";
import { fail } from "./file-error.ts";
import { functionalFrom } from "./graph.ts";
import { isObject, type Json, list, lookUp, NOT_A_NUMBER, object, string } from "./json.ts";
import { holdsFunctionName, isNeutral, isWithoutEffect, toCamelCase } from "./names.ts";
import { type ClassConfig, isFunctional, layerName, type Reading } from "./reading.ts";
import { findLayer, partName } from "./registry.ts";

/** Converts a layer or a model. */
export function classConfig(reading: Reading, data: Json): ClassConfig {
  const { where, own } = reading;
  const className = string(where, "class_name", data["class_name"]);
  const config = object(where, `config of ${withArticle(className)}`, data["config"]);
  const name = layerName(reading, data, className);
  if (!Object.hasOwn(own, className)) {
    if (isFunctional(data)) {
      return { className: "Functional", config: functionalFrom(reading, name, config, classConfig) };
    }
    if (className === "Sequential") return { className, config: sequentialFrom(reading, name, data, config) };
    if (className === "InputLayer") return { className, config: inputFrom(reading, name, config) };
  }
  const found = findLayer(reading, name, className, data["registered_name"]);
  const { defaults } = found.layer;
  const known = defaults && ["name", "trainable", ...Object.keys(defaults), "activityRegularizer"];
  const options: [string, Plain][] = [];
  for (const [key, value] of Object.entries(config)) {
    const option = toCamelCase(key);
    const isKnown = known ? known.includes(option) : key === "activity_regularizer" || !isWithoutEffect(key);
    const given = found.isOwn ? value : sizeFrom(key, value);
    if (isKnown) options.push([option, optionFrom(reading, name, key, given)]);
    else if (!isWithoutEffect(key) && !(found.isOwn ? value === null : isNeutral(key, value))) {
      const got = `layer "${name}" is ${withArticle(className)} with ${option} ${formatValue(value)}`;
      throw refused(where, `${got}, which is not supported`, `Options: ${(known ?? []).join(", ")}.`);
    }
  }
  checkQuantized(where, name, config["dtype"]);
  return { className: found.name, config: Object.fromEntries(options) };
}

/** Keras writes the sizes of one-dimensional layers, and Keras 2 a single axis, as lists of one. */
function sizeFrom(key: string, value: Plain): Plain {
  const isSize = /^(axis|kernel_size|pool_size|strides|dilation_rate)$/.test(key);
  return isSize && Array.isArray(value) && value.length === 1 ? value[0]! : value;
}

function optionFrom(reading: Reading, layer: string, key: string, value: Plain): Plain {
  if (Array.isArray(value)) return value.map((inner) => optionFrom(reading, layer, key, inner));
  if (typeof value === "string") return holdsFunctionName(key) ? functionName(reading, layer, key, value) : value;
  if (!isObject(value)) return value;
  const { class_name: className, config } = value;
  if (className === NOT_A_NUMBER) return Number.NaN;
  if (typeof className !== "string") return mapValues(value, (inner, k) => optionFrom(reading, layer, k, inner));
  if (className.startsWith("__")) return null;
  if (holdsFunctionName(key)) {
    if (className === "function" && typeof config === "string") return functionName(reading, layer, key, config);
    const part = partName(reading, key, className, value["registered_name"]);
    if (part !== undefined) return part && { className: part, config: partOptions(config) };
    const fix = `Give it by { objects: { ${className} } }, or null in its place to do without it.`;
    throw refused(reading.where, `layer "${layer}" has the ${key} ${className}, which is not known`, fix);
  }
  return classConfig(reading, value) as unknown as Plain;
}

function partOptions(config: Plain | undefined): Config {
  const entries = Object.entries(isObject(config) ? config : {});
  const known = entries.filter(([key, value]) => !(value === null && /^(input|output)_axes$/.test(key)));
  const value = (given: Plain): Plain =>
    isObject(given) ? null : typeof given === "string" ? toCamelCase(given) : given;
  return Object.fromEntries(known.map(([key, given]) => [toCamelCase(key), value(given)]));
}

function functionName({ where, version }: Reading, layer: string, key: string, name: string): string {
  if (name === "hard_sigmoid" && version?.startsWith("2.")) {
    throw refused(where, `layer "${layer}" has the ${key} hard_sigmoid of Keras ${version}, which is another function`);
  }
  return toCamelCase(name);
}

function checkQuantized(where: string, layer: string, dtype: Plain | undefined): void {
  const policy = isObject(dtype) && isObject(dtype["config"]) ? dtype["config"]["name"] : dtype;
  const isQuantized = isObject(dtype) && /^Quantized|QuantizationPolicy$/.test(String(dtype["class_name"]));
  if (isQuantized || /_from_/.test(String(policy ?? ""))) {
    throw refused(where, `layer "${layer}" is quantized, which is not supported`, "Save the model as it was before.");
  }
}

const DTYPES: Readonly<Record<string, string>> = { int64: "int32", uint8: "int32", int8: "int32", int16: "int32" };

function inputFrom({ where }: Reading, name: string, config: Json): Config {
  const batchShape = config["batch_shape"] ?? config["batch_input_shape"] ?? null;
  const dtype = isObject(config["dtype"]) ? "float32" : (config["dtype"] ?? "float32");
  if (dtype === "string") throw refused(where, `input "${name}" takes strings, which are not supported`);
  const kind = string(where, `dtype of input "${name}"`, dtype);
  const floats = kind.includes("float") ? "float32" : kind;
  return { name, batchShape: shapeFrom(where, `input "${name}"`, batchShape), dtype: lookUp(DTYPES, kind) ?? floats };
}

function shapeFrom(where: string, part: string, value: Plain): Plain {
  return list(where, `shape of ${part}`, value).map((size) => {
    if (size === null || (typeof size === "number" && Number.isInteger(size) && size >= 0)) return size;
    return fail(where, `shape of ${part} must hold integers and nulls`, formatValue(size));
  });
}

function sequentialFrom(reading: Reading, name: string, data: Json, config: Json): Config {
  const { where } = reading;
  const given = list(where, `layers of "${name}"`, config["layers"]);
  const layers = given.map((layer) => classConfig(reading, object(where, `a layer of "${name}"`, layer)));
  if (layers[0] && layers[0].className !== "InputLayer") {
    const shape = inputShape(data, config, given[0] as Json);
    if (shape !== undefined) {
      const batchShape = shapeFrom(where, `the input of "${name}"`, shape);
      layers.unshift({ className: "InputLayer", config: { batchShape, dtype: "float32" } });
    }
  }
  return { name, layers: layers as unknown as Plain };
}

/** The shape of the input of a Sequential model that does not begin with its input, where the file has it. */
function inputShape(data: Json, config: Json, first: Json): Plain | undefined {
  const built = isObject(data["build_config"]) ? data["build_config"]["input_shape"] : undefined;
  const own = isObject(first["config"]) ? (first["config"]["batch_input_shape"] ?? undefined) : undefined;
  const shapes = [config["build_input_shape"], built, own];
  return shapes.find((shape) => Array.isArray(shape));
}
