import { describe, expect, test } from "vitest";
import { ops, type Tensor, tensor } from "../../src/index.ts";
import { errorOf, tensorOf } from "../contract/tensors.ts";

const points = [-7, -2.5, -1, -0.5, -0.25, 0, 0.25, 0.5, 1, 1.5, 2.5, 9];
const x = tensor(points);
const erf = (v: number): number => {
  // A sum of its derivative, fine enough for five digits.
  const steps = 20_000;
  let sum = 0;
  for (let i = 0; i < steps; i++) sum += Math.exp(-((((i + 0.5) * v) / steps) ** 2));
  return (2 / Math.sqrt(Math.PI)) * sum * (v / steps);
};
const sigmoid = (v: number): number => 1 / (1 + Math.exp(-v));
const softplus = (v: number): number => Math.max(v, 0) + Math.log1p(Math.exp(-Math.abs(v)));
const clip = (v: number, low: number, high: number): number => Math.min(Math.max(v, low), high);
const even = (v: number): number => (Math.abs(v % 1) === 0.5 ? 2 * Math.round(v / 2) : Math.round(v));

function expectClose(got: Tensor, wanted: readonly number[]): void {
  expect(got.data).toHaveLength(wanted.length);
  for (const [i, value] of wanted.entries()) {
    const error = Math.abs(got.data[i]! - value);
    const agrees = error <= 1e-5 * (1 + Math.abs(value)) || Object.is(got.data[i], value);
    expect(agrees, `${got.data[i]} at ${i}, not ${value}`).toBe(true);
  }
}

describe("operations on each element", () => {
  const functions: [string, (value: Tensor) => Tensor, (value: number) => number][] = [
    ["negative", ops.negative, (v) => -v],
    ["abs", ops.abs, Math.abs],
    ["exp", ops.exp, Math.exp],
    ["expm1", ops.expm1, Math.expm1],
    ["log", ops.log, Math.log],
    ["log1p", ops.log1p, Math.log1p],
    ["log2", ops.log2, Math.log2],
    ["log10", ops.log10, Math.log10],
    ["sqrt", ops.sqrt, Math.sqrt],
    ["rsqrt", ops.rsqrt, (v) => 1 / Math.sqrt(v)],
    ["square", ops.square, (v) => v * v],
    ["reciprocal", ops.reciprocal, (v) => 1 / v],
    ["sign", ops.sign, Math.sign],
    ["floor", ops.floor, Math.floor],
    ["ceil", ops.ceil, Math.ceil],
    ["round", ops.round, even],
    ["round to one decimal", (v) => ops.round(v, 1), (v) => even(v * 10) / 10],
    ["sin", ops.sin, Math.sin],
    ["cos", ops.cos, Math.cos],
    ["sinh", ops.sinh, Math.sinh],
    ["cosh", ops.cosh, Math.cosh],
    ["arctan", ops.arctan, Math.atan],
    ["erf", ops.erf, erf],
    ["sigmoid", ops.sigmoid, sigmoid],
    ["tanh", ops.tanh, Math.tanh],
    ["relu", ops.relu, (v) => Math.max(v, 0)],
    ["relu of all arguments", (v) => ops.relu(v, 0.1, 1, 0.3), (v) => (v > 0.3 ? Math.min(v, 1) : 0.1 * (v - 0.3))],
    ["relu6", ops.relu6, (v) => clip(v, 0, 6)],
    ["leakyRelu", ops.leakyRelu, (v) => (v > 0 ? v : 0.2 * v)],
    ["leakyRelu with a slope", (v) => ops.leakyRelu(v, 0.3), (v) => (v > 0 ? v : 0.3 * v)],
    ["elu", ops.elu, (v) => (v > 0 ? v : Math.expm1(v))],
    ["elu with alpha", (v) => ops.elu(v, 0.5), (v) => (v > 0 ? v : 0.5 * Math.expm1(v))],
    ["celu", ops.celu, (v) => (v > 0 ? v : Math.expm1(v))],
    ["celu with alpha", (v) => ops.celu(v, 0.5), (v) => (v > 0 ? v : 0.5 * Math.expm1(v / 0.5))],
    ["selu", ops.selu, (v) => 1.05070098 * (v > 0 ? v : 1.67326324 * Math.expm1(v))],
    ["silu", ops.silu, (v) => v * sigmoid(v)],
    ["mish", ops.mish, (v) => v * Math.tanh(softplus(v))],
    ["gelu", ops.gelu, (v) => 0.5 * v * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (v + 0.044715 * v ** 3)))],
    ["gelu, exact", (v) => ops.gelu(v, false), (v) => 0.5 * v * (1 + erf(v / Math.SQRT2))],
    ["softplus", ops.softplus, softplus],
    ["softsign", ops.softsign, (v) => v / (1 + Math.abs(v))],
    ["squareplus", ops.squareplus, (v) => (v + Math.sqrt(v * v + 4)) / 2],
    ["squareplus with b", (v) => ops.squareplus(v, 1), (v) => (v + Math.sqrt(v * v + 1)) / 2],
    ["sparsePlus", ops.sparsePlus, (v) => (v <= -1 ? 0 : v >= 1 ? v : (v + 1) ** 2 / 4)],
    ["sparseSigmoid", ops.sparseSigmoid, (v) => clip((v + 1) / 2, 0, 1)],
    ["softShrink", ops.softShrink, (v) => Math.sign(v) * Math.max(Math.abs(v) - 0.5, 0)],
    ["softShrink with a threshold", (v) => ops.softShrink(v, 1), (v) => Math.sign(v) * Math.max(Math.abs(v) - 1, 0)],
    ["hardShrink", ops.hardShrink, (v) => (Math.abs(v) > 0.5 ? v : 0)],
    ["hardShrink with a threshold", (v) => ops.hardShrink(v, 1), (v) => (Math.abs(v) > 1 ? v : 0)],
    ["tanhShrink", ops.tanhShrink, (v) => v - Math.tanh(v)],
    ["threshold", (v) => ops.threshold(v, 0.3, -1), (v) => (v > 0.3 ? v : -1)],
    ["hardTanh", ops.hardTanh, (v) => clip(v, -1, 1)],
    ["hardSigmoid", ops.hardSigmoid, (v) => clip(v / 6 + 0.5, 0, 1)],
    ["hardSilu", ops.hardSilu, (v) => v * clip(v / 6 + 0.5, 0, 1)],
    ["logSigmoid", ops.logSigmoid, (v) => -softplus(-v)],
    ["clip", (v) => ops.clip(v, -0.3, 1.2), (v) => clip(v, -0.3, 1.2)],
  ];
  test.each(functions)("%s agrees with its equation", (_, operation, wanted) => {
    expectClose(operation(x), points.map(wanted));
  });

  test("isnan, isfinite and logicalNot", () => {
    const odd = tensor([0, 1, Number.NaN, Number.POSITIVE_INFINITY]);
    expect(ops.isnan(odd)).toEqual(tensor([false, false, true, false]));
    expect(ops.isfinite(odd)).toEqual(tensor([true, true, false, false]));
    expect(ops.logicalNot(odd)).toEqual(tensor([true, false, false, false]));
  });

  test("cast truncates to integers and takes all but 0 as true", () => {
    expect(ops.cast(tensor([-1.7, 0, 2.9]), "int32")).toEqual(tensor(Int32Array.of(-1, 0, 2), [3]));
    expect(ops.cast(tensor([-1.7, 0, 2.9]), "bool")).toEqual(tensor([true, false, true]));
    expect(ops.cast(tensor([true, false]), "float32")).toEqual(tensor([1, 0]));
  });

  test("zerosLike, onesLike, fullLike and copy have the shape of x, and its kind unless another is wanted", () => {
    const ids = tensor(Int32Array.of(1, 2), [2, 1]);
    expect(ops.zerosLike(ids)).toEqual(tensor(Int32Array.of(0, 0), [2, 1]));
    expect(ops.onesLike(ids, "bool")).toEqual(tensor([[true], [true]]));
    expect(ops.fullLike(ids, 0.5, "float32")).toEqual(tensor([[0.5], [0.5]]));
    expect(ops.copy(ids)).toEqual(ids);
  });

  test("refuse parameters that are no numbers", () => {
    expect(errorOf(() => ops.elu(x, Number.NaN))).toBe("RangeError: Elu: alpha must be a finite number, got NaN.");
    expect(errorOf(() => ops.round(x, 0.5))).toBe("RangeError: Round: decimals must be an integer, got 0.5.");
  });
});

describe("operations on two operands", () => {
  const modulo = (a: number, b: number): number => a - b * Math.floor(a / b);
  const functions: [string, (a: Tensor, b: Tensor) => Tensor, (a: number, b: number) => number | boolean][] = [
    ["add", ops.add, (a, b) => a + b],
    ["subtract", ops.subtract, (a, b) => a - b],
    ["multiply", ops.multiply, (a, b) => a * b],
    ["divide", ops.divide, (a, b) => a / b],
    ["floorDivide", ops.floorDivide, (a, b) => Math.floor(a / b)],
    ["mod", ops.mod, modulo],
    ["power", ops.power, (a, b) => a ** b],
    ["maximum", ops.maximum, Math.max],
    ["minimum", ops.minimum, Math.min],
    ["equal", ops.equal, (a, b) => a === b],
    ["notEqual", ops.notEqual, (a, b) => a !== b],
    ["greater", ops.greater, (a, b) => a > b],
    ["greaterEqual", ops.greaterEqual, (a, b) => a >= b],
    ["less", ops.less, (a, b) => a < b],
    ["lessEqual", ops.lessEqual, (a, b) => a <= b],
    ["logicalAnd", ops.logicalAnd, (a, b) => a !== 0 && b !== 0],
    ["logicalOr", ops.logicalOr, (a, b) => a !== 0 || b !== 0],
    ["logicalXor", ops.logicalXor, (a, b) => (a !== 0) !== (b !== 0)],
  ];
  const a = tensor([-2, 0, 0.5, 3]);
  const b = tensor([[2], [0.5], [3], [-1]]);
  test.each(functions)("%s broadcasts its operands", (_, operation, wanted) => {
    const table = [2, 0.5, 3, -1].flatMap((right) => [-2, 0, 0.5, 3].map((left) => Number(wanted(left, right))));
    const got = operation(a, b);
    expect(got.shape).toEqual([4, 4]);
    expectClose(got, table);
  });

  test("where chooses, broadcasting all three", () => {
    const condition = tensor([[true], [false]]);
    expect(ops.where(condition, tensor([1, 2]), 0).toArray()).toEqual([
      [1, 2],
      [0, 0],
    ]);
  });

  test("more axes than a kernel loops over are walked from outside", () => {
    const left = tensorOf([2, 1, 3, 1, 2, 1], 1);
    const right = tensorOf([1, 2, 1, 3, 1, 2], 2);
    const got = ops.add(left, right);
    expect(got.shape).toEqual([2, 2, 3, 3, 2, 2]);
    got.data.forEach((value, i) => {
      const [f, e, d, c, b, a] = [2, 2, 3, 3, 2, 2].map((size, k, all) => {
        const below = all.slice(0, k).reduce((p, q) => p * q, 1);
        return Math.floor(i / below) % size;
      }) as [number, number, number, number, number, number];
      expect(value).toBe(Math.fround(left.data[(a * 3 + c) * 2 + e]! + right.data[(b * 3 + d) * 2 + f]!));
    });
  });

  test("make integers of integers where Keras does", () => {
    const ids = tensor(Int32Array.of(-2, 0, 3));
    const flags = tensor([true, false, true]);
    for (const f of [ops.abs, ops.negative, ops.square, ops.sign, ops.relu, ops.relu6, ops.round, ops.cumsum]) {
      expect(f(ids).dtype).toBe("int32");
    }
    expect(ops.square(ids).data).toEqual(Int32Array.of(4, 0, 9));
    expect([ops.abs(flags).dtype, ops.square(flags).dtype, ops.cumsum(flags).dtype]).toEqual([
      "bool",
      "int32",
      "int32",
    ]);
    expect(ops.where(flags, ids, flags).data).toEqual(Int32Array.of(-2, 0, 3));
    expect(ops.concatenate([flags, ids]).data).toEqual(Int32Array.of(1, 0, 1, -2, 0, 3));
    expect(ops.dot(ids, ids).dtype).toBe("int32");
    expect([ops.sqrt(ids).dtype, ops.divide(ids, 2).dtype]).toEqual(["float32", "float32"]);
  });

  test("refuse shapes that do not go together", () => {
    expect(errorOf(() => ops.add(tensorOf([2, 3]), tensorOf([2, 2])))).toBe(
      "RangeError: Add: the second operand must have a shape that broadcasts with [2, 3], got [2, 2].",
    );
  });
});
