import { describe, expect, test } from "vitest";
import type { Value } from "../../src/graph/value.ts";
import { ops, tensor } from "../../src/index.ts";
import { tensorOf } from "../contract/tensors.ts";
import { numbers } from "../numbers.ts";
import { zip } from "../reference/nd.ts";
import { expectGradients, gradientOf } from "./gradient-of.ts";

const shapes: readonly (readonly [readonly number[], readonly number[]])[] = [
  [[], []],
  [[0], [0]],
  [[1], [1]],
  [[5], [5]],
  [[9], [1]],
  [[3, 4], [4]],
  [[4], [3, 4]],
  [
    [3, 1],
    [1, 5],
  ],
  [
    [2, 3, 4],
    [3, 1],
  ],
  [
    [2, 1, 4, 1],
    [3, 1, 5],
  ],
  [[3, 0], [1]],
];

/** Numbers away from 0. */
function apart(shape: readonly number[], seed: number) {
  const { data } = tensorOf(shape, seed);
  return tensor(
    Float32Array.from(data, (value) => Math.sign(value) * (0.5 + Math.abs(value))),
    shape,
  );
}

/** Positive ones. */
function positive(shape: readonly number[], seed: number) {
  return tensor(Float32Array.from(apart(shape, seed).data, Math.abs), shape);
}

describe("the gradient of an operation on two operands", () => {
  const functions: [string, (a: Value, b: Value) => Value, (a: number, b: number) => number, typeof apart][] = [
    ["add", ops.add, (a, b) => a + b, apart],
    ["subtract", ops.subtract, (a, b) => a - b, apart],
    ["multiply", ops.multiply, (a, b) => a * b, apart],
    ["divide", ops.divide, (a, b) => a / b, apart],
    ["power", ops.power, (a, b) => a ** b, positive],
    ["maximum", ops.maximum, Math.max, apart],
    ["minimum", ops.minimum, Math.min, apart],
    ["mod", ops.mod, (a, b) => a - b * Math.floor(a / b), apart],
    ["where", (a, b) => ops.where(ops.greater(a, b), a, ops.square(b)), (a, b) => (a > b ? a : b * b), apart],
  ];
  test.each(functions)("%s is summed back to the shapes that were broadcast", (_, f, formula, points) => {
    for (const [a, b] of shapes) {
      expectGradients(f, (...arrays) => zip(formula, ...arrays), [points(a, 1), points(b, 2)], 3e-5);
    }
  });

  test("clip is that of its bounds too", () => {
    const [x, low, high] = [tensorOf([3, 4], 3), tensor([-0.5, -1, -0.2, 0]), tensor([[0.5], [0.25], [1]])];
    expectGradients(
      (v, l, h) => ops.clip(v, l, h),
      (...arrays) => zip((v, l, h) => Math.min(Math.max(v, l), h), ...arrays),
      [x, low, high],
    );
  });

  test("where with a condition that is broadcast", () => {
    const condition = tensor(Uint8Array.of(1, 0, 1), [3, 1]);
    expectGradients(
      (c, a, b) => ops.where(c, a, b),
      (...arrays) => zip((c, a, b) => (c ? a : b), ...arrays),
      [condition, tensorOf([4], 1), tensorOf([3, 4], 2)],
    );
  });

  /** The derivatives by a and b at a point. */
  const at = (f: (a: Value, b: Value) => Value, a: number, b: number): (number | undefined)[] => {
    const c = numbers(1, 99)[0]!;
    const found = gradientOf(f, [tensor([a]), tensor([b])]).gradients.map((one) => one?.data[0]);
    return found.map((slope) => (slope === undefined ? undefined : Math.fround(slope / c) + 0));
  };

  test.each<[string, (a: Value, b: Value) => Value, number, number, number, number]>([
    ["maximum", ops.maximum, 2, 2, 1, 0],
    ["minimum", ops.minimum, 2, 2, 1, 0],
    ["power", ops.power, 0, 2, 0, 0],
    ["power", ops.power, -2, 3, 12, 0],
    ["power", ops.power, 0, 1, 1, 0],
    ["power", ops.power, 0, 0, Number.NaN, 0],
    ["divide", ops.divide, 1, 0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
    ["divide", ops.divide, 0, 0, Number.POSITIVE_INFINITY, Number.NaN],
  ])("%s has TensorFlow's where it is not smooth: at %3$d, %4$d", (_, f, a, b, da, db) => {
    expect(at(f, a, b)).toEqual([da, db]);
  });

  test("none flows through comparisons, logic and whole quotients", () => {
    for (const f of [ops.equal, ops.greater, ops.lessEqual, ops.logicalAnd, ops.floorDivide]) {
      expect(at((a, b) => ops.cast(f(a, b), "float32"), 3, 2)).toEqual([undefined, undefined]);
    }
  });

  test("none flows to integers, and the other operand has its own", () => {
    const x = tensor(Int32Array.of(2, 3), [2]);
    const { gradients } = gradientOf((a, b) => ops.multiply(a, b), [tensorOf([2], 1), x]);
    expect(gradients[0]!.data).toEqual(numbers(2, 99).map((c, i) => c * x.data[i]!));
  });
});
