/**
 * Arguments as trees: arrays and plain objects with leaves of any other kind.
 *
 * @module
 */
import { refused } from "../check.ts";

/** The same object with every value replaced. @internal */
export function mapValues<V, T>(
  given: Readonly<Record<string, V>>,
  to: (value: V, key: string) => T,
): Record<string, T> {
  return Object.fromEntries(Object.entries(given).map(([key, value]) => [key, to(value, key)]));
}

/** The same tree with every leaf replaced. @internal */
export function mapLeaves(tree: unknown, leaf: (value: unknown) => unknown): unknown {
  if (Array.isArray(tree)) return tree.map((branch) => mapLeaves(branch, leaf));
  if (isPlainObject(tree)) {
    return mapValues(tree, (branch) => mapLeaves(branch, leaf));
  }
  return leaf(tree);
}

/** All leaves, in order. @internal */
export function leavesOf(tree: unknown): unknown[] {
  const leaves: unknown[] = [];
  mapLeaves(tree, (leaf) => leaves.push(leaf));
  return leaves;
}

/** Deeper than any tree of arguments, not so deep as one that holds itself. */
const DEEPEST = 64;

/** Whether any leaf passes a test. @internal */
export function someLeaf(tree: unknown, test: (leaf: unknown) => boolean, depth = 0): boolean {
  if (depth > DEEPEST) throw refused("arguments", `lists and objects must be at most ${DEEPEST} deep`);
  if (!Array.isArray(tree) && !isPlainObject(tree)) return test(tree);
  for (const branch of Array.isArray(tree) ? tree : Object.values(tree))
    if (someLeaf(branch, test, depth + 1)) return true;
  return false;
}

/** Whether a value is a branch of a tree that is no array. @internal */
export function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== "object" || value === null) return false;
  // An object with `data` is a tensor of some other library.
  return Object.getPrototypeOf(value) === Object.prototype && !("data" in value);
}
