import { describe, test } from "vitest";
import {
  type CompileOptions,
  Dense,
  input,
  losses,
  metrics,
  regularizers,
  Sequential,
  tensor,
} from "../../src/index.ts";
import { numbers } from "../numbers.ts";
import { Cubed, GreatErrors, Scale, squared } from "./own.ts";
import { branched, everything, masked, recurrent, samples, settled } from "./problems.ts";
import { expectSame, plain } from "./trained.ts";

describe("fit gives what Model.fit gives, with the same bits for any number of workers", () => {
  test("with validation, metrics and a last batch that is smaller", async () => {
    const compile = { optimizer: "adam", loss: "mse", metrics: ["mae", "cosineSimilarity"] } as const;
    await expectSame(plain(), () => compile, { validationSplit: 0.2, batchSize: 13 });
  });

  test("with weights of samples", async () => {
    const sampleWeight = tensor(numbers(45, 5).map(Math.abs), [45]);
    const compile = { optimizer: "sgd", loss: "mse", weightedMetrics: ["mae"] } as const;
    await expectSame(plain(), () => compile, { sampleWeight });
  });

  test("with weights of classes", async () => {
    const make = () => {
      const model = settled(new Sequential([input({ shape: [3] }), new Dense({ units: 3, activation: "softmax" })]));
      const y = Int32Array.from({ length: 40 }, (_, i) => (i * i) % 3);
      return { model, x: tensor(numbers(120), [40, 3]), y: tensor(y, [40, 1]) };
    };
    const compile = { optimizer: "adam", loss: "sparseCategoricalCrossentropy", metrics: ["accuracy"] } as const;
    await expectSame(make, () => compile, { classWeight: { 0: 0.2, 2: 5 } });
  });

  test("with masks, by which shards count unequally", async () => {
    const compile = { optimizer: "adam", loss: "sparseCategoricalCrossentropy", metrics: ["accuracy"] } as const;
    await expectSame(masked, () => compile);
    const sampleWeight = tensor(numbers(45 * 6, 5).map(Math.abs), [45, 6]);
    await expectSame(masked, () => compile, { sampleWeight });
  });

  test("with several inputs and outputs, one behind a mask", async () => {
    const compile = { optimizer: "rmsprop", loss: { tags: "mse", value: "mae" }, lossWeights: { tags: 2, value: 0.5 } };
    await expectSame(branched, () => ({ ...compile, metrics: { value: ["mse"] } }) as CompileOptions);
    const [both, one] = [tensor(numbers(40, 5).map(Math.abs)), tensor(numbers(40, 6).map(Math.abs))];
    await expectSame(branched, () => compile as CompileOptions, { sampleWeight: [both, one] });
  });

  test.each(["sum", "none", "mean", "meanWithSampleWeight"] as const)("with the reduction %s", async (reduction) => {
    const compile = () =>
      ({ optimizer: "sgd", loss: new losses.SparseCategoricalCrossentropy({ reduction }) }) as const;
    const sampleWeight = tensor(numbers(45 * 6, 5).map(Math.abs), [45, 6]);
    await expectSame(masked, compile, { sampleWeight, batchSize: 23 });
  });

  test("with weights that cancel out in a shard, by whose sum the loss is divided", async () => {
    const sampleWeight = tensor(
      Float32Array.from({ length: 45 }, (_, i) => [2, -1, -1, 3, 1, 2][i % 6]!),
      [45],
    );
    const compile = () =>
      ({ optimizer: "sgd", loss: new losses.MeanSquaredError({ reduction: "meanWithSampleWeight" }) }) as const;
    await expectSame(plain(), compile, { sampleWeight, shuffle: false });
  });

  test("with regularizers of weights and of outputs", async () => {
    const make = () => {
      const dense = new Dense({
        units: 4,
        kernelRegularizer: "l2",
        activityRegularizer: new regularizers.L1({ l1: 0.1 }),
      });
      return { model: recurrent(dense as never), ...samples(45) };
    };
    await expectSame(make, () => ({ optimizer: "adam", loss: "mse" }));
  });

  test("with all that optimizers do: clipping, decay, accumulation, averages, a schedule", async () => {
    await expectSame(plain(), () => ({ optimizer: everything(), loss: "mse" }), { epochs: 4 });
  });

  test("with layers, losses and metrics of one's own", async () => {
    const make = () => ({ model: recurrent(new Scale({})), ...samples(45) });
    await expectSame(make, () => ({ optimizer: "adam", loss: new Cubed(), metrics: [new GreatErrors(), squared] }));
  });

  test("with the area under a curve, whose measures are lists", async () => {
    const make = () => {
      const model = settled(new Sequential([input({ shape: [3] }), new Dense({ units: 1, activation: "sigmoid" })]));
      const y = Float32Array.from({ length: 40 }, (_, i) => (i * i) % 2);
      return { model, x: tensor(numbers(120), [40, 3]), y: tensor(y, [40, 1]) };
    };
    await expectSame(make, () => ({ optimizer: "adam", loss: "binaryCrossentropy", metrics: [new metrics.AUC()] }));
  });

  test("where some weights are not trained, or have no part in the loss", async () => {
    const make = () => {
      const model = recurrent(new Dense({ units: 4, name: "frozen" }) as never);
      model.getLayer("frozen").trainable = false;
      return { model, ...samples(45) };
    };
    await expectSame(make, () => ({ optimizer: "adam", loss: "mse" }));
    await expectSame(branched, () => ({ optimizer: "adam", loss: { value: "mse", tags: null } }) as CompileOptions);
  });
});
