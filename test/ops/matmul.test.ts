import { describe, expect, test } from "vitest";
import { ops, type Tensor, tensor } from "../../src/index.ts";
import { errorOf, tensorOf } from "../contract/tensors.ts";

/** The product of matrices in the last two axes, straight from its equation. */
function reference(a: Tensor, b: Tensor): number[] {
  const [M, K] = a.shape.slice(-2) as [number, number];
  const N = b.shape.at(-1)!;
  const batch = a.data.length / (M * K);
  const step = b.shape.length === 2 ? 0 : K * N;
  return Array.from({ length: batch * M * N }, (_, i) => {
    const [row, column] = [Math.floor(i / N), i % N];
    let sum = 0;
    for (let k = 0; k < K; k++) {
      sum += a.data[row * K + k]! * b.data[Math.floor(row / M) * step + k * N + column]!;
    }
    return sum;
  });
}

describe("matmul", () => {
  test.each([
    [
      [3, 4],
      [4, 5],
    ],
    [
      [2, 3, 4],
      [4, 5],
    ],
    [
      [2, 3, 4],
      [2, 4, 5],
    ],
    [
      [2, 2, 1, 7],
      [2, 2, 7, 9],
    ],
  ])("of %j and %j agrees with its equation", (left, right) => {
    const [a, b] = [tensorOf(left, 1), tensorOf(right, 2)];
    const y = ops.matmul(a, b);
    expect(y.shape).toEqual([...left.slice(0, -1), right.at(-1)]);
    for (const [i, value] of reference(a, b).entries()) expect(y.data[i]).toBeCloseTo(value, 5);
  });

  test("refuses matrices that do not fit", () => {
    expect(errorOf(() => ops.matmul(tensorOf([3, 4]), tensorOf([3, 5])))).toBe(
      "RangeError: Matmul: b must have shape [..., K, N] where a has shape [3, 4], got [3, 5].",
    );
    expect(errorOf(() => ops.matmul(tensorOf([3, 4]), tensorOf([2, 4, 5])))).toBe(
      "RangeError: Matmul: b must have as many axes as a, whose shape is [3, 4], got [2, 4, 5].",
    );
  });
});

describe("dot", () => {
  test("adds products up over the last axis of a", () => {
    expect(ops.dot(tensor([1, 2]), tensor([3, 4])).toArray()).toBe(11);
    expect(
      ops
        .dot(
          tensor([
            [1, 2],
            [3, 4],
          ]),
          tensor([1, 10]),
        )
        .toArray(),
    ).toEqual([21, 43]);
    expect(ops.dot(tensorOf([2, 3]), tensorOf([3, 4])).shape).toEqual([2, 4]);
    const [a, b] = [tensorOf([2, 5, 3], 1), tensorOf([4, 3, 2], 2)];
    const every = ops.dot(a, b);
    expect(every.shape).toEqual([2, 5, 4, 2]);
    every.data.forEach((value, at) => {
      const [row, matrix, column] = [Math.floor(at / 8), Math.floor(at / 2) % 4, at % 2];
      const products = [0, 1, 2].map((k) => a.data[row * 3 + k]! * b.data[(matrix * 3 + k) * 2 + column]!);
      expect(value).toBeCloseTo(products[0]! + products[1]! + products[2]!, 5);
    });
    expect(ops.dot(tensor([1, 2]), 3).toArray()).toEqual([3, 6]);
  });
});
