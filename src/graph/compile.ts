/**
 * From a trace to a program: kernel calls and the memory that they use.
 *
 * @module
 */
import { explained } from "../check.ts";
import { sizeOf } from "../tensor.ts";
import { allocate } from "../wasm/memory.ts";
import { Emitter } from "./emitter.ts";
import type { StateCell } from "./state.ts";
import { type Commit, StateNode } from "./trace.ts";
import { inOrder, OpNode, unaliased, type Value } from "./value.ts";
import { type Placement, Variable } from "./variable.ts";

/** What a program computes. @internal */
export interface Traced {
  readonly inputs: readonly Value[];
  readonly outputs: readonly Value[];
  readonly commits: readonly Commit[];
}

/** A program in memory of its own. @internal */
export interface Compiled {
  readonly emitter: Emitter;
  readonly program: Emitter["program"];
  /** Where its memory begins, and how much it is. */
  readonly block: number;
  readonly bytes: number;
  /** As the emitter has them: relative to the block where they lie in it. */
  readonly inputAddresses: readonly number[];
  readonly outputAddresses: readonly number[];
  /** The copies of weights that it changes. */
  readonly changing: readonly Placement[];
  readonly canRefuse: boolean;
}

/** Makes the program, and room for it. If either fails, nothing is held: no copies of weights. @internal */
export function compile(traced: Traced): Compiled {
  const variables = traced.commits.map(({ target }) => target).filter((target) => target instanceof Variable);
  const emitter = new Emitter(new Set(variables));
  try {
    const { nodes, ...addresses } = emitted(emitter, traced);
    const changing = variables.map((variable) => emitter.raw(variable));
    const { program } = emitter;
    const bytes = emitter.bytes + program.words.length * 4;
    const block = explained(largestOf(nodes), () => allocate(bytes), "its values are the largest of a plan: ");
    return { emitter, program, block, bytes, ...addresses, changing, canRefuse: nodes.some(({ op }) => op.fault) };
  } catch (error) {
    for (const placement of emitter.placements) placement.unuse();
    throw error;
  }
}

/** Has every op append its calls; then states and weights are replaced. */
function emitted(
  emitter: Emitter,
  { inputs, outputs, commits }: Traced,
): Pick<Compiled, "inputAddresses" | "outputAddresses"> & { readonly nodes: readonly OpNode[] } {
  const bound = new Map(inputs.map((input) => [input, emitter.take(sizeOf(input.shape as number[]) * 4)]));
  const results = [...outputs, ...commits.map(({ value }) => value)];
  const nodes = inOrder(results).filter((node) => node instanceof OpNode);
  for (const commit of commits) {
    const cell = replacedInPlace(commit, nodes, results);
    if (cell) bound.set(commit.value, cell.address);
  }
  const places = emitter.graph(results, nodes, bound);
  const moves = commits.map(({ target }, i) => {
    const { address: from, size } = places[outputs.length + i]!;
    return { size, from, to: (target instanceof Variable ? emitter.raw(target) : target).address };
  });
  replaceAll(emitter, moves);
  return {
    nodes,
    inputAddresses: inputs.map((input) => bound.get(input)!),
    // An output that is a weight is copied to linear memory when its address is asked for.
    outputAddresses: outputs.map((_, i) => places[i]!.address),
  };
}

/** The layer whose values are the largest. */
function largestOf(nodes: readonly OpNode[]): string {
  let [largest, layer] = [0, ""];
  for (const { outputs, scope } of nodes) {
    for (const { shape } of outputs) {
      const size = sizeOf(shape as number[]);
      if (size > largest) [largest, layer] = [size, scope];
    }
  }
  return layer || "memory";
}

/** Copies new values over the old ones. One that is itself an old value, to be replaced by then, is put aside first. */
function replaceAll(
  emitter: Emitter,
  moves: readonly { readonly size: number; readonly from: number; readonly to: number }[],
): void {
  const replaced = new Set(moves.map(({ to }) => to));
  const apart = moves
    .filter(({ from, to }) => from !== to)
    .map((move) => {
      if (!replaced.has(move.from)) return move;
      const aside = emitter.take(move.size * 4);
      emitter.copy(move.size, move.from, aside);
      return { ...move, from: aside };
    });
  for (const { size, from, to } of apart) emitter.copy(size, from, to);
}

/**
 * The state whose new value can be written over the old one at once, without a copy at the end: its op allows it, nothing
 * reads the old one afterwards, and no later op can refuse its data.
 */
function replacedInPlace(
  { target, value }: Commit,
  nodes: readonly OpNode[],
  results: readonly Value[],
): StateCell | undefined {
  const at = nodes.indexOf(value.node as OpNode);
  if (at < 0 || !nodes[at]!.op.replacesStates || target instanceof Variable) return undefined;
  const isOld = (read: Value): boolean => {
    const { node } = unaliased(read);
    return node instanceof StateNode && node.cell === target;
  };
  const isRead = nodes.slice(at + 1).some(({ op, inputs }) => op.fault || inputs.some(isOld));
  return isRead || results.some(isOld) ? undefined : target;
}
