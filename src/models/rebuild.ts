/**
 * Functional models made from plain data: layers are made, then applied as the configuration says.
 *
 * @module
 */
import { explained, formatValue, object, refused } from "../check.ts";
import { mapValues } from "../graph/nested.ts";
import { Value } from "../graph/value.ts";
import type { Config, ConfigurableClass } from "../layers/config.ts";
import type { AnyLayer, LayerClass } from "../layers/layer.ts";
import { type Operations, operationNamed } from "../ops/by-name.ts";
import { ARRAYS, type DType, type Tensor, tensor } from "../tensor.ts";
import { type EntryConfig, type NodeConfig, OPERATION, type Source } from "./functional-config.ts";
import { InputLayer } from "./input.ts";
import { inDependencyOrder } from "./schedule.ts";
import type { Graph } from "./topology.ts";

/** Classes by the names that configurations have for them. */
export type Classes = Readonly<Record<string, LayerClass | ConfigurableClass>>;

interface Entry {
  readonly name: string;
  readonly uses: readonly NodeConfig[];
  /** What each use gave. */
  readonly results: (readonly Value[])[];
  readonly apply: (node: NodeConfig, args: readonly unknown[], kwargs: object) => unknown;
}

// Nested models are traced where they are used. A model that uses a model twice that uses a model twice, and so on,
// would take for ever.
const MAX_CALLS = 2 ** 16;

/** What a functional model is made of. @internal */
export interface Rebuilt {
  readonly name: string | undefined;
  readonly inputs: Readonly<Record<string, Value>> | readonly Value[];
  readonly outputs: Value | readonly Value[] | Readonly<Record<string, Value>>;
}

/** Makes the graph of a functional model anew. @internal */
export function rebuild(where: string, config: Config, classes: Classes, operations: Operations): Rebuilt {
  object(where, "config", config);
  const entries = new Map<string, Entry>();
  for (const given of list(where, "layers", config["layers"])) {
    const entry = entryConfig(where, given);
    if (entries.has(entry.name)) throw refused(where, `the names of layers must differ, got "${entry.name}" twice`);
    entries.set(entry.name, makeEntry(where, entry, classes, operations));
  }
  const valueAt = ([name, use, output]: Source): Value => {
    const value = entries.get(name)?.results[use]?.[output];
    if (value) return value;
    throw refused(where, `layer "${name}" has no output ${output} of use ${use}`);
  };
  for (const { entry, node } of inDependencyOrder(where, entries)) {
    const outputs = inLayer(where, entry.name, () => {
      const args = node.args.map((arg) => revive(arg, valueAt));
      return entry.apply(node, args, revive(node.kwargs, valueAt) as object);
    });
    const values = [outputs].flat() as (Value | Tensor)[];
    const bad = values.find((value) => !(value instanceof Value));
    if (bad !== undefined) throw refused(where, `layer "${entry.name}" must be applied to values`);
    entry.results.push(values as Value[]);
  }
  const inputs = sources(where, "inputLayers", config["inputLayers"]).map(valueAt);
  const outputs = config["outputLayers"];
  return {
    name: typeof config["name"] === "string" ? config["name"] : undefined,
    inputs: byName(config["inputNames"], inputs),
    outputs: isSource(outputs)
      ? valueAt(outputs)
      : byName(config["outputNames"], sources(where, "outputLayers", outputs).map(valueAt)),
  };
}

/** Values under their names, if there are any; a list where an object would have them in another order. */
function byName(names: unknown, values: readonly Value[]): readonly Value[] | Readonly<Record<string, Value>> {
  if (!Array.isArray(names) || names.length !== values.length) return values;
  const named = Object.fromEntries(names.map((name, i) => [String(name), values[i]!]));
  const keys = Object.keys(named);
  return keys.length === names.length && keys.every((key, i) => key === names[i]) ? named : values;
}

function makeEntry(where: string, given: EntryConfig, classes: Classes, operations: Operations): Entry {
  const { className, name, inboundNodes: uses } = given;
  if (className === "InputLayer") {
    const layer = inLayer(where, name, () => new InputLayer({ ...given.config, name } as never));
    return { name, uses: [], results: [[layer.value]], apply: () => [] };
  }
  const found = Object.hasOwn(classes, className) ? classes[className] : undefined;
  if (found) {
    const layer = inLayer(where, name, () => found.fromConfig({ ...given.config, name }, classes as never)) as AnyLayer;
    if (callsOf(layer) * uses.length > MAX_CALLS) {
      throw refused(where, `layer "${name}" must come to at most ${MAX_CALLS} calls of layers, nested ones counted`);
    }
    return { name, uses, results: [], apply: (_, [inputs], kwargs) => layer.apply(inOrder(layer, inputs), kwargs) };
  }
  const operation = className.startsWith(OPERATION)
    ? operationNamed(operations, className.slice(OPERATION.length))
    : undefined;
  if (!operation) {
    const known = Object.keys(classes).join(", ") || "none";
    throw refused(where, `layer "${name}" is of class ${className}, which is not known`, `Known: ${known}.`);
  }
  return { name, uses, results: [], apply: (_, args) => operation(...args.map((arg) => arg ?? undefined)) };
}

/** The inputs of a call; a model may have named ones. */
function inOrder(layer: AnyLayer, inputs: unknown): Value {
  const isNamed = typeof inputs === "object" && inputs !== null && !Array.isArray(inputs) && !(inputs instanceof Value);
  if (!isNamed || !("inputNames" in layer)) return inputs as Value;
  const named = inputs as Readonly<Record<string, Value>>;
  return (layer.inputNames as readonly string[]).map((name) => named[name]) as unknown as Value;
}

const knownCalls = new WeakMap<AnyLayer, number>();

/** How many calls of layers and operations a call of this one comes to. */
function callsOf(layer: AnyLayer): number {
  let calls = knownCalls.get(layer);
  if (calls === undefined) {
    const { graph } = layer as unknown as { graph?: Graph };
    const inner = [...layer.children().values()];
    calls = inner.reduce(
      (sum, one) => sum + (graph ? one.calls.length : 1) * callsOf(one),
      1 + (graph?.nodes.length ?? 0),
    );
    knownCalls.set(layer, calls);
  }
  return calls;
}

/** Names the layer in whatever goes wrong with it. */
function inLayer<T>(where: string, name: string, body: () => T): T {
  return explained(where, body, `layer ${formatValue(name)} cannot be made or applied: `);
}

/** Arguments with values and constants where references to them stand. */
function revive(tree: unknown, valueAt: (source: Source) => Value): unknown {
  if (Array.isArray(tree)) return tree.map((branch) => revive(branch, valueAt));
  if (typeof tree !== "object" || tree === null) return tree;
  const { className, config } = tree as { className?: unknown; config?: Config };
  if (className === "Value") return valueAt((config as unknown as { source: Source }).source);
  if (className === "Mask") return valueAt((config as unknown as { source: Source }).source).mask;
  if (className === "Tensor") {
    const { data, shape, dtype } = config as unknown as { data: number[]; shape: number[]; dtype: DType };
    return tensor((ARRAYS[dtype] ?? Float32Array).from(data), shape);
  }
  return mapValues(tree as Config, (branch) => revive(branch, valueAt));
}

/** Whether this is [name, use, output]. @internal */
export function isSource(value: unknown): value is Source {
  if (!Array.isArray(value) || value.length !== 3 || typeof value[0] !== "string") return false;
  return Number.isInteger(value[1]) && Number.isInteger(value[2]) && value[1] >= 0 && value[2] >= 0;
}

function sources(where: string, part: string, value: unknown): Source[] {
  const found = isSource(value) ? [value] : list(where, part, value);
  for (const one of found) {
    if (!isSource(one)) throw refused(where, `${part} must be lists of name, use and output, got ${formatValue(one)}`);
  }
  return found as Source[];
}

function list(where: string, part: string, value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw refused(where, `${part} must be a list, got ${formatValue(value)}`);
}

function entryConfig(where: string, given: unknown): EntryConfig {
  const { className, name, config, inboundNodes } = (given ?? {}) as { [K in keyof EntryConfig]?: unknown };
  const isRecord = typeof config === "object" && config !== null && !Array.isArray(config);
  const nodesFit = Array.isArray(inboundNodes) && inboundNodes.every((node) => Array.isArray(node?.args));
  if (typeof className !== "string" || typeof name !== "string" || !isRecord || !nodesFit) {
    const rule = "layers must be objects { className, name, config, inboundNodes }";
    throw refused(where, `${rule}, got ${formatValue(name ?? given)}`);
  }
  return given as EntryConfig;
}
