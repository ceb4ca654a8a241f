/**
 * Functional models as plain data: what `getConfig` of a model gives.
 *
 * @module
 */
import { refused } from "../check.ts";
import { Call } from "../graph/call.ts";
import { mapLeaves } from "../graph/nested.ts";
import { type Node, Placeholder, Value, type ValueType } from "../graph/value.ts";
import { Variable } from "../graph/variable.ts";
import { type Config, numbered, type Plain, serialize, toSnakeCase } from "../layers/config.ts";
import { type AnyLayer, Layer } from "../layers/layer.ts";
import { asTensor, isTensorLike } from "../tensor.ts";
import type { InputLayer } from "./input.ts";
import { calleeOf, depthsOf, type Graph } from "./topology.ts";

/** One use of a layer or an operation: its arguments, with references where values stand. @internal */
export interface NodeConfig {
  readonly args: readonly Plain[];
  readonly kwargs: Config;
}

/** A layer or an operation of a model, and its uses in order. @internal */
export interface EntryConfig {
  readonly className: string;
  readonly name: string;
  readonly config: Config;
  readonly inboundNodes: readonly NodeConfig[];
}

/** Names a value: the layer that gives it, the number of the layer's use, and which of its outputs it is. @internal */
export type Source = readonly [name: string, use: number, output: number];

/** Stands before the names of operations, some of which are also those of layers. @internal */
export const OPERATION = "ops.";

/** Stands for a value among arguments; its type may be told as well. @internal */
export function reference(source: Source, type: Partial<ValueType> = {}): Plain {
  return { className: "Value", config: { source, ...type } };
}

/** Stands for the mask of a value among arguments, if it has one. @internal */
export function maskReference(value: Plain): Plain {
  return { ...(value as Config), className: "Mask" };
}

/** Stands for a constant among arguments. @internal */
export function constant(shape: readonly number[], dtype: string, data: readonly number[]): Plain {
  return { className: "Tensor", config: { shape, dtype, data } };
}

/** The configuration of a functional model: its layers and operations in Keras's order, and how they are connected. @internal */
export function functionalConfig(where: string, name: string, graph: Graph, isList: boolean): Config {
  const uses = usesOf(graph);
  const names = namesOf(uses);
  const sourceOf = (value: Value): Source => {
    const input = graph.inputs.indexOf(value);
    const callee = input >= 0 ? value : calleeOf(value.node);
    const use = input >= 0 ? 0 : (uses.get(callee)?.indexOf(value.node as Call) ?? -1);
    if (use < 0) throw refused(where, `the value of "${value.node.scope}" cannot be written into a configuration`);
    return [names.get(callee)!, use, input >= 0 ? 0 : value.index];
  };
  const plain = (args: unknown): Plain => serialize(mapLeaves(args, (leaf) => leafConfig(where, leaf, sourceOf)));
  const entries = [...uses].map(([callee, calls]): EntryConfig => {
    const entry = { name: names.get(callee)!, inboundNodes: calls.map((call) => nodeConfig(call, plain)) };
    if (callee instanceof Value) {
      const config = { batchShape: callee.shape, dtype: callee.dtype, name: entry.name };
      return { className: "InputLayer", config, ...entry };
    }
    if (!(callee instanceof Layer)) {
      return { className: `${OPERATION}${(callee as Call).callee.name}`, config: {}, ...entry };
    }
    return { className: callee.className, config: callee.getConfig(), ...entry };
  });
  const sources = (values: readonly Value[]): Plain => values.map(sourceOf);
  const [output] = graph.outputs;
  return {
    name,
    layers: entries as unknown as Plain,
    inputNames: graph.inputNames,
    inputLayers: sources(graph.inputs),
    ...(graph.outputs.every(({ node }, i) => node.scope === graph.outputNames[i])
      ? {}
      : { outputNames: graph.outputNames }),
    outputLayers: isList ? sources(graph.outputs) : sourceOf(output!),
  };
}

/** Inputs (as values), layers and operations (as nodes) of a graph in Keras's order, with their uses in that graph. */
function usesOf(graph: Graph): Map<object, Call[]> {
  const inside = new Set<Node>(graph.nodes);
  const uses = new Map<object, Call[]>();
  for (const callee of depthsOf(graph.inputs, graph.outputs).callees) {
    const input = graph.inputs.find(
      (value) => value.node === callee || value.node === (callee as InputLayer).value?.node,
    );
    if (input) uses.set(input, []);
    else if (callee instanceof Call) uses.set(callee, [callee]);
    else if (callee instanceof Layer) {
      uses.set(
        callee,
        (callee as AnyLayer).calls.filter((call) => inside.has(call)),
      );
    }
  }
  return uses;
}

/** Layers and inputs keep their names; operations are numbered. */
function namesOf(uses: ReadonlyMap<object, unknown>): Map<object, string> {
  const names = new Map<object, string>();
  for (const callee of uses.keys()) {
    if (callee instanceof Layer) names.set(callee, callee.name);
    else if (callee instanceof Value && callee.node instanceof Placeholder) names.set(callee, callee.node.scope);
  }
  const taken = new Set(names.values());
  const counts = new Map<string, number>();
  for (const callee of uses.keys()) {
    if (names.has(callee)) continue;
    const base = callee instanceof Value ? "input" : toSnakeCase((callee as Call).callee.name);
    let name = numbered(base, counts);
    while (taken.has(name)) name = numbered(base, counts);
    taken.add(name);
    names.set(callee, name);
  }
  return names;
}

function nodeConfig({ callee, args }: Call, plain: (args: unknown) => Plain): NodeConfig {
  if (!(callee instanceof Layer)) return { args: plain(args) as readonly Plain[], kwargs: {} };
  return { args: [plain(args[0])], kwargs: plain(args[1] ?? {}) as Config };
}

function leafConfig(where: string, leaf: unknown, sourceOf: (value: Value) => Source): unknown {
  if (leaf instanceof Value) return reference(sourceOf(leaf), { shape: leaf.shape, dtype: leaf.dtype });
  if (leaf instanceof Variable) throw refused(where, `an operation on the weight "${leaf.name}" has no configuration`);
  if (!isTensorLike(leaf)) return leaf;
  const { shape, dtype, data } = asTensor(where, leaf);
  return constant(shape, dtype, [...data]);
}
