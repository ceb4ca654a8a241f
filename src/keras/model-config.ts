/**
 * Models as Keras writes them: layers, and what they are applied to.
 *
 * @module
 */
import type { Config, Plain } from "../layers/config.ts";
import { type EntryConfig, type NodeConfig, OPERATION, type Source } from "../models/functional-config.ts";
import { isSource } from "../models/rebuild.ts";
import { argumentObject, typeOf } from "./argument-config.ts";
import { isObject } from "./json.ts";
import { toSnakeCaseOption } from "./names.ts";
import { operationObject } from "./operation-config.ts";
import type { ClassConfig } from "./reading.ts";
import { FLOAT32, isFunctionalConfig, type KerasObject, type Writing } from "./writing.ts";

/** Converts a layer or a model. */
type Convert = (writing: Writing, data: ClassConfig) => KerasObject;

/** A functional model; `convert` does its layers. */
export function functionalObject(writing: Writing, config: Config, convert: Convert): KerasObject {
  const entries = config["layers"] as unknown as readonly EntryConfig[];
  const models = new Set(entries.filter((entry) => isFunctionalConfig(entry.config)).map(({ name }) => name));
  // Where Keras counts the uses of a functional model, the model itself is the first.
  const counted = ([name, use, output]: Source): Plain => [name, models.has(name) ? use + 1 : use, output];
  const sources = (value: Plain | undefined): Plain =>
    isSource(value) ? counted(value) : (value as unknown as readonly Source[]).map(counted);
  const inputs = sources(config["inputLayers"]) as readonly Plain[];
  const names = config["inputNames"] as readonly string[];
  const isNamed = (config["inputLayers"] as unknown as readonly Source[]).some(([name], i) => name !== names[i]);
  const outputs = sources(config["outputLayers"]);
  const outputNames = config["outputNames"] as readonly string[] | undefined;
  return {
    module: "keras.src.models.functional",
    class_name: "Functional",
    config: {
      name: config["name"]!,
      trainable: true,
      layers: entries.map((entry) => entryObject(writing, entry, convert)),
      input_layers: isNamed ? named(names, inputs) : inputs.length === 1 ? inputs[0]! : inputs,
      output_layers: outputNames ? named(outputNames, outputs as readonly Plain[]) : outputs,
    },
    registered_name: "Functional",
  };
}

function named(names: readonly string[], sources: readonly Plain[]): Plain {
  return Object.fromEntries(names.map((name, i) => [name, sources[i]!]));
}

/** A row of layers. */
export function sequentialObject(writing: Writing, config: Config, convert: Convert): KerasObject {
  const layers = config["layers"] as unknown as readonly ClassConfig[];
  const { name = null } = config;
  return {
    module: "keras",
    class_name: "Sequential",
    config: { name, trainable: true, dtype: FLOAT32, layers: layers.map((layer) => convert(writing, layer)) },
    registered_name: null,
  };
}

function entryObject(writing: Writing, entry: EntryConfig, convert: Convert): Plain {
  if (entry.className.startsWith(OPERATION)) return operationObject(writing.where, entry);
  const { name } = entry;
  return { ...convert(writing, entry), ...buildConfig(entry), name, inbound_nodes: entry.inboundNodes.map(nodeObject) };
}

function nodeObject({ args, kwargs }: NodeConfig): Plain {
  const named = Object.entries(kwargs).filter(([, value]) => value !== null);
  return {
    args: args.map(argumentObject),
    kwargs: Object.fromEntries(named.map(([key, value]) => [toSnakeCaseOption(key), argumentObject(value)])),
  };
}

/** The shape of the inputs, with which Keras makes the weights at once; of layers that are given nothing beside them. */
function buildConfig({ config, inboundNodes: [first] }: EntryConfig): { build_config?: Plain } {
  const isPlain = first && Object.entries(first.kwargs).every(([key, value]) => key === "mask" || !isObject(value));
  if (!isPlain || isFunctionalConfig(config)) return {};
  const [inputs] = first.args;
  const shapes = (Array.isArray(inputs) ? inputs : [inputs]).map((input: Plain) => typeOf(input)?.shape);
  if (shapes.includes(undefined)) return {};
  return { build_config: { input_shape: Array.isArray(inputs) ? (shapes as Plain[]) : shapes[0]! } };
}
