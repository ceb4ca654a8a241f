/**
 * Which part of a program's memory each value has, and for how long.
 *
 * @module
 */
import { refused, wrongShape } from "../check.ts";
import { sizeOf } from "../tensor.ts";
import type { Emitter, Place } from "./emitter.ts";
import { isKnown, StateNode } from "./trace.ts";
import { ConstantNode, OpNode, unaliased, type Value, VariableNode } from "./value.ts";

/** Memory that one value has, or several that are the same memory in different shapes. */
interface Slot {
  address: number;
  readonly bytes: number;
  /** How many uses are still to come; it is given back after the last. */
  uses: number;
  /** Whether it is given back at all: states and bound values are somebody else's. */
  readonly own: boolean;
}

/** @internal */
export class PlaceMap {
  readonly #emitter: Emitter;
  readonly #slots = new Map<Value, Slot>();

  constructor(emitter: Emitter) {
    this.#emitter = emitter;
  }

  /** Counts the uses of every value of a graph; its outputs are used for ever. */
  prepare(outputs: readonly Value[], nodes: readonly OpNode[], bound: ReadonlyMap<Value, number>): void {
    for (const [value, address] of bound) {
      this.#slots.set(value, { address, bytes: bytesOf(value), uses: 0, own: false });
    }
    for (const node of nodes) {
      for (const output of node.outputs) {
        if (bound.has(output)) continue;
        const slot = node.op.alias
          ? this.#slot(node.inputs[0]!)
          : { address: -1, bytes: bytesOf(output), uses: 0, own: true };
        // A variable and its aliases have no slot: they are wherever the variable is.
        if (slot) this.#slots.set(output, slot);
      }
      for (const input of node.inputs) this.#use(input);
    }
    for (const output of outputs) this.#use(output);
  }

  /** Where a value is. */
  of(value: Value): Place {
    const shape = knownShape(value);
    const size = sizeOf(shape);
    const slot = this.#slot(value);
    if (slot) return { address: Math.max(slot.address, 0), shape, size, wanted: slot.uses > 0, variable: undefined };
    // A variable or another shape of one: the same numbers in the same order, so whatever is packed of them is shared.
    const { variable } = unaliased(value).node as VariableNode;
    const emitter = this.#emitter;
    return {
      variable,
      shape,
      size,
      wanted: true,
      // Only asked for by ops that read the variable as it is: most use a packed copy.
      get address(): number {
        return emitter.raw(variable).address;
      },
    };
  }

  /** Gives the outputs of a node their memory; one that nothing reads has none. */
  enter(node: OpNode): Place[] {
    for (const output of node.outputs) {
      const slot = this.#slots.get(output);
      if (slot && slot.uses > 0 && slot.address < 0) slot.address = this.#emitter.take(slot.bytes);
    }
    return node.outputs.map((output) => this.of(output));
  }

  /** Gives back the memory of what has no more uses. */
  leave(node: OpNode): void {
    this.drop(node.inputs);
    for (const output of node.outputs) {
      const slot = this.#slots.get(output);
      if (slot) this.#giveIfUnused(slot);
    }
  }

  /** Takes note of one use less of each value. */
  drop(values: readonly Value[]): void {
    for (const value of values) {
      const slot = this.#slot(value);
      if (!slot) continue;
      slot.uses--;
      this.#giveIfUnused(slot);
    }
  }

  #giveIfUnused(slot: Slot): void {
    if (slot.uses > 0 || !slot.own || slot.address < 0) return;
    this.#emitter.give(slot.address, slot.bytes);
    slot.address = -1;
  }

  #use(value: Value): void {
    const slot = this.#slot(value);
    if (slot) slot.uses++;
  }

  /** The memory of a value; sources get theirs here, on first sight. */
  #slot(value: Value): Slot | undefined {
    const known = this.#slots.get(value);
    if (known) return known;
    const { node } = value;
    if (node instanceof StateNode) return this.#source(value, node.cell.address);
    if (node instanceof ConstantNode) return this.#source(value, this.#emitter.constant(node.tensor.data));
    if (node instanceof VariableNode || (node instanceof OpNode && node.op.alias)) return undefined;
    throw refused("plan", `the value of ${node.scope || "the model"} does not come from the inputs of this call`);
  }

  #source(value: Value, address: number): Slot {
    const slot = { address, bytes: bytesOf(value), uses: 1, own: false };
    this.#slots.set(value, slot);
    return slot;
  }
}

function knownShape(value: Value): readonly number[] {
  if (!isKnown(value.shape)) throw wrongShape("plan", "sizes must be known", value.shape);
  return value.shape;
}

function bytesOf(value: Value): number {
  return sizeOf(knownShape(value)) * 4;
}
