/**
 * Values and the nodes that make them: what layers record and plans compile.
 *
 * A value is a tensor that is not there yet. Every value knows the node that makes it, so the outputs alone hold the
 * whole graph. There are two kinds of graph, of the same classes: a model's, whose nodes are layers and whose sizes may
 * be null, and a trace, whose nodes are ops and whose sizes are known.
 *
 * @module
 */
import { refused, type Shape, wrongShape, wrongType } from "../check.ts";
import type { DType, Tensor } from "../tensor.ts";
import { LARGEST } from "../wasm/memory.ts";
import type { Emitter, Place } from "./emitter.ts";
import type { Variable } from "./variable.ts";

/** Shape and kind of a value. */
export interface ValueType {
  readonly shape: Shape;
  readonly dtype: DType;
}

/**
 * How a value stands to the time of a stream: apart from it; with one step of it on axis 1; or made of all steps so far.
 *
 * @internal
 */
export type Walk = "apart" | "step" | "prefix";

/** A tensor that is not there yet: the symbolic input or output of a layer or an op. */
export class Value implements ValueType {
  /** The sizes; null for those that are decided when the value is computed. */
  readonly shape: Shape;
  readonly dtype: DType;
  /** The node that makes this value. @internal */
  readonly node: Node;
  /** Which of the node's outputs this is. @internal */
  readonly index: number;
  /** Which steps count, [batch, timesteps]; undefined when all do. Layers pass it on as Keras's do. */
  mask: Value | undefined;
  /** How the value stands to the time of a stream. @internal */
  walk: Walk = "apart";

  /** @internal */
  constructor(type: ValueType, node: Node, index: number) {
    this.shape = type.shape;
    this.dtype = type.dtype;
    this.node = node;
    this.index = index;
  }
}

/** What makes values: a placeholder, a variable, a constant, an op or a layer. @internal */
export abstract class Node {
  readonly inputs: readonly Value[];
  readonly outputs: readonly Value[];
  /** The layer in whose call an op was recorded, for errors. */
  readonly scope: string;

  constructor(inputs: readonly Value[], types: readonly ValueType[], scope: string) {
    this.inputs = inputs;
    this.outputs = types.map((type, index) => new Value(type, this, index));
    this.scope = scope;
  }

  /** Makes the same values again from other inputs; what has none gives those that are there. */
  replay(_inputs: readonly Value[]): readonly Value[] {
    return this.outputs;
  }
}

/** A value that is given from outside. @internal */
export class Placeholder extends Node {
  /** The input layer of a model whose value this is. */
  readonly layer: { readonly name: string } | undefined;

  constructor(type: ValueType, name: string, layer?: { readonly name: string }) {
    super([], [type], name);
    this.layer = layer;
  }
}

/** The value of a {@link Variable}. @internal */
export class VariableNode extends Node {
  readonly variable: Variable;

  constructor(variable: Variable) {
    super([], [{ shape: variable.shape, dtype: "float32" }], variable.name);
    this.variable = variable;
  }
}

/** A value that never changes. @internal */
export class ConstantNode extends Node {
  readonly tensor: Tensor;

  constructor(tensor: Tensor) {
    super([], [tensor], "constant");
    this.tensor = tensor;
  }
}

/**
 * An op: the unit of arithmetic.
 *
 * `infer` gives the types of the outputs, null sizes included, and refuses inputs that do not fit. `emit` turns one use
 * of the op into kernel calls; there all sizes are known.
 *
 * @internal
 */
export interface Op<A> {
  /** What errors call it where it is recorded outside of layers and operations. */
  readonly name: string;
  infer(inputs: readonly Value[], attributes: A): readonly ValueType[];
  emit(emitter: Emitter, inputs: readonly Place[], outputs: readonly Place[], attributes: A): void;
  /**
   * In a stream, with an input that holds a step on axis 1: whether the outputs do so too. Undefined means that they do;
   * an op that would mix steps refuses by `refuseWalk`.
   */
  walk?(inputs: readonly Value[], attributes: A): Walk;
  /** Set if the output is the memory of the first input, differently shaped; `emit` then does nothing. */
  readonly alias?: boolean;
  /** Set if an output may be written over the state that it replaces. */
  readonly replacesStates?: boolean;
  /** The error for a number that a kernel refused. */
  fault?(node: OpNode, value: number): Error;
}

/** One use of an {@link Op}. @internal */
export class OpNode extends Node {
  // The attributes belong to the op; nobody else looks into them.
  readonly op: Op<never>;
  readonly attributes: unknown;

  constructor(op: Op<never>, inputs: readonly Value[], attributes: unknown, scope: string) {
    super(inputs, op.infer(inputs, attributes as never), scope);
    this.op = op;
    this.attributes = attributes;
  }

  override replay(inputs: readonly Value[]): readonly Value[] {
    return record(this.op as Op<unknown>, inputs, this.attributes);
  }
}

/** The value in whose memory a value is: its own, or that of which it is another shape. @internal */
export function unaliased(value: Value): Value {
  let source = value;
  while (source.node instanceof OpNode && source.node.op.alias) source = source.node.inputs[0]!;
  return source;
}

/** Requires numbers of a shape to fit into linear memory. @internal */
export function checkFits(where: string, what: string, shape: Shape): void {
  if (shape.reduce<number>((bytes, size) => bytes * (size ?? 1), 4) > LARGEST) {
    throw wrongShape(where, `${what} must fit into WebAssembly's 4 GiB`, shape);
  }
}

/** Records one use of an op. @internal */
export function record<A>(op: Op<A>, inputs: readonly Value[], attributes: A): readonly Value[] {
  for (const input of inputs) {
    if (!(input instanceof Value)) throw wrongType(op.name, "inputs must be values or tensors", input);
  }
  const node = new OpNode(op as unknown as Op<never>, inputs, attributes, currentScope());
  for (const { shape } of node.outputs) checkFits(currentScope() || op.name, "a value", shape);
  let walk: Walk = "apart";
  const isPrefix = inputs.some((input) => input.walk === "prefix");
  if (inputs.some((input) => input.walk === "step")) {
    if (isPrefix) refuseWalk("each step beside what is made of all steps");
    walk = op.walk?.(inputs, attributes) ?? "step";
  } else if (isPrefix) walk = "prefix";
  for (const output of node.outputs) output.walk = walk;
  return node.outputs;
}

/** The error of an op that would mix the steps of a stream. @internal */
export function refuseWalk(what: string): never {
  throw refused("stream", `${currentScope() || what} mixes time steps (${what}), so it cannot run step by step`);
}

/** Nodes from which the outputs come, each after those it reads. @internal */
export function inOrder(outputs: readonly Value[], stop?: ReadonlySet<Value>): Node[] {
  const order: Node[] = [];
  const seen = new Set<Node>();
  const stack: { node: Node; next: number }[] = [];
  const enter = (value: Value): void => {
    if (stop?.has(value) || seen.has(value.node)) return;
    seen.add(value.node);
    stack.push({ node: value.node, next: 0 });
  };
  for (const output of outputs) {
    enter(output);
    for (let top = stack.at(-1); top; top = stack.at(-1)) {
      if (top.next < top.node.inputs.length) enter(top.node.inputs[top.next++]!);
      else order.push(stack.pop()!.node);
    }
  }
  return order;
}

const scopes: string[] = [];

/** The innermost layer that is being called. @internal */
export function currentScope(): string {
  return scopes.at(-1) ?? "";
}

/** As `inScope`, for a part of what is being called. @internal */
export function inPart<T>(part: string, body: () => T): T {
  const scope = currentScope();
  return inScope(scope === "" ? part : `${scope}: ${part}`, body);
}

/** Calls a function in the name of a layer. @internal */
export function inScope<T>(scope: string, body: () => T): T {
  scopes.push(scope);
  try {
    return body();
  } finally {
    scopes.pop();
  }
}
