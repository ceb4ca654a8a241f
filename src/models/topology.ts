/**
 * The layers of a functional model, in Keras's order.
 *
 * @module
 */
import { refused, wrongType, wrongValue } from "../check.ts";
import { Call } from "../graph/call.ts";
import { inOrder, type Node, Placeholder, Value } from "../graph/value.ts";
import { type AnyLayer, Layer } from "../layers/layer.ts";

/** A functional model's graph. @internal */
export interface Graph {
  readonly inputs: readonly Value[];
  readonly outputs: readonly Value[];
  readonly inputNames: readonly string[];
  readonly outputNames: readonly string[];
  /** In the order of computation. */
  readonly nodes: readonly Node[];
  /** In Keras's order. */
  readonly layers: readonly AnyLayer[];
}

/** Finds the graph between inputs and outputs. @internal */
export function graphOf(where: string, givenInputs: unknown, givenOutputs: unknown): Graph {
  const inputs = checkedValues(where, "inputs", givenInputs);
  const outputs = checkedValues(where, "outputs", givenOutputs);
  const inputNames = namesOf(givenInputs, inputs);
  const outputNames = namesOf(givenOutputs, outputs);
  const { callees, nodeDepths } = depthsOf(inputs, outputs);
  const layers = callees.filter((callee) => callee instanceof Layer) as AnyLayer[];
  const names = layers.map(({ name }) => name);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) throw wrongValue(where, "the names of its layers must differ", [twice, twice]);
  return { inputs, outputs, inputNames, outputNames, nodes: nodesOf(where, inputs, outputs, nodeDepths), layers };
}

/** The names under which values were given, or else those of the layers that give them. */
function namesOf(given: unknown, values: readonly Value[]): readonly string[] {
  const isRecord = !(given instanceof Value) && !Array.isArray(given);
  return isRecord ? Object.keys(given as object) : values.map(({ node }) => node.scope);
}

function checkedValues(where: string, name: string, given: unknown): readonly Value[] {
  const isList = typeof given === "object" && given !== null && !(given instanceof Value);
  const values: unknown[] = isList ? Object.values(given) : [given];
  if (values.length === 0) throw wrongValue(where, `${name} must be a value or a list of at least one`, values);
  for (const value of values) {
    if (!(value instanceof Value)) {
      throw wrongType(where, `${name} must be values, as input() and layers give them`, value);
    }
  }
  return values as Value[];
}

/**
 * The nodes of a model in the order in which Keras computes them, which matters to a stateful layer of several uses: each
 * behind those it reads. Checks that they all come from the inputs.
 */
function nodesOf(
  where: string,
  inputs: readonly Value[],
  outputs: readonly Value[],
  nodeDepths: ReadonlyMap<Node, number>,
): Node[] {
  const given = new Set(inputs);
  const nodes = inOrder(outputs, given);
  for (const node of nodes) {
    if (!(node instanceof Placeholder)) continue;
    throw refused(where, `outputs depend on "${node.scope}", which is not among the inputs`);
  }
  const places = new Map([...nodeDepths.keys()].map((node, i) => [node, i]));
  const depth = (node: Node): number => nodeDepths.get(node) ?? nodeDepths.size;
  return nodes.sort((a, b) => depth(b) - depth(a) || (places.get(a) ?? 0) - (places.get(b) ?? 0));
}

/** What a node is a use of: a layer, or an operation, which is the node itself, as it has no other uses. @internal */
export function calleeOf(node: Node): object {
  if (node instanceof Call) return node.callee instanceof Layer ? node.callee : node;
  return (node instanceof Placeholder && node.layer) || node;
}

/**
 * The layers and operations of a model by their distance from the outputs, the furthest first, those of equal distance in
 * the order of discovery: the order in which Keras lists and saves them. And the distances of the nodes. @internal
 */
export function depthsOf(
  inputs: readonly Value[],
  outputs: readonly Value[],
): { callees: readonly object[]; nodeDepths: ReadonlyMap<Node, number> } {
  const given = new Set(inputs);
  const order: Node[] = [];
  const found = new Map<object, number>();
  const visited = new Set<Node>();
  const visit = (start: Value): void => {
    const stack: { value: Value; next: number }[] = [{ value: start, next: -1 }];
    for (let top = stack.at(-1); top; top = stack.at(-1)) {
      const { node } = top.value;
      if (top.next < 0) {
        if (visited.has(node)) {
          stack.pop();
          continue;
        }
        visited.add(node);
        if (!found.has(calleeOf(node))) found.set(calleeOf(node), found.size);
        top.next = 0;
      }
      const reads = given.has(top.value) ? [] : node.inputs;
      if (top.next < reads.length) stack.push({ value: reads[top.next++]!, next: -1 });
      else {
        order.push(node);
        stack.pop();
      }
    }
  };
  for (const output of outputs) visit(output);
  for (const input of inputs) visit(input);

  const depths = new Map<object, number>();
  const nodeDepths = new Map<Node, number>();
  for (const node of order.toReversed()) {
    const callee = calleeOf(node);
    const depth = Math.max(nodeDepths.get(node) ?? 0, depths.get(callee) ?? 0);
    depths.set(callee, depth);
    nodeDepths.set(node, depth);
    for (const { node: before } of node.inputs) {
      nodeDepths.set(before, Math.max(depth + 1, nodeDepths.get(before) ?? 0));
    }
  }
  const callees = [...depths.keys()].sort((a, b) => depths.get(b)! - depths.get(a)! || found.get(a)! - found.get(b)!);
  return { callees, nodeDepths };
}

/** A layer and all layers inside it, each once. @internal */
export function allLayers(layer: AnyLayer, found: Set<AnyLayer> = new Set()): Set<AnyLayer> {
  if (!found.has(layer)) {
    found.add(layer);
    for (const inner of layer.children().values()) allLayers(inner, found);
  }
  return found;
}
