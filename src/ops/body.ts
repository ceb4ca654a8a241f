/**
 * The body of a repetition: a graph that runs once a step, and how steps get into it and out of it.
 *
 * @module
 */
import type { Emitter, Place } from "../graph/emitter.ts";
import { Moving } from "../graph/program.ts";
import { inOrder, OpNode, Placeholder, unaliased, type Value } from "../graph/value.ts";
import { sizeOf } from "../tensor.ts";
import { LINEAR } from "../wasm/tags.ts";
import { mapElements } from "./unary.ts";

/** One step, as recorded. @internal */
export interface Body {
  /** Placeholders: a step of each sequence that is read, then the states as the step finds them. */
  readonly inputs: readonly Value[];
  /** A step of each sequence that is written, then the states as the step leaves them. */
  readonly outputs: readonly Value[];
}

/** The ops of a body that depend on its inputs, and the values from outside that they read. @internal */
export function takeApart({ inputs, outputs }: Body): { nodes: OpNode[]; outside: Value[] } {
  const dependent = new Set<Value>(inputs);
  const nodes = inOrder(outputs).filter((node): node is OpNode => {
    if (!(node instanceof OpNode) || !node.inputs.some((input) => dependent.has(input))) return false;
    for (const output of node.outputs) dependent.add(output);
    return true;
  });
  const read = [...nodes.flatMap((node) => node.inputs), ...outputs];
  return { nodes, outside: [...new Set(read.filter((value) => !dependent.has(value)))] };
}

/**
 * A state as a step leaves it, in memory of its own: one that is an input of the body would be overwritten while others
 * may still be copied. @internal
 */
export function apart(value: Value): Value {
  return unaliased(value).node instanceof Placeholder ? mapElements("RNN", LINEAR, value, value.dtype) : value;
}

/** Copies a step of a sequence [B, T, ...] to [B, ...]; each turn of the loop takes the next one. @internal */
export function copyIn(emitter: Emitter, sequence: Place, to: number, isBackwards: boolean): void {
  const { rows, width, row, step } = stepsOf(sequence, isBackwards);
  emitter.call("copy", 1, 1, rows, width, step, 0, 0, row, 1, to, 0, 0, width, 1);
}

/** Copies [B, ...] to a step of a sequence [B, T, ...]; each turn of the loop takes the next one. @internal */
export function copyOut(emitter: Emitter, from: number, sequence: Place, isBackwards: boolean): void {
  const { rows, width, row, step } = stepsOf(sequence, isBackwards);
  emitter.call("copy", 1, 1, rows, width, from, 0, 0, width, 1, step, 0, 0, row, 1);
}

/** Where the steps of a sequence lie; one of single numbers is [T]. */
function stepsOf({ address, shape }: Place, isBackwards: boolean) {
  const axis = Math.min(1, shape.length - 1);
  const rows = sizeOf(shape.slice(0, axis));
  const width = sizeOf(shape.slice(axis + 1));
  const row = shape[axis]! * width;
  const bytes = width * 4;
  const step = isBackwards ? new Moving(address + row * 4 - bytes, -bytes) : new Moving(address, bytes);
  return { rows, width, row, step };
}
