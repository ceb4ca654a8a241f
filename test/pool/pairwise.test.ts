import { expect, test } from "vitest";
import { addTo, PairwiseSum } from "../../src/pool/pairwise.ts";
import { numbers } from "../numbers.ts";

test("sums have the same bits however shards are shared out", () => {
  const shards = Array.from({ length: 13 }, (_, i) => numbers(7, i + 1));
  const leaf = (first: number) => ({ first, count: 1, numbers: shards[first]!.slice() });
  const of = (bounds: readonly number[]): Float32Array => {
    const whole = new PairwiseSum(addTo<Float32Array>);
    bounds.slice(1).forEach((end, i) => {
      const part = new PairwiseSum(addTo<Float32Array>);
      for (let shard = bounds[i]!; shard < end; shard++) part.push(leaf(shard));
      for (const sum of part.sums) whole.push(sum);
    });
    return whole.total();
  };
  const once = of([0, 13]);
  for (let a = 1; a < 12; a++) for (let b = a + 1; b < 13; b++) expect(of([0, a, b, 13])).toEqual(once);
  expect(of(Array.from({ length: 14 }, (_, i) => i))).toEqual(once);
  const exact = shards.reduce((sum, one) => sum + one[0]!, 0);
  expect(once[0]).toBeCloseTo(exact, 5);
});
