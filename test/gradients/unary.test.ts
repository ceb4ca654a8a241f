import { describe, expect, test } from "vitest";
import type { Value } from "../../src/graph/value.ts";
import { ops, tensor } from "../../src/index.ts";
import { mapElements } from "../../src/ops/unary.ts";
import * as tags from "../../src/wasm/tags.ts";
import { numbers } from "../numbers.ts";
import { zip } from "../reference/nd.ts";
import { expectGradients, gradientOf } from "./gradient-of.ts";

const sigmoid = (v: number): number => 1 / (1 + Math.exp(-v));
const softplus = (v: number): number => Math.max(v, 0) + Math.log1p(Math.exp(-Math.abs(v)));
const clip = (v: number, low: number, high: number): number => Math.min(Math.max(v, low), high);
// The Taylor series; for the sizes below it is exact to 1e-13.
const erf = (v: number): number => {
  let [sum, term] = [0, v];
  for (let n = 0; n < 80; n++) {
    sum += term / (2 * n + 1);
    term *= -(v * v) / (n + 1);
  }
  return (2 / Math.sqrt(Math.PI)) * sum;
};
const anywhere = (): Float32Array => numbers(9, 3).map((value) => value * 1.7);
const positive = (): Float32Array => anywhere().map((value) => Math.abs(value) + 0.1);

describe("the gradient of an operation on each element", () => {
  const functions: [string, (x: Value) => Value, (v: number) => number, (() => Float32Array)?][] = [
    ["negative", ops.negative, (v) => -v],
    ["abs", ops.abs, Math.abs],
    ["exp", ops.exp, Math.exp],
    ["expm1", ops.expm1, Math.expm1],
    ["log", ops.log, Math.log, positive],
    ["log1p", ops.log1p, Math.log1p, positive],
    ["log2", ops.log2, Math.log2, positive],
    ["log10", ops.log10, Math.log10, positive],
    ["sqrt", ops.sqrt, Math.sqrt, positive],
    ["rsqrt", ops.rsqrt, (v) => 1 / Math.sqrt(v), positive],
    ["square", ops.square, (v) => v * v],
    ["reciprocal", ops.reciprocal, (v) => 1 / v, positive],
    ["sin", ops.sin, Math.sin],
    ["cos", ops.cos, Math.cos],
    ["sinh", ops.sinh, Math.sinh],
    ["cosh", ops.cosh, Math.cosh],
    ["arctan", ops.arctan, Math.atan],
    ["erf", ops.erf, erf],
    ["clip", (x) => ops.clip(x, -1, 1), (v) => clip(v, -1, 1)],
    ["cast to its own kind", (x) => ops.cast(x, "float32"), (v) => v],
    ["sigmoid", ops.sigmoid, sigmoid],
    ["tanh", ops.tanh, Math.tanh],
    ["relu", ops.relu, (v) => Math.max(v, 0)],
    ["relu of all arguments", (v) => ops.relu(v, 0.1, 1, 0.3), (v) => (v > 0.3 ? Math.min(v, 1) : 0.1 * (v - 0.3))],
    ["relu6", (x) => ops.relu6(ops.multiply(x, 4)), (v) => clip(4 * v, 0, 6)],
    ["leakyRelu", ops.leakyRelu, (v) => (v > 0 ? v : 0.2 * v)],
    ["leakyRelu with a slope", (v) => ops.leakyRelu(v, 0.3), (v) => (v > 0 ? v : 0.3 * v)],
    ["elu", ops.elu, (v) => (v > 0 ? v : Math.expm1(v))],
    ["elu with alpha", (v) => ops.elu(v, 0.5), (v) => (v > 0 ? v : 0.5 * Math.expm1(v))],
    ["celu", ops.celu, (v) => (v > 0 ? v : Math.expm1(v))],
    ["celu with alpha", (v) => ops.celu(v, 0.5), (v) => (v > 0 ? v : 0.5 * Math.expm1(v / 0.5))],
    ["selu", ops.selu, (v) => 1.0507009873554805 * (v > 0 ? v : 1.6732632423543772 * Math.expm1(v))],
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
    ["hardSigmoid", (x) => ops.hardSigmoid(ops.multiply(x, 2)), (v) => clip((2 * v) / 6 + 0.5, 0, 1)],
    ["hardSilu", (x) => ops.hardSilu(ops.multiply(x, 2)), (v) => 2 * v * clip((2 * v) / 6 + 0.5, 0, 1)],
    ["logSigmoid", ops.logSigmoid, (v) => -softplus(-v)],
  ];
  test.each(functions)("%s is its derivative", (_, f, formula, points = anywhere) => {
    for (const count of [0, 1, 3, 4, 5, 9]) {
      expectGradients(f, (x) => zip(formula, x), [tensor(points().slice(0, count))]);
    }
  });

  test("glu shares it between the halves", () => {
    const x = tensor(numbers(12, 5), [3, 4]);
    expectGradients(
      (v) => ops.glu(v),
      ({ data }) => ({
        shape: [3, 2],
        data: [0, 1, 2].flatMap((r) => [0, 1].map((c) => data[4 * r + c]! * sigmoid(data[4 * r + c + 2]!))),
      }),
      [x],
    );
  });

  /** The derivative at a point. */
  const at = (f: (x: Value) => Value, v: number): number | undefined => {
    const c = numbers(1, 99)[0]!;
    const slope = gradientOf(f, [tensor([v])]).gradients[0]?.data[0];
    return slope === undefined ? undefined : slope / c;
  };

  test.each<[string, (x: Value) => Value, number, number]>([
    ["relu", ops.relu, 0, 0],
    ["relu6", ops.relu6, 0, 0],
    ["relu6", ops.relu6, 6, 0],
    ["abs", ops.abs, 0, 0],
    ["leakyRelu", ops.leakyRelu, 0, 0.2],
    ["elu", ops.elu, 0, 1],
    ["elu with alpha", (x) => ops.elu(x, 0.5), 100, 1],
    ["celu with alpha", (x) => ops.celu(x, 0.5), 100, 1],
    ["selu", ops.selu, 0, 1.05070098],
    ["softsign", ops.softsign, 0, 1],
    ["hardTanh", ops.hardTanh, 1, 1],
    ["hardSigmoid", ops.hardSigmoid, 3, 0],
    ["softShrink", ops.softShrink, 0.5, 0],
    ["sparseSigmoid", ops.sparseSigmoid, -1, 0],
    ["arctan", ops.arctan, 0, 1],
    ["sqrt", ops.sqrt, 0, Number.POSITIVE_INFINITY],
    ["softplus", ops.softplus, 200, 1],
    ["mish", ops.mish, -200, 0],
    ["silu", ops.silu, -200, 0],
    ["gelu, exact", (x) => ops.gelu(x, false), -200, 0],
    ["logSigmoid", ops.logSigmoid, -200, 1],
  ])("%s has TensorFlow's at a corner: by x = %3$d it is %4$d", (_, f, v, slope) => {
    expect(at(f, v)).toBeCloseTo(slope, 6);
  });

  test.each<[string, (x: Value) => Value]>([
    ["sign", ops.sign],
    ["floor", ops.floor],
    ["ceil", ops.ceil],
    ["round", ops.round],
    ["a truth", (x) => ops.cast(ops.greater(x, 0), "float32")],
    ["an integer", (x) => ops.cast(ops.cast(x, "int32"), "float32")],
    ["logicalNot", (x) => ops.cast(ops.logicalNot(x), "float32")],
    ["oneHot", (x) => ops.oneHot(x, 3)],
    ["stopGradient", ops.stopGradient],
  ])("none flows through %s", (_, f) => {
    expect(at(f, 0.3)).toBeUndefined();
  });

  test("is there for every function of the kernel that is not flat", () => {
    for (let tag = tags.LINEAR; tag <= tags.TO_BOOL; tag++) {
      const f = (x: Value): Value => mapElements("f", tag, x);
      const y = (v: number): number => gradientOf(f, [tensor([v])]).y.data[0]!;
      const slope = (y(0.71) - y(0.69)) / 0.02;
      expect(Math.abs((at(f, 0.7) ?? 0) - slope), `tag ${tag}`).toBeLessThan(2e-3);
    }
  });

  test("stopGradient leaves that of other uses", () => {
    expect(at((x) => ops.multiply(x, ops.stopGradient(x)), 3)).toBeCloseTo(3, 5);
  });
});
