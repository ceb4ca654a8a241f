import { describe, expect, test } from "vitest";
import { ops, type Tensor, tensor } from "../../src/index.ts";
import { errorOf, tensorOf } from "../contract/tensors.ts";

const x = tensorOf([2, 3, 4]);

/** The elements that fall together over axes, in the order of the result. */
function groups(axes: readonly number[]): number[][] {
  const found = new Map<string, number[]>();
  x.data.forEach((value, i) => {
    const place = [Math.floor(i / 12), Math.floor(i / 4) % 3, i % 4];
    const key = place.map((index, axis) => (axes.includes(axis) ? 0 : index)).join();
    found.set(key, [...(found.get(key) ?? []), value]);
  });
  return [...found.values()];
}

const mean = (of: number[]): number => of.reduce((a, b) => a + b) / of.length;
const variance = (of: number[]): number => mean(of.map((v) => (v - mean(of)) ** 2));

describe("reductions", () => {
  const functions: [string, typeof ops.sum, (of: number[]) => number][] = [
    ["sum", ops.sum, (of) => of.reduce((a, b) => a + b)],
    ["mean", ops.mean, mean],
    ["max", ops.max, (of) => Math.max(...of)],
    ["min", ops.min, (of) => Math.min(...of)],
    ["prod", ops.prod, (of) => of.reduce((a, b) => a * b)],
    [
      "any",
      (v, ...rest) => ops.any(ops.greater(v as Tensor, 1), ...rest) as never,
      (of) => Number(of.some((v) => v > 1)),
    ],
    [
      "all",
      (v, ...rest) => ops.all(ops.less(v as Tensor, 1), ...rest) as never,
      (of) => Number(of.every((v) => v < 1)),
    ],
    ["var", ops.var, variance],
    ["std", ops.std, (of) => Math.sqrt(variance(of))],
    ["logsumexp", ops.logsumexp, (of) => Math.log(of.reduce((sum, v) => sum + Math.exp(v), 0))],
  ];
  const axes: [string, number | number[] | null, number[], number[]][] = [
    ["the last axis", -1, [2, 3], [2, 3, 1]],
    ["the first axis", 0, [3, 4], [1, 3, 4]],
    ["two axes", [1, 2], [2], [2, 1, 1]],
    ["two axes that are apart", [0, 2], [3], [1, 3, 1]],
    ["all axes", null, [], [1, 1, 1]],
  ];
  describe.each(functions)("%s", (_, operation, wanted) => {
    test.each(axes)("is right over %s", (__, axis, shape, kept) => {
      const over = axis === null ? [0, 1, 2] : [axis].flat().map((one) => (one + 3) % 3);
      const got = operation(x, axis) as Tensor;
      expect(got.shape).toEqual(shape);
      const values = groups(over).map(wanted);
      for (const [i, value] of values.entries()) expect(got.data[i]).toBeCloseTo(value, 5);
      const keeping = operation(x, axis, true) as Tensor;
      expect(keeping.shape).toEqual(kept);
      expect(keeping.data).toEqual(got.data);
    });
  });

  test("argmax and argmin give the first of equals", () => {
    const ties = tensor([
      [1, 3, 3],
      [2, 0, 0],
    ]);
    expect(ops.argmax(ties, 1)).toEqual(tensor(Int32Array.of(1, 0), [2]));
    expect(ops.argmin(ties, 1)).toEqual(tensor(Int32Array.of(0, 1), [2]));
    expect(ops.argmax(ties)).toEqual(tensor(Int32Array.of(1), []));
  });

  test("logsumexp does not overflow, and is −∞ of nothing but −∞", () => {
    expect(ops.logsumexp(tensor([1000, 1000])).data[0]).toBeCloseTo(1000 + Math.LN2, 3);
    expect(ops.logsumexp(tensor([-Infinity, -Infinity])).data[0]).toBe(-Infinity);
  });

  test("refuse an axis that is not there", () => {
    expect(errorOf(() => ops.sum(x, 3))).toBe(
      "RangeError: Sum: axis must be an axis of a tensor of rank 3 (from -3 to 2), got 3.",
    );
  });
});
