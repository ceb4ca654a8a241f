/** Gradients as a plan computes them, beside those of a formula in doubles. */
import { expect } from "vitest";
import { gradients } from "../../src/gradients/index.ts";
import { toValue } from "../../src/graph/call.ts";
import { Runner } from "../../src/graph/runner.ts";
import type { Value } from "../../src/graph/value.ts";
import { type Tensor, tensor } from "../../src/index.ts";
import { numbers } from "../numbers.ts";
import type { Nd } from "../reference/nd.ts";

/** Of float32 against doubles, relative to the greatest element of a gradient. */
const TOLERANCE = 1e-5;
/** The step of differences in doubles; their error is about its square, and about 1e-16 / STEP. */
const STEP = 1e-5;

const sizeOf = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1);

/** The weights of the sum that is differentiated: each element of a result counts differently. */
function weightsOf(count: number): Float32Array {
  return numbers(count, 99);
}

/** f, and the gradients of Σ f·c by each tensor, in one plan; undefined where nothing depends on the tensor. */
export function gradientOf(
  f: (...values: Value[]) => Value,
  tensors: readonly Tensor[],
): { readonly y: Tensor; readonly gradients: readonly (Tensor | undefined)[] } {
  let isThere: boolean[] = [];
  const runner = new Runner();
  const results = runner.run(tensors, (values) => {
    const y = f(...values);
    const shape = y.shape as readonly number[];
    const found = gradients([y], [toValue("test", tensor(weightsOf(sizeOf(shape)), shape))], values);
    isThere = found.map((one) => one !== undefined);
    return [y, ...found.filter((one) => one !== undefined)];
  }) as readonly Tensor[];
  runner.dispose();
  const [y, ...rest] = results;
  return { y: y!, gradients: isThere.map((has) => (has ? rest.shift() : undefined)) };
}

/** The gradients of Σ f·c by each array, by central differences. */
export function differencesOf(f: (...arrays: Nd[]) => Nd, arrays: readonly Nd[]): Nd[] {
  const loss = (...given: Nd[]): number => {
    const { data } = f(...given);
    const weights = weightsOf(data.length);
    return data.reduce((sum, value, i) => sum + value * weights[i]!, 0);
  };
  return arrays.map(({ shape, data }, which) => {
    const moved = (i: number, by: number): number => {
      const changed = data.map((value, j) => (j === i ? value + by : value));
      return loss(...arrays.map((array, j) => (j === which ? { shape, data: changed } : array)));
    };
    return { shape, data: data.map((_, i) => (moved(i, STEP) - moved(i, -STEP)) / (2 * STEP)) };
  });
}

/** Expects numbers that agree, relative to the greatest of those wanted. */
export function expectClose(got: ArrayLike<number>, wanted: readonly number[], tolerance: number, what = ""): void {
  expect(got.length, what).toBe(wanted.length);
  const scale = wanted.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-3);
  for (const [i, value] of wanted.entries()) {
    const error = Math.abs(got[i]! - value) / scale;
    expect(error <= tolerance, `${what}: ${got[i]} at ${i}, not ${value}`).toBe(true);
  }
}

/** Expects f and its gradients by tensors to be those of a formula. */
export function expectGradients(
  f: (...values: Value[]) => Value,
  formula: (...arrays: Nd[]) => Nd,
  tensors: readonly Tensor[],
  tolerance: number = TOLERANCE,
): void {
  const arrays = tensors.map(({ data, shape }): Nd => ({ data: Array.from(data), shape }));
  const { y, gradients: found } = gradientOf(f, tensors);
  const wanted = formula(...arrays);
  expect(y.shape).toEqual(wanted.shape);
  expectClose(y.data, wanted.data, tolerance, "the result");
  differencesOf(formula, arrays).forEach((difference, i) => {
    if (tensors[i]!.dtype !== "float32") return;
    expect(found[i]!.shape).toEqual(difference.shape);
    expectClose(found[i]!.data, difference.data, tolerance, `the gradient by operand ${i}`);
  });
}
