import { describe, expect, test } from "vitest";
import { Dense, GRU, input, losses, Model, metrics, Sequential, tensor } from "../../src/index.ts";
import { numbers } from "../numbers.ts";
import { problem, rejection } from "./problem.ts";

const quiet = { verbose: 0 } as const;

describe("what is given to fit", () => {
  test("weighs classes in training, not in validation", async () => {
    const model = new Sequential([input({ shape: [2] }), new Dense({ units: 3, activation: "softmax" })]);
    model.compile({ optimizer: "sgd", loss: "sparseCategoricalCrossentropy" });
    const x = tensor(numbers(20), [10, 2]);
    const y = tensor([0, 1, 2, 0, 1, 2, 0, 1, 2, 0]);
    const classWeight = { 0: 3, 1: 3, 2: 3 };
    const { history } = await model.fit(x, y, { ...quiet, validationSplit: 0.4, classWeight });
    const last = [tensor(x.data.slice(12), [4, 2]), tensor(y.data.slice(6), [4])] as const;
    const { loss } = await model.evaluate(...last, quiet);
    expect(history["val_loss"]![0]).toBeCloseTo(loss!, 6);
  });

  test("tells outputs of one layer apart by their places", async () => {
    const x = input({ shape: [null, 1] });
    const outputs = new GRU({ units: 2, returnState: true, name: "g" }).apply(x);
    const model = new Model({ inputs: x, outputs });
    model.compile({ loss: { g: "meanSquaredError", g_1: "meanSquaredError" } });
    const data = tensor(numbers(4), [2, 2, 1]);
    const zeros = tensor(new Float32Array(4), [2, 2]);
    const tens = tensor(new Float32Array(4).fill(10), [2, 2]);
    const logs = await model.evaluate(data, { g_1: tens, g: zeros }, quiet);
    expect(logs["g_loss"]).toBeLessThan(1);
    expect(logs["g_1_loss"]).toBeGreaterThan(80);
  });

  test("may be in a typed array, a number for each sample", async () => {
    const { model, x, y } = problem();
    const logs = await model.evaluate(x, y, { ...quiet, sampleWeight: tensor(y.data, [20]) });
    expect(await model.evaluate(x, y.data, { ...quiet, sampleWeight: y.data })).toEqual(logs);
    expect(await model.testOnBatch(x, Float64Array.from(y.data))).toEqual(await model.testOnBatch(x, y));
    expect(await rejection(model.fit(x.data, y, quiet))).toMatch(
      /^Sequential "m": input ".*" must have shape .*, got \[60\]/,
    );
    expect(await rejection(model.fit(x, y.data.subarray(1), quiet))).toBe(
      'Sequential "m": all data must have the same number of samples, got x 20, y 19.',
    );
  });

  test("must be there", async () => {
    const { model, x, y } = problem();
    const refusal = (labels: unknown): Promise<string> => rejection(model.fit(x, labels as never, quiet));
    expect(await refusal(new DataView(new ArrayBuffer(80)))).toBe(
      "tensor: data must be a typed array or nested arrays, got a DataView.",
    );
    expect(await refusal(new Map())).toBe('Sequential "m": y must be tensors, got a Map.');
    expect(await refusal(Promise.resolve(y))).toBe('Sequential "m": y must be tensors, got a Promise.');
    expect(await refusal([[1n], [2n]])).toBe(
      "tensor: nested arrays must hold numbers or booleans at one depth, got 1n.",
    );
  });

  test("must have a signal that can be one, and classes by number", async () => {
    const { model, x, y } = problem();
    const refusal = (options: object): Promise<string> => rejection(model.fit(x, y, { ...quiet, ...options }));
    expect(await refusal({ signal: {} })).toBe('Sequential "m": signal must be an AbortSignal, got an object.');
    expect(await refusal({ signal: null })).toBe('Sequential "m": signal must be an AbortSignal, got null.');
    expect(await refusal({ classWeight: { good: 2 } })).toBe(
      'Sequential "m": classWeight must be by the numbers of classes, got "good".',
    );
  });

  test("must not be classes in place of losses and metrics", () => {
    const { model } = problem();
    expect(() => model.compile({ loss: losses.MeanSquaredError as never })).toThrow(
      'Sequential "m": loss must be an instance, not a class, got the function MeanSquaredError. Write new MeanSquaredError().',
    );
    expect(() => model.compile({ loss: "mse", metrics: [metrics.AUC as never] })).toThrow(
      'Sequential "m": each of metrics must be an instance, not a class, got the function AUC. Write new AUC().',
    );
  });
});
