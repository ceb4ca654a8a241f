/**
 * Gradients by recording: the ops of a trace are walked backwards, and what each of them does to a gradient is recorded
 * as further ops of the same trace. So a gradient is compiled, placed in memory and run like anything else.
 *
 * In rules, dy is the gradient of the loss by y: ∂L/∂y, in the shape of y.
 *
 * @module
 */
import { refused } from "../check.ts";
import { inOrder, inScope, type Op, OpNode, type Value } from "../graph/value.ts";
import { combine } from "../ops/binary.ts";
import * as tags from "../wasm/tags.ts";

/** A gradient, or undefined where nothing depends on the value. */
export type Maybe = Value | undefined;

/** One use of an op, as its rule sees it. */
export interface Use<A> {
  readonly inputs: readonly Value[];
  readonly outputs: readonly Value[];
  readonly attributes: A;
  /** Which inputs want a gradient. */
  readonly wants: readonly boolean[];
}

/** The gradients by some sources of what has the given gradients by some outputs. */
export type Backward = (
  outputs: readonly Value[],
  dOutputs: readonly Maybe[],
  sources: readonly Value[],
) => readonly Maybe[];

/** From the gradients by an op's outputs, those by its inputs: one for each, undefined where there is none. */
export type Gradient<A> = (use: Use<A>, dOutputs: readonly Maybe[], backward: Backward) => readonly Maybe[];

/** An op and its gradient. */
export interface Rule {
  readonly op: Op<never>;
  readonly gradient: Gradient<never>;
}

/** @internal */
export function rule<A>(op: Op<A>, gradient: Gradient<A>): Rule {
  return { op: op as unknown as Op<never>, gradient: gradient as Gradient<never> };
}

/** The sum of two gradients. @internal */
export function sumOf(a: Maybe, b: Maybe): Maybe {
  return a && b ? combine("Add", tags.ADD, a, b) : (a ?? b);
}

/** Makes the function that walks backwards, by a table of rules. @internal */
export function backwardBy(rules: readonly Rule[]): Backward {
  const table = new Map(rules.map(({ op, gradient }) => [op, gradient]));
  const backward: Backward = (outputs, dOutputs, sources) => {
    const stop = new Set(sources);
    const nodes = inOrder(outputs, stop).filter((node) => node instanceof OpNode);
    const dependent = dependentOn(sources, nodes);
    const found = new Map<Value, Value>();
    const add = (value: Value, gradient: Maybe): void => {
      if (gradient) found.set(value, sumOf(found.get(value), gradient)!);
    };
    outputs.forEach((output, i) => {
      add(output, dOutputs[i]);
    });
    for (const node of nodes.reverse()) {
      const given = node.outputs.map((output) => (stop.has(output) ? undefined : found.get(output)));
      const wants = node.inputs.map((input) => dependent.has(input));
      if (!wants.includes(true) || !given.some((gradient) => gradient)) continue;
      inScope(node.scope, () => {
        const gradient = table.get(node.op) as Gradient<unknown> | undefined;
        if (!gradient) throw refused(node.scope || node.op.name, `the operation ${node.op.name} has no gradient`);
        const { inputs, outputs, attributes } = node;
        gradient({ inputs, outputs, attributes, wants }, given, backward).forEach((one, i) => {
          if (wants[i]) add(inputs[i]!, one);
        });
      });
    }
    return sources.map((source) => found.get(source));
  };
  return backward;
}

/** The values that depend on some sources, these included. Integers and booleans do not: they have no gradient. */
function dependentOn(sources: readonly Value[], nodes: readonly OpNode[]): ReadonlySet<Value> {
  const dependent = new Set(sources.filter(({ dtype }) => dtype === "float32"));
  for (const { inputs, outputs } of nodes) {
    if (!inputs.some((input) => dependent.has(input))) continue;
    for (const output of outputs) if (output.dtype === "float32") dependent.add(output);
  }
  return dependent;
}
