// Reductions of one axis as numpy defines them, in f64.
import * as tags from "../../src/wasm/tags.ts";

function best(values: readonly number[], better: (a: number, b: number) => boolean): number {
  const nan = values.findIndex(Number.isNaN);
  if (nan >= 0) return nan;
  return values.reduce((index, value, i) => (better(value, values[index]!) ? i : index), 0);
}

/** What each tag of `reduce` makes of a column. */
export const reductions: Readonly<Record<number, (values: readonly number[]) => number>> = {
  [tags.SUM]: (values) => values.reduce((a, b) => a + b, 0),
  [tags.MEAN]: (values) => values.reduce((a, b) => a + b, 0) / values.length,
  [tags.MAX]: (values) => Math.max(...values),
  [tags.MIN]: (values) => Math.min(...values),
  [tags.PRODUCT]: (values) => values.reduce((a, b) => a * b, 1),
  [tags.ANY]: (values) => (values.some((value) => value !== 0) ? 1 : 0),
  [tags.ALL]: (values) => (values.every((value) => value !== 0) ? 1 : 0),
  [tags.ARGMAX]: (values) => best(values, (a, b) => a > b),
  [tags.ARGMIN]: (values) => best(values, (a, b) => a < b),
};

/** Reduces the middle axis of x [outer, n, inner]. */
export function reduce(tag: number, outer: number, n: number, inner: number, x: ArrayLike<number>): number[] {
  return Array.from({ length: outer * inner }, (_, at) => {
    const start = Math.floor(at / inner) * n * inner + (at % inner);
    return reductions[tag]!(Array.from({ length: n }, (_, i) => x[start + i * inner]!));
  });
}
