/**
 * The states of cells: their sizes, and the check of those that are given.
 *
 * @module
 */
import { agree, type Dimension, formatShape, type Shape, wrongShape, wrongType, wrongValue } from "../check.ts";
import { Value } from "../graph/value.ts";
import type { One } from "./layer.ts";

/** Sizes of the states of a cell: of one, of several, or of the states of cells inside it. */
export type StateSize = number | readonly StateSize[];

/** One output for each state of those sizes. */
export type StatesOf<S> = [S] extends [never] ? readonly One[] : StatesOfSize<S>;

type StatesOfSize<S> = S extends number
  ? readonly [One]
  : S extends readonly []
    ? readonly []
    : S extends readonly [infer First, ...infer Rest]
      ? readonly [...StatesOf<First>, ...StatesOf<Rest>]
      : readonly One[];

/** The sizes of all states, in order. @internal */
export function flatSizes(size: StateSize): number[] {
  return Array.isArray(size) ? size.flatMap(flatSizes) : [size as number];
}

const NAMES = [[], ["h"], ["h", "c"]];

/** Requires as many states as there are sizes, each [batch, size]; undefined if none are given. @internal */
export function checkedStates(
  where: string,
  option: string,
  given: unknown,
  batch: Dimension,
  sizes: readonly number[],
): readonly Value[] | undefined {
  if (given === undefined || given === null) return undefined;
  const states: unknown[] = [given].flat(Infinity);
  const shapes = sizes.map((size): Shape => [batch, size]);
  const rule = `${option} must be ${tensorsOf(shapes)}`;
  if (!states.every((state) => state instanceof Value)) throw wrongType(where, rule, given);
  if (states.length !== sizes.length) throw wrongValue(where, rule, states.length);
  return states.map((state, i) => {
    const [rows, size] = state.shape;
    if (state.shape.length === 2 && agree(rows, batch) && size === sizes[i]) return state;
    const name = sizes.length === 1 ? option : `tensor ${i} of ${option}`;
    const fix = rows === 1 && size === sizes[i] ? "One state for all rows must be repeated for each." : undefined;
    throw wrongShape(where, `${name} must have shape ${formatShape(shapes[i]!)}`, state.shape, fix);
  });
}

/** `2 tensors (h, c) of shape [32, 16]`. */
function tensorsOf(shapes: readonly Shape[]): string {
  const printed = shapes.map(formatShape);
  const equal = new Set(printed).size === 1;
  const names = equal ? NAMES[shapes.length] : undefined;
  const count = `${shapes.length} tensor${shapes.length === 1 ? "" : "s"}${names ? ` (${names.join(", ")})` : ""}`;
  return equal ? `${count} of shape ${printed[0]}` : `${count} of shapes ${printed.join(", ")}`;
}
