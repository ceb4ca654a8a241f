/**
 * Gradients of layers against differences of their own results, in training.
 *
 * A result has the accuracy of float32, so a single number could not be checked closely. What is checked is the slope of
 * a sum of all results along a random direction of each weight and each input, from four points (Richardson): its error
 * is of the fourth power of the step, and that of rounding about 1e-7 / STEP of the sum's terms.
 */
import { expect } from "vitest";
import { gradients } from "../../src/gradients/index.ts";
import type { Applied } from "../../src/graph/call.ts";
import { toValue } from "../../src/graph/call.ts";
import { Runner } from "../../src/graph/runner.ts";
import { currentTrace } from "../../src/graph/trace.ts";
import type { Value } from "../../src/graph/value.ts";
import { type AnyLayer, type Tensor, tensor } from "../../src/index.ts";
import { numbers } from "../numbers.ts";

const STEP = 0.01;
/** Of the slope and of what it is the sum of; ten times what is seen. */
const TOLERANCE = 1e-4;

const dot = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  Array.from(a).reduce((sum, value, i) => sum + value * b[i]!, 0);

/** Expects the gradients of what a layer does in a trace, by its weights and by all inputs of floats. */
export function expectSlopes(
  layer: AnyLayer,
  inputs: readonly Tensor[],
  call: (values: readonly Value[]) => Applied,
): void {
  const runner = new Runner({ training: true });
  const isFloat = ({ dtype }: { readonly dtype: string }): boolean => dtype === "float32";
  const factors = (shape: readonly number[]): Float32Array =>
    numbers(
      shape.reduce((a, b) => a * b, 1),
      77,
    );
  let results = 0;
  let isThere: boolean[] = [];
  const trace = (values: readonly Value[]): readonly Value[] => {
    const outputs = [call(values)].flat().filter(isFloat) as Value[];
    const sources = [...layer.weights.map((weight) => currentTrace()!.variable(weight)), ...values.filter(isFloat)];
    const shapes = outputs.map(({ shape }) => shape as readonly number[]);
    const dOutputs = shapes.map((shape) => toValue("test", tensor(factors(shape), shape)));
    const found = gradients(outputs, dOutputs, sources);
    results = outputs.length;
    isThere = found.map((one) => one !== undefined);
    return [...outputs, ...found.filter((one) => one !== undefined)];
  };
  const { plan } = runner.prepare(inputs, trace);
  const run = (): readonly Tensor[] => {
    for (const state of layer.randomStates()) state.seedWith(5);
    plan.run();
    return plan.outputs.map((_, i) => plan.read(i));
  };
  const loss = (): number =>
    run()
      .slice(0, results)
      .reduce((sum, { data, shape }) => sum + dot(data, factors(shape)), 0);

  for (const [i, { data }] of inputs.entries()) plan.write(i, data);
  const found = run().slice(results);
  const weights = layer.weights.map((weight) => ({
    what: weight.name,
    data: weight.data.slice() as ArrayLike<number>,
    write: (data: Float32Array) => weight.assign(data),
  }));
  const values = inputs.map(({ data }, i) => ({
    what: `input ${i}`,
    data: data as ArrayLike<number>,
    write: (changed: Float32Array) => plan.write(i, changed),
  }));
  const sources = [...weights, ...values.filter((_, i) => isFloat(inputs[i]!))];
  sources.forEach(({ what, data, write }, i) => {
    const direction = numbers(data.length, 200 + i);
    const at = (distance: number): number => {
      write(Float32Array.from(data, (value, j) => value + distance * direction[j]!));
      return loss();
    };
    const slope = (step: number): number => (at(step) - at(-step)) / (2 * step);
    const wanted = (4 * slope(STEP) - slope(2 * STEP)) / 3;
    write(Float32Array.from(data));
    const gradient = isThere[i] ? found[isThere.slice(0, i).filter((is) => is).length]!.data : [0];
    const got = dot(gradient, direction);
    const size = dot(Array.from(gradient, Math.abs), Array.from(direction, Math.abs));
    const error = Math.abs(got - wanted) / Math.max(size, 1);
    expect(error <= TOLERANCE, `the slope by ${what} is ${wanted}, its gradient gives ${got}; ${error}`).toBe(true);
  });
  runner.dispose();
}
