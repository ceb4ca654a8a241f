import { describe, expect, test } from "vitest";
import { callbacks, Dense, type FitOptions, input, Sequential, tensor } from "../../src/index.ts";
import { problem, rejection, weightsOf } from "./problem.ts";

/** The message with which fit refuses data, once it is sure that nothing has changed. */
async function refusal(x: unknown, y: unknown, options: object = {}): Promise<string> {
  const { model } = problem();
  const before = weightsOf(model);
  const message = await rejection(model.fit(x as never, y as never, { verbose: 0, ...options } as FitOptions));
  expect(weightsOf(model)).toEqual(before);
  expect(model.optimizer!.iterations).toBe(0);
  return message;
}

describe("data is refused", () => {
  const { x, y } = problem();
  const labels = tensor(y.data.slice(0, 10), [10, 1]);

  test("if it is not finite, with its place", async () => {
    const data = x.data.slice();
    data[7] = Number.NaN;
    expect(await refusal(tensor(data, [20, 3]), y)).toBe(
      'Sequential "m": x must hold finite numbers at [2, 1], got NaN.',
    );
    const infinite = y.data.slice();
    infinite[19] = -Infinity;
    expect(await refusal(x, tensor(infinite, [20, 1]))).toBe(
      'Sequential "m": y must hold finite numbers at [19, 0], got -Infinity.',
    );
    const sampleWeight = tensor(Float32Array.from({ length: 20 }, (_, i) => (i === 4 ? Number.NaN : 1)));
    expect(await refusal(x, y, { sampleWeight })).toBe(
      'Sequential "m": sampleWeight must hold finite numbers at [4], got NaN.',
    );
  });

  test("if numbers of samples differ, or there are none", async () => {
    expect(await refusal(x, labels)).toBe(
      'Sequential "m": all data must have the same number of samples, got x 20, y 10.',
    );
    expect(await refusal(x, y, { sampleWeight: [1, 2] })).toBe(
      'Sequential "m": all data must have the same number of samples, got x 20, y 20, sampleWeight 2.',
    );
    expect(await refusal(tensor(new Float32Array(0), [0, 3]), tensor(new Float32Array(0), [0, 1]))).toBe(
      'Sequential "m": there are no samples.',
    );
  });

  test("if it does not fit the model or the loss", async () => {
    expect(await refusal(tensor(x.data, [30, 2]), y)).toBe(
      'Sequential "m": input "x" must have shape [batch, 3], got [30, 2].',
    );
    expect(await refusal(x, tensor(x.data, [20, 3]))).toBe(
      "meanSquaredError: yTrue must have the shape of yPred, [20, 1], got [20, 3].",
    );
    expect(await refusal(x, [y, y])).toBe('Sequential "m": y must be one tensor for each output (out), got 2.');
    expect(await refusal(x, undefined)).toBe('Sequential "m": y must be tensors, got undefined.');
    expect(await refusal(x, { other: y })).toBe(`Sequential "m": y must be named out, got ["other"].`);
  });

  test("if labels are out of range, and weights stay as they are", async () => {
    const model = new Sequential([input({ shape: [3] }), new Dense({ units: 4, activation: "softmax" })], {
      name: "m",
    });
    model.compile({ optimizer: "sgd", loss: "sparseCategoricalCrossentropy" });
    const ids = Int32Array.from({ length: 20 }, (_, i) => (i === 13 ? 4 : i % 4));
    const before = weightsOf(model);
    let after: number[] = before;
    const keep = new callbacks.LambdaCallback({
      onTrainBatchEnd: () => {
        after = weightsOf(model);
      },
    });
    const options = { verbose: 0, batchSize: 5, shuffle: false, callbacks: [keep] } as const;
    expect(await rejection(model.fit(x, tensor(ids), options))).toBe(
      "sparseCategoricalCrossentropy: labels must be integers from 0 to 3, got 4.",
    );
    // The first two steps are taken, the third is not.
    expect(model.optimizer!.iterations).toBe(2);
    expect(after).not.toEqual(before);
    expect(weightsOf(model)).toEqual(after);
  });

  describe.each([
    ["in their order", { shuffle: false, batchSize: 5 }],
    ["shuffled", { shuffle: true, batchSize: 5, seed: 1 }],
    ["in one batch", { shuffle: false, batchSize: 20, epochs: 3 }],
  ])("if it is changed in the course of fit, %s", (_, options) => {
    const change = (data: Float32Array): void => {
      data.fill(Number.NaN);
    };
    const handOver = ({ buffer }: Float32Array): void => {
      structuredClone(buffer, { transfer: [buffer] });
    };
    test.each([
      ["x to NaN", /^Sequential "m": x must hold finite numbers at \[0, 0\], got NaN\.$/, 0, change],
      ["y to NaN", /^Sequential "m": y must hold finite numbers at \[0, 0\], got NaN\.$/, 1, change],
      [
        "x to nothing",
        /data of shape \[\d+, 3\] must be \d+ numbers, got 0\. Was its memory handed over\?$/,
        0,
        handOver,
      ],
      [
        "y to nothing",
        /data of shape \[\d+, 1\] must be \d+ numbers, got 0\. Was its memory handed over\?$/,
        1,
        handOver,
      ],
    ])("%s, and weights stay those after the last step", async (_, message, which, spoil) => {
      const fresh = problem();
      const { model } = fresh;
      let after: number[] = [];
      const spoiling = new callbacks.LambdaCallback({
        onTrainBatchEnd: (step) => {
          after = weightsOf(model);
          if (options.batchSize === 20 || step === 1) spoil([fresh.x, fresh.y][which]!.data as Float32Array);
        },
      });
      const training = model.fit(fresh.x, fresh.y, { verbose: 0, ...options, callbacks: [spoiling] });
      expect(await rejection(training)).toMatch(message);
      expect(model.optimizer!.iterations).toBe(options.batchSize === 20 ? 1 : 2);
      expect(weightsOf(model)).toEqual(after);
    });
  });

  test("if it is handed over when its step is announced", async () => {
    const { model, x, y } = problem();
    const before = weightsOf(model);
    const handOver = new callbacks.LambdaCallback({
      onTrainBatchBegin: () => {
        structuredClone(x.data.buffer, { transfer: [x.data.buffer] });
      },
    });
    const training = model.fit(x, y, { verbose: 0, shuffle: false, batchSize: 20, callbacks: [handOver] });
    expect(await rejection(training)).toMatch(/data of shape \[20, 3\] must be 60 numbers, got 0\./);
    expect(weightsOf(model)).toEqual(before);
  });

  test("if classes are weighted that are not labels of samples", async () => {
    expect(await refusal(x, tensor(y.data, [20, 1, 1]), { classWeight: { 0: 1 } })).toBe(
      'Sequential "m": with classWeight, y must have shape [samples] or [samples, classes], got [20, 1, 1]. Give sampleWeight for labels of sequences.',
    );
    const sequences = new Sequential([input({ shape: [5, 2] }), new Dense({ units: 3, activation: "softmax" })]);
    sequences.compile({ loss: "sparseCategoricalCrossentropy" });
    const labels = tensor(new Int32Array(20), [4, 5]);
    const training = sequences.fit(tensor(new Float32Array(40), [4, 5, 2]), labels, {
      classWeight: { 0: 1 },
      verbose: 0,
    });
    expect(await rejection(training)).toMatch(/y must have shape \[samples\] .*, got \[4, 5\]\. Give sampleWeight/);
    expect(await refusal(x, y, { classWeight: { 0: 1 }, sampleWeight: y })).toBe(
      'Sequential "m": sampleWeight and classWeight cannot both be given.',
    );
    expect(await refusal(x, y, { sampleWeight: [y, y] })).toBe(
      'Sequential "m": sampleWeight must be one tensor, or one for each of 1 outputs, got 2.',
    );
  });
});

describe("options are refused", () => {
  const { x, y } = problem();

  test.each([
    [{ batchsize: 3 }, 'Sequential "m": unknown option "batchsize".'],
    [{ batchSize: 0 }, 'Sequential "m": batchSize must be a positive integer, got 0.'],
    [{ epochs: 1.5 }, 'Sequential "m": epochs must be an integer of 0 or more, got 1.5.'],
    [{ validationSplit: 1.5 }, 'Sequential "m": validationSplit must be a number from 0 to 1, got 1.5.'],
    [
      { validationSplit: 0.99 },
      'Sequential "m": validationSplit must leave some of the 20 samples on either side, got 0.99.',
    ],
    [{ verbose: 3 }, 'Sequential "m": verbose must be one of "auto", 0, 1, 2, got 3.'],
    [{ callbacks: [{}] }, 'Sequential "m": each of callbacks must be a Callback, got an object.'],
    [{ callbacks: new callbacks.History() }, 'Sequential "m": callbacks must be a list, got a History.'],
    [{ seed: 0.5 }, 'Sequential "m": seed must be an integer, got 0.5.'],
    [
      { validationData: [x] },
      'Sequential "m": data must be [x, y], [x, y, sampleWeight] or { x, y, sampleWeight }, got [a Tensor].',
    ],
  ])("%o", async (options, message) => {
    expect((await refusal(x, y, options)).slice(0, message.length)).toBe(message);
  });
});
