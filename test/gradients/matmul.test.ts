import { describe, test } from "vitest";
import { ops } from "../../src/index.ts";
import { batchMatmul, dense } from "../../src/ops/matmul.ts";
import { tensorOf } from "../contract/tensors.ts";
import { build, matmul, type Nd, zip } from "../reference/nd.ts";
import { expectGradients } from "./gradient-of.ts";

const transposed = (x: Nd): Nd => {
  const shape = [...x.shape.slice(0, -2), x.shape.at(-1)!, x.shape.at(-2)!];
  return build(shape, (index) => {
    const [row, column] = index.slice(-2) as [number, number];
    const batch = index.slice(0, -2).reduce((sum, i, axis) => sum * shape[axis]! + i, 0);
    return x.data[(batch * x.shape.at(-2)! + column) * x.shape.at(-1)! + row]!;
  });
};

const sizes = [0, 1, 3, 4, 5, 8, 9];

describe("the gradient of a matrix product", () => {
  test.each(sizes)("with a matrix and a bias, of size %i", (size) => {
    for (const [M, K, N] of [
      [size, 3, 5],
      [4, size, 9],
      [5, 9, size],
      [size, size, size],
    ] as const) {
      expectGradients(
        (x, w, b) => dense(x, w, b),
        (x, w, b) => zip((y, bias) => y + bias, matmul(x, w), b),
        [tensorOf([M, K], 1), tensorOf([K, N], 2), tensorOf([N], 3)],
      );
    }
  });

  test("with a matrix, of a vector and of a sequence", () => {
    expectGradients(ops.matmul, matmul, [tensorOf([2, 3, 5], 1), tensorOf([5, 4], 2)]);
    const ofVector = (x: Nd, w: Nd): Nd => ({ shape: [4], data: matmul({ ...x, shape: [1, 5] }, w).data });
    expectGradients((x, w) => ops.dot(x, w), ofVector, [tensorOf([5], 1), tensorOf([5, 4], 2)]);
  });

  test.each(sizes)("of batches, of size %i", (size) => {
    for (const [batch, M, K, N] of [
      [size, 2, 3, 4],
      [2, size, 3, 4],
      [2, 3, size, 5],
      [2, 3, 4, size],
    ] as const) {
      const a = tensorOf([batch, M, K], 1);
      expectGradients((x, b) => batchMatmul(x, b), matmul, [a, tensorOf([batch, K, N], 2)]);
      expectGradients(
        (x, b) => batchMatmul(x, b, true),
        (x, b) => matmul(x, transposed(b)),
        [a, tensorOf([batch, N, K], 2)],
      );
    }
  });
});
