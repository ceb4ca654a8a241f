import { describe, expect, test } from "vitest";
import type { Value } from "../../src/graph/value.ts";
import { ops, tensor } from "../../src/index.ts";
import { tensorOf } from "../contract/tensors.ts";
import { numbers } from "../numbers.ts";
import { build, fold, type Nd, sum } from "../reference/nd.ts";
import { expectGradients, gradientOf } from "./gradient-of.ts";

const mean = (values: number[]): number => sum(values) / values.length;
const product = (values: number[]): number => values.reduce((a, b) => a * b, 1);
const variance = (values: number[]): number => mean(values.map((value) => (value - mean(values)) ** 2));
const logsumexp = (values: number[]): number => Math.log(sum(values.map(Math.exp)));

const shapes: readonly (readonly [shape: readonly number[], axes: number | readonly number[]])[] = [
  [[1], 0],
  [[5], 0],
  [[9], -1],
  [[3, 4], 0],
  [[3, 4], 1],
  [
    [3, 4],
    [0, 1],
  ],
  [[2, 3, 5], 1],
  [
    [2, 3, 5],
    [0, 2],
  ],
  [
    [2, 1, 4, 3],
    [1, 2],
  ],
];

describe("the gradient of a reduction", () => {
  type Reduction = (x: Value, axis?: number | readonly number[] | null, keepdims?: boolean) => Value;
  const reductions: [string, Reduction, (values: number[]) => number][] = [
    ["sum", ops.sum, sum],
    ["mean", ops.mean, mean],
    ["max", ops.max, (values) => Math.max(...values)],
    ["min", ops.min, (values) => Math.min(...values)],
    ["prod", ops.prod, product],
    ["var", ops.var, variance],
    ["logsumexp", ops.logsumexp, logsumexp],
  ];
  test.each(reductions)("%s goes back along its axes", (_, f, formula) => {
    for (const [shape, given] of shapes) {
      const axes = [given].flat().map((axis) => (axis < 0 ? axis + shape.length : axis));
      for (const keepdims of [false, true]) {
        const wanted = (x: Nd): Nd => fold(x, axes, formula, keepdims);
        expectGradients((x) => f(x, given, keepdims), wanted, [tensorOf(shape, 7)], 3e-5);
      }
    }
  });

  test("std is that of the root of the variance", () => {
    const wanted = (x: Nd): Nd => fold(x, [1], (values) => Math.sqrt(variance(values)));
    expectGradients((x) => ops.std(x, 1), wanted, [tensorOf([3, 5], 8)]);
  });

  test("of nothing is nothing", () => {
    for (const f of [ops.sum, ops.prod]) {
      const { gradients } = gradientOf((x) => f(x, 1), [tensorOf([2, 0, 3])]);
      expect(gradients[0]!.shape).toEqual([2, 0, 3]);
    }
  });

  test("equals share that of their maximum", () => {
    const c = numbers(1, 99)[0]!;
    const { gradients } = gradientOf((x) => ops.max(x), [tensor([1, 3, 3, 2, 3])]);
    expect(gradients[0]!.data).toEqual(Float32Array.of(0, c / 3, c / 3, 0, c / 3));
  });

  test.each([[[2, 0, 3]], [[0, 2, 0]], [[0, 5, 7]]])("prod of %j counts the zeros", (values) => {
    expectGradients(
      (x) => ops.prod(x),
      (x) => fold(x, [0], product),
      [tensor(values)],
    );
  });

  test("none flows through argmax, any and all", () => {
    for (const f of [ops.argmax, ops.any, ops.all]) {
      const { gradients } = gradientOf((x) => ops.cast(f(x, -1), "float32"), [tensorOf([2, 3])]);
      expect(gradients).toEqual([undefined]);
    }
  });

  test("cumsum is the sum of those behind", () => {
    for (const size of [1, 3, 4, 5, 9]) {
      const wanted = (x: Nd): Nd =>
        build(x.shape, ([i, j]) => sum(Array.from({ length: j! + 1 }, (_, k) => x.data[i! * size + k]!)));
      expectGradients((x) => ops.cumsum(x, 1), wanted, [tensorOf([2, size], 4)]);
    }
  });
});

describe("the gradient of a function of rows", () => {
  const softmax = (row: number[]): number[] => row.map((value) => Math.exp(value - logsumexp(row)));
  const sparsemax = (row: number[]): number[] => {
    const sorted = row.toSorted((a, b) => b - a);
    const sums = sorted.map((_, i) => sum(sorted.slice(0, i + 1)));
    const support = sorted.map((value, i) => value - (sums[i]! - 1) / (i + 1) > 0);
    const tau = (sum(sums.filter((_, i) => support[i])) - 1) / support.filter((is) => is).length;
    return row.map((value) => Math.max(value - tau, 0));
  };
  const rows = (x: Nd, f: (row: number[]) => number[]): Nd => {
    const n = x.shape.at(-1)!;
    const lists = Array.from({ length: x.data.length / n }, (_, i) => x.data.slice(i * n, i * n + n));
    return { shape: x.shape, data: lists.flatMap(f) };
  };
  test.each<[string, (x: Value, axis?: number) => Value, (row: number[]) => number[]]>([
    ["softmax", ops.softmax, softmax],
    ["logSoftmax", ops.logSoftmax, (row) => softmax(row).map(Math.log)],
    ["sparsemax", ops.sparsemax, sparsemax],
  ])("%s takes the whole row into account", (_, f, formula) => {
    for (const shape of [[1], [3], [2, 4], [3, 5], [2, 2, 9]]) {
      expectGradients(
        (x) => f(x),
        (x) => rows(x, formula),
        [tensorOf(shape, 11)],
      );
    }
    const turned = (x: Nd): Nd => build(x.shape, ([i, j]) => formula([0, 1, 2].map((k) => x.data[k * 4 + j!]!))[i!]!);
    expectGradients((x) => f(x, 0), turned, [tensorOf([3, 4], 12)]);
  });
});
