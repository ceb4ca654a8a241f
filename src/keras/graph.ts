/**
 * The graphs of Keras's functional models: from inbound nodes to arguments with references.
 *
 * @module
 */
import { formatValue, refused, withArticle } from "../check.ts";
import { mapValues } from "../graph/nested.ts";
import type { Config, Plain } from "../layers/config.ts";
import { constant, type NodeConfig, reference, type Source } from "../models/functional-config.ts";
import { isSource } from "../models/rebuild.ts";
import { sizeOf } from "../tensor.ts";
import { callArguments } from "./arguments.ts";
import { fail } from "./file-error.ts";
import { isObject, type Json, list, NOT_A_NUMBER, object, string } from "./json.ts";
import { isOperation, operationFrom } from "./operations.ts";
import { type ClassConfig, isFunctional, layerName, type Reading } from "./reading.ts";

/** Converts a layer or a model. */
type Convert = (reading: Reading, data: Json) => ClassConfig;

/** Converts the configuration of a functional model; `convert` does it for its layers. */
export function functionalFrom(reading: Reading, name: string, config: Json, convert: Convert): Config {
  const { where } = reading;
  const given = list(where, `layers of "${name}"`, config["layers"]).map((layer) =>
    object(where, `a layer of "${name}"`, layer),
  );
  const isModel = new Set<string>();
  const isLegacy = given.some(({ inbound_nodes: nodes }) => Array.isArray(nodes) && Array.isArray(nodes[0]));
  for (const data of given) {
    const counts = isFunctional(data) || (isLegacy && beginsWithInput(data));
    if (counts) isModel.add(layerName(reading, data, "Functional"));
  }
  const layers = given.map((data) => entryFrom(reading, data, isModel, convert));
  const inputs = sources(where, `input_layers of "${name}"`, config["input_layers"], isModel);
  const outputs = sources(where, `output_layers of "${name}"`, config["output_layers"], isModel);
  return {
    name,
    layers: layers as unknown as Plain,
    inputNames: namesIn(config["input_layers"]),
    inputLayers: inputs,
    outputNames: namesIn(config["output_layers"]),
    outputLayers: outputs.length === 1 ? outputs[0]! : outputs,
  };
}

/** The names that a model has for its inputs or outputs, in Keras's order. */
function namesIn(sources: Plain | undefined): readonly string[] | null {
  return isObject(sources) ? Object.keys(sources).sort() : null;
}

function entryFrom(reading: Reading, data: Json, isModel: ReadonlySet<string>, convert: Convert): Plain {
  const { where } = reading;
  const className = string(where, "class_name", data["class_name"]);
  const name = layerName(reading, data, className);
  const nodes = (): NodeConfig[] =>
    list(where, `inbound_nodes of "${name}"`, data["inbound_nodes"] ?? []).map((node) =>
      nodeFrom(where, name, node, isModel),
    );
  if (isOperation(data)) {
    const config = object(where, `config of "${name}"`, data["config"]);
    const calls = nodes().map((node) => operationFrom(where, name, className, config, node));
    const inboundNodes = calls.map(({ args }) => ({ args, kwargs: {} }));
    return { className: calls[0]?.className ?? className, name, config: {}, inboundNodes };
  }
  const converted = convert(reading, data);
  const inboundNodes = nodes().map((node) => callArguments(where, name, className, node, reading.own));
  return { ...converted, name, inboundNodes: inboundNodes as unknown as Plain };
}

/** A use of a layer: `{ args, kwargs }`, or as Keras 2 wrote it a list of `[name, use, output, kwargs]`. */
function nodeFrom(where: string, layer: string, node: Plain, isModel: ReadonlySet<string>): NodeConfig {
  if (Array.isArray(node)) return legacyNode(where, layer, node, isModel);
  const { args, kwargs } = object(where, `a node of "${layer}"`, node);
  const revive = (tree: Plain): Plain => argumentFrom(where, layer, tree);
  const named = object(where, `kwargs of "${layer}"`, kwargs ?? {});
  return {
    args: list(where, `args of "${layer}"`, args).map(revive),
    kwargs: mapValues(named, revive),
  };
}

function legacyNode(where: string, layer: string, node: readonly Plain[], isModel: ReadonlySet<string>): NodeConfig {
  const read = (tree: Plain): Plain => {
    if (isSource(tree)) return reference(counted(tree, isModel));
    if (Array.isArray(tree)) return tree.map(read);
    return tree;
  };
  const triples = isSource(node.slice(0, 3)) ? [node] : node;
  let named: Json = {};
  const inputs = triples.map((triple) => {
    const source = Array.isArray(triple) ? triple.slice(0, 3) : triple;
    if (!isSource(source)) return fail(where, `inbound_nodes of "${layer}" must name values`, formatValue(triple));
    const kwargs = (triple as readonly Plain[])[3];
    if (isObject(kwargs)) named = { ...named, ...kwargs };
    return reference(counted(source, isModel));
  });
  return { args: [inputs.length === 1 ? inputs[0]! : inputs], kwargs: mapValues(named, read) };
}

/** Whether this is a Sequential model that was made with its input. */
function beginsWithInput({ class_name: className, config }: Json): boolean {
  const layers = isObject(config) ? config["layers"] : undefined;
  const first = Array.isArray(layers) ? layers[0] : undefined;
  return className === "Sequential" && isObject(first) && first["class_name"] === "InputLayer";
}

/** Where Keras counts the uses of a functional model, the model itself is the first. */
function counted([name, use, output]: Source, isModel: ReadonlySet<string>): Source {
  return [name, isModel.has(name) ? Math.max(0, use - 1) : use, output];
}

/** An argument of a call: what Python had there, as plain data with references to values. */
function argumentFrom(where: string, layer: string, tree: Plain): Plain {
  const inner = (branch: Plain): Plain => argumentFrom(where, layer, branch);
  if (Array.isArray(tree)) return tree.map(inner);
  if (!isObject(tree)) return tree;
  const { class_name: className, config, items } = tree;
  if (typeof className !== "string") return mapValues(tree, inner);
  switch (className) {
    case "__keras_tensor__": {
      const source = isObject(config) ? config["keras_history"] : undefined;
      if (isSource(source)) return reference(source);
      return fail(where, `arguments of "${layer}" must name values`, formatValue(source));
    }
    case "__numpy__":
    case "__tensor__":
      return constantFrom(where, layer, object(where, `a constant of "${layer}"`, config));
    case "__slice__": {
      const { start = null, stop = null, step = null } = object(where, `a slice of "${layer}"`, config);
      return { start, stop, step };
    }
    case "__ellipsis__":
      return "...";
    case "__tuple__":
      return list(where, `a tuple of "${layer}"`, items ?? config).map(inner);
    case NOT_A_NUMBER:
      return Number.NaN;
    case "DTypePolicy":
      return isObject(config) ? (config["name"] ?? null) : null;
  }
  throw refused(where, `layer "${layer}" is called with ${withArticle(className)}, which is not supported`);
}

function constantFrom(where: string, layer: string, config: Json): Plain {
  const shape: number[] = [];
  let level: Plain = config["value"] ?? null;
  for (; Array.isArray(level); level = level[0] ?? null) shape.push(level.length);
  const flat = ([config["value"]] as unknown[]).flat(Number.POSITIVE_INFINITY);
  const data = flat.map((value) => {
    const number = isObject(value) ? Number.NaN : value;
    if (typeof number === "number" || typeof number === "boolean") return Number(number);
    return fail(where, `constants of "${layer}" must be numbers`, formatValue(value));
  });
  if (sizeOf(shape) !== data.length) {
    fail(where, `constants of "${layer}" must be rectangular`, `${data.length} numbers in [${shape.join(", ")}]`);
  }
  const dtype = String(config["dtype"]);
  return constant(shape, dtype === "bool" ? dtype : /int/.test(dtype) ? "int32" : "float32", data);
}

/** The inputs or outputs of a model: one, a list, or by name; nested lists and names become one list. */
function sources(where: string, part: string, tree: Plain | undefined, isModel: ReadonlySet<string>): Plain[] {
  if (isSource(tree)) return [counted(tree, isModel) as unknown as Plain];
  if (Array.isArray(tree)) return tree.flatMap((one: Plain) => sources(where, part, one, isModel));
  if (!isObject(tree)) return fail(where, `${part} must be lists of name, use and output`, formatValue(tree));
  const names = Object.keys(tree).sort();
  return names.flatMap((name) => sources(where, part, tree[name], isModel));
}
