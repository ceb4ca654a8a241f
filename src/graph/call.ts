/**
 * Calls: layers and operations applied to values or tensors. One function decides for all of them what that means.
 *
 * - In the course of a trace, a call records its ops.
 * - Applied to tensors, it is traced, compiled and run; the results are tensors.
 * - Applied to the values of a model that is being put together, it becomes one node of the model's graph.
 *
 * @module
 */
import { asTensor, isTensorLike, Tensor, type TensorLike, tensor } from "../tensor.ts";
import { leavesOf, mapLeaves, someLeaf } from "./nested.ts";
import { Runner } from "./runner.ts";
import { currentTrace, Trace, tracing } from "./trace.ts";
import { ConstantNode, Node, Placeholder, Value, type ValueType, VariableNode } from "./value.ts";
import { Variable } from "./variable.ts";

/** What operations compute with: values, weights, tensors or plain numbers. */
export type Operand = Value | Variable | TensorLike | number;

/** One value or several, as a layer or operation returns them. */
export type Applied = Value | readonly Value[];

/** What can be applied: a layer or an operation. */
export interface Callee {
  readonly name: string;
  /** How errors name it; defaults to the name. */
  readonly where?: string;
  /** Records what a call does, in the course of a trace. @internal */
  invoke(args: readonly unknown[]): Applied;
  /** Whether axis 1 of its n-th input, from 0, is time where the shape does not tell; by default a mask's is. @internal */
  isSequence?(index: number): boolean;
}

/** One application of a layer or an operation in a model's graph. @internal */
export class Call extends Node {
  readonly callee: Callee;
  /** The arguments as they were given, with values in them. */
  readonly args: readonly unknown[];
  /** Whether the result is a list. */
  readonly isList: boolean;

  constructor(callee: Callee, args: readonly unknown[], types: readonly ValueType[], isList: boolean) {
    super(valuesIn(args), types, callee.name);
    this.callee = callee;
    this.args = args;
    this.isList = isList;
  }

  override replay(inputs: readonly Value[]): readonly Value[] {
    const outputs = applyCallee(this.callee, substitute(this.args, this.inputs, inputs));
    return outputs instanceof Value ? [outputs] : (outputs as readonly Value[]);
  }
}

/** Applies a layer or an operation to arguments that hold values or tensors. @internal */
export function applyCallee(
  callee: Callee,
  args: readonly unknown[],
  runner?: Runner,
): Applied | Tensor | readonly Tensor[] {
  if (currentTrace()) return callee.invoke(args);
  const symbolic = someLeaf(args, (leaf) => leaf instanceof Value || leaf instanceof Variable);
  return symbolic ? compose(callee, args) : evaluate(callee, args, runner);
}

/** What a call would return: placeholders of the types that a trace gives. */
function inferCall(callee: Callee, args: readonly unknown[]): Applied {
  const values = valuesIn(args);
  const placeholders = values.map((value) => new Placeholder(value, value.node.scope).outputs[0]!);
  placeholders.forEach((placeholder, i) => {
    placeholder.mask = values[i]!.mask && new Placeholder(values[i]!.mask!, "mask").outputs[0]!;
  });
  return tracing(new Trace({ abstract: true }), () => callee.invoke(substitute(args, values, placeholders)));
}

/** An operand as a value: weights and constants become sources of the graph. @internal */
export function toValue(where: string, operand: unknown): Value {
  if (operand instanceof Value) return operand;
  if (operand instanceof Variable) return currentTrace()?.variable(operand) ?? new VariableNode(operand).outputs[0]!;
  const constant = typeof operand === "number" ? numberTensor(operand) : asTensor(where, operand);
  return new ConstantNode(constant).outputs[0]!;
}

/** A number is an integer if 32 bits hold it as one. */
function numberTensor(value: number): Tensor {
  return tensor((Object.is(value | 0, value) ? Int32Array : Float32Array).of(value), []);
}

function compose(callee: Callee, args: readonly unknown[]): Applied {
  const outputs = inferCall(callee, args);
  const isList = !(outputs instanceof Value);
  const call = new Call(callee, args, isList ? outputs : [outputs], isList);
  return isList ? call.outputs : call.outputs[0]!;
}

function evaluate(callee: Callee, args: readonly unknown[], runner?: Runner): Tensor | readonly Tensor[] {
  const taken = mapLeaves(args, (leaf) =>
    isTensorLike(leaf) ? asTensor(callee.where ?? callee.name, leaf) : leaf,
  ) as readonly unknown[];
  const trace = (given: readonly unknown[]): Applied => callee.invoke(given);
  if (runner && !someLeaf(taken, isOpen)) return runner.run(taken, trace);
  const once = new Runner();
  const results = once.run(taken, trace);
  once.dispose();
  return results;
}

/** Whether a trace depends on more than an argument says: on what a function or an object does. */
function isOpen(leaf: unknown): boolean {
  return !(leaf instanceof Tensor) && leaf !== null && ["object", "function", "symbol"].includes(typeof leaf);
}

function valuesIn(args: readonly unknown[]): Value[] {
  return [...new Set(leavesOf(args).filter((leaf) => leaf instanceof Value))];
}

function substitute<T>(args: unknown, from: readonly T[], to: readonly Value[]): readonly unknown[] {
  const replaced = new Map<unknown, Value>(from.map((leaf, i) => [leaf, to[i]!]));
  return mapLeaves(args, (leaf) => replaced.get(leaf) ?? leaf) as readonly unknown[];
}
