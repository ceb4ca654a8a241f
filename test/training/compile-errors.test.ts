import { describe, expect, test } from "vitest";
import { type CompileOptions, callbacks, Dense, input, Model, Sequential } from "../../src/index.ts";
import { memoryBytes } from "../../src/wasm/memory.ts";
import { problem, rejection } from "./problem.ts";

describe("compile refuses", () => {
  const refused = (options: object): string => {
    try {
      problem().model.compile(options as CompileOptions);
    } catch (error) {
      return (error as Error).message;
    }
    return "no error";
  };

  test("what is not known, by name", () => {
    expect(refused({ optimiser: "adam" })).toBe(
      'Sequential "m": unknown option "optimiser". Options: optimizer, loss, lossWeights, metrics, weightedMetrics.',
    );
    expect(refused({ optimizer: "adan" })).toMatch(
      /^Sequential "m": optimizer must be one of "adadelta", .*, got "adan"\.$/,
    );
    expect(refused({ loss: "mean_squared_error" })).toMatch(
      /^Sequential "m": loss must be one of "meanSquaredError", .*, got "mean_squared_error"\.$/,
    );
    expect(refused({ loss: "mse", metrics: ["acuracy"] })).toMatch(
      /^Sequential "m": each of metrics must be one of .*, got "acuracy"\.$/,
    );
  });

  test("what fits no output", () => {
    expect(refused({ loss: ["mse", "mse"] })).toBe(
      `Sequential "m": loss must be a list of one for each output (out), got ["mse", "mse"].`,
    );
    expect(refused({ loss: { other: "mse" } })).toBe(
      `Sequential "m": loss must be named after outputs (out), got "other".`,
    );
  });

  test("to train without a loss, or without weights", async () => {
    const { model, x, y } = problem();
    model.compile();
    expect(await rejection(model.trainOnBatch(x, y))).toBe('Sequential "m": there is no loss. Give one to compile().');
    model.trainable = false;
    model.compile({ optimizer: "sgd", loss: "mse" });
    expect(await rejection(model.fit(x, y, { verbose: 0 }))).toBe(
      "SGD: there is nothing to train: no weight that can be trained has a part in the loss.",
    );
  });
});

describe("a model", () => {
  test("must be compiled", async () => {
    const model = new Sequential([input({ shape: [3] }), new Dense({ units: 1 })], { name: "n" });
    expect(model.compiled).toBe(false);
    const message = 'Sequential "n": the model is not compiled. Call compile() first.';
    expect(await rejection(model.fit([[1, 2, 3]], [[1]]))).toBe(message);
    expect(await rejection(model.evaluate([[1, 2, 3]], [[1]]))).toBe(message);
  });

  test("cannot be trained by two fits at a time", async () => {
    const { model, x, y } = problem();
    const first = model.fit(x, y, { verbose: 0 });
    expect(await rejection(model.fit(x, y, { verbose: 0 }))).toBe(
      'Sequential "m": the model is being trained. Await its fit() first.',
    );
    expect(() => model.compile()).toThrow('Sequential "m": the model is being trained. Await its fit() first.');
    expect(() => model.add(new Dense({ units: 2 }))).toThrow("the model is being trained. Await its fit() first.");
    await first;
    expect(await rejection(model.fit(x, y, { verbose: 0 }))).toBe("no error");
  });

  test("cannot be trained once it is disposed of", async () => {
    const { model, x, y } = problem();
    await model.fit(x, y, { verbose: 0 });
    model.dispose();
    expect(await rejection(model.fit(x, y, { verbose: 0 }))).toBe('Sequential "m": used after dispose().');
  });

  test("that is disposed of in the course of training ends it", async () => {
    const { model, x, y } = problem();
    const before = memoryBytes();
    const end = new callbacks.LambdaCallback({ onTrainBatchEnd: () => model.dispose() });
    expect(await rejection(model.fit(x, y, { verbose: 0, batchSize: 5, callbacks: [end] }))).toBe(
      'Sequential "m": used after dispose().',
    );
    expect(memoryBytes()).toBe(before);
  });

  test("whose optimizer trains another one is refused", async () => {
    const { model, x, y } = problem();
    await model.fit(x, y, { verbose: 0 });
    const other = problem().model;
    other.compile({ optimizer: model.optimizer!, loss: "mse" });
    expect(await rejection(other.fit(x, y, { verbose: 0 }))).toBe(
      "Adam: it was built for other weights. Use an optimizer for one model only.",
    );
  });

  describe("with several outputs", () => {
    const two = (options: CompileOptions): Model<never> => {
      const x = input({ shape: [1] });
      const outputs = ["a", "b"].map((name) => new Dense({ units: 3, name }).apply(x));
      const model = new Model({ inputs: x, outputs, name: "two" });
      model.compile({ optimizer: "sgd", ...options });
      return model as never;
    };
    const compiled = (options: object) => (): unknown => two(options as CompileOptions);

    test("wants metrics for each", () => {
      expect(compiled({ loss: "mse", metrics: "mae" })).toThrow(
        'Functional "two": metrics of a model with several outputs must say which output they are for.',
      );
    });

    test("is told at once what is amiss with one of them", () => {
      expect(compiled({ loss: { a: "mse", b: "mean" } })).toThrow(
        /^Functional "two": loss of output "b" must be one of "meanSquaredError", .*, got "mean"\.$/,
      );
      expect(compiled({ loss: "mse", metrics: [["mae"], [7]] })).toThrow(
        /^Functional "two": each of metrics of output "b" must be one of "accuracy", .*, got 7\.$/,
      );
      expect(compiled({ loss: "mse", lossWeights: [1] })).toThrow(
        'Functional "two": lossWeights must be a list of one for each output (a, b), got [1].',
      );
      expect(compiled({ loss: "mse", lossWeights: [1, Number.NaN] })).toThrow(
        'Functional "two": lossWeights of output "b" must be a finite number, got NaN.',
      );
      expect(compiled({ loss: "mse", lossWeights: { c: 1 } })).toThrow(
        'Functional "two": lossWeights must be named after outputs (a, b), got "c".',
      );
      expect(() => two({ loss: ["mse", null], lossWeights: { a: 1, b: null } })).not.toThrow();
    });

    test("is told for which of them labels are not fit", async () => {
      const row = [[1, 2, 3]];
      const mse = two({ loss: "mse" });
      expect(await rejection(mse.trainOnBatch([[1]], [row, [[1, 2]]]))).toBe(
        'output "b": mse: yTrue must have the shape of yPred, [1, 3], got [1, 2].',
      );
      const classes = two({ loss: "sparseCategoricalCrossentropy" });
      expect(await rejection(classes.trainOnBatch([[1]], [[[2]], [[3]]]))).toBe(
        'output "b": sparseCategoricalCrossentropy: labels must be integers from 0 to 2, got 3.',
      );
      const measured = two({ loss: "mse", metrics: { a: "topKCategoricalAccuracy" } });
      expect(await rejection(measured.trainOnBatch([[1]], [[[1, 2]], row]))).toMatch(/^output "a": /);
    });
  });
});
