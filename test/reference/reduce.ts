// Reductions of one axis as numpy defines them, in f64.
import type * as tags from "../../src/wasm/tags.ts";

function best(values: readonly number[], better: (a: number, b: number) => boolean): number {
  const nan = values.findIndex(Number.isNaN);
  if (nan >= 0) return nan;
  return values.reduce((index, value, i) => (better(value, values[index]!) ? i : index), 0);
}

/** What each tag, by its name, of `reduce` makes of a column. */
export const reductions = {
  SUM: (values) => values.reduce((a, b) => a + b, 0),
  MEAN: (values) => values.reduce((a, b) => a + b, 0) / values.length,
  MAX: (values) => Math.max(...values),
  MIN: (values) => Math.min(...values),
  PRODUCT: (values) => values.reduce((a, b) => a * b, 1),
  ANY: (values) => (values.some((value) => value !== 0) ? 1 : 0),
  ALL: (values) => (values.every((value) => value !== 0) ? 1 : 0),
  ARGMAX: (values) => best(values, (a, b) => a > b),
  ARGMIN: (values) => best(values, (a, b) => a < b),
} satisfies Readonly<Partial<Record<keyof typeof tags, (values: readonly number[]) => number>>>;

/** `f` of each column along the middle axis of x [outer, n, inner]. */
export function reduce(
  f: (values: readonly number[]) => number,
  outer: number,
  n: number,
  inner: number,
  x: ArrayLike<number>,
): number[] {
  return Array.from({ length: outer * inner }, (_, at) => {
    const start = Math.floor(at / inner) * n * inner + (at % inner);
    return f(Array.from({ length: n }, (_, i) => x[start + i * inner]!));
  });
}
