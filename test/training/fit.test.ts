import { afterEach, describe, expect, test, vi } from "vitest";
import {
  callbacks,
  Dense,
  Dropout,
  Embedding,
  GRU,
  input,
  Model,
  optimizers,
  Sequential,
  tensor,
} from "../../src/index.ts";
import { numbers } from "../numbers.ts";
import { problem, weightsOf } from "./problem.ts";

const quiet = { verbose: 0, seed: 1 } as const;

afterEach(() => {
  vi.restoreAllMocks();
});

describe("fit", () => {
  test("makes the loss smaller, and tells it epoch by epoch", async () => {
    const { model, x, y } = problem(64);
    const { history, epoch } = await model.fit(x, y, { ...quiet, epochs: 40, batchSize: 8 });
    expect(epoch).toEqual(Array.from({ length: 40 }, (_, i) => i));
    expect(Object.keys(history)).toEqual(["loss"]);
    expect(history["loss"]!.at(-1)).toBeLessThan(history["loss"]![0]! / 10);
  });

  test("trains a GRU behind a masked Embedding", async () => {
    const model = new Sequential([
      input({ shape: [null], dtype: "int32" }),
      new Embedding({ inputDim: 10, outputDim: 6, maskZero: true }),
      new GRU({ units: 8 }),
      new Dense({ units: 2, activation: "softmax" }),
    ]);
    model.setWeights(model.getWeights().map(({ shape, data }, i) => tensor(numbers(data.length, i), shape)));
    const optimizer = new optimizers.Adam({ learningRate: 0.01 });
    model.compile({ optimizer, loss: "sparseCategoricalCrossentropy", metrics: ["accuracy"] });
    const ids = Array.from({ length: 40 }, (_, i) => [1 + (i % 4), 1 + (i % 9), i % 3 ? 0 : 5]);
    const labels = ids.map(([first]) => (first! > 2 ? 1 : 0));
    const { history } = await model.fit(tensor(ids), tensor(labels), { ...quiet, epochs: 40, batchSize: 8 });
    expect(history["accuracy"]!.at(-1)).toBe(1);
  });

  test("carries states from batch to batch of a fixed size", async () => {
    const make = (): Sequential => {
      const layer = new GRU({ units: 3, stateful: true });
      const model = new Sequential([input({ batchShape: [2, null, 2] }), layer, new Dense({ units: 1 })]);
      model.setWeights(model.getWeights().map(({ shape, data }, i) => tensor(numbers(data.length, i), shape)));
      model.compile({ optimizer: "sgd", loss: "mse" });
      return model;
    };
    const x = numbers(24);
    const y = numbers(6, 7);
    const [whole, parts] = [make(), make()];
    await whole.fit(tensor(x, [6, 2, 2]), tensor(y, [6, 1]), { verbose: 0, shuffle: false, batchSize: 2 });
    for (let at = 0; at < 6; at += 2) {
      const labels = tensor(y.subarray(at, at + 2), [2, 1]);
      await parts.trainOnBatch(tensor(x.subarray(at * 4, at * 4 + 8), [2, 2, 2]), labels);
    }
    expect(weightsOf(whole)).toEqual(weightsOf(parts));
    expect(whole.predict(tensor(x, [6, 2, 2]), { batchSize: 2 }).shape).toEqual([6, 1]);
    expect(() => whole.predict(tensor(x, [6, 2, 2]))).toThrow("batch size of the states, 2, got [6, 2, 2]");
  });

  test("gives the same bits with the same seed, dropout and all", async () => {
    const run = async (seed: number): Promise<number[]> => {
      const { x, y } = problem();
      const dense = problem().model;
      const model = new Sequential([
        input({ shape: [3] }),
        dense.layers[0]!,
        new Dropout({ rate: 0.5 }),
        dense.layers[1]!,
      ]);
      model.compile({ optimizer: "adam", loss: "meanSquaredError" });
      await model.fit(x, y, { verbose: 0, seed, epochs: 3, batchSize: 6 });
      return weightsOf(model);
    };
    const first = await run(5);
    expect(await run(5)).toEqual(first);
    expect(await run(6)).not.toEqual(first);
  });

  test("takes samples in their order without shuffle, and in another one with", async () => {
    const orders = async (shuffle: boolean): Promise<number[]> => {
      const { model, x, y } = problem();
      const losses: number[] = [];
      const watch = new callbacks.LambdaCallback({ onTrainBatchEnd: (_, logs) => void losses.push(logs["loss"]!) });
      await model.fit(x, y, { ...quiet, shuffle, batchSize: 5, callbacks: [watch] });
      return losses;
    };
    const { model, x, y } = problem();
    const first = await model.testOnBatch(tensor(x.data.slice(0, 15), [5, 3]), tensor(y.data.slice(0, 5), [5, 1]));
    expect((await orders(false))[0]).toBeCloseTo(first["loss"]!, 6);
    expect((await orders(true))[0]).not.toBeCloseTo(first["loss"]!, 6);
  });

  test("takes nested arrays, tensors, lists and names alike", async () => {
    const make = (): Model<never> => {
      const [a, b] = [input({ shape: [2], name: "a" }), input({ shape: [1], name: "b" })];
      const ones = { kernelInitializer: "ones" } as const;
      const outputs = [
        new Dense({ units: 1, name: "p", ...ones }).apply(a),
        new Dense({ units: 1, name: "q", ...ones }).apply(b),
      ];
      const model = new Model({ inputs: [a, b], outputs, name: "two" });
      model.compile({ optimizer: "sgd", loss: "meanSquaredError" });
      return model as never;
    };
    const [a, b] = [
      [
        [1, 2],
        [3, 4],
      ],
      [[1], [2]],
    ];
    const [p, q] = [
      [[1], [0]],
      [[0], [1]],
    ];
    const results = await Promise.all([
      make().trainOnBatch([a, b], [p, q]),
      make().trainOnBatch([tensor(a), tensor(b)], { q, p }),
      make().trainOnBatch({ b: tensor(b), a }, [tensor(p), q]),
    ]);
    expect(Object.keys(results[0]!)).toEqual(["loss", "p_loss", "q_loss"]);
    expect(results[1]).toEqual(results[0]);
    expect(results[2]).toEqual(results[0]);
  });

  test("leaves weights alone that are not trained", async () => {
    const { model, x, y } = problem();
    model.layers[0]!.trainable = false;
    model.compile({ optimizer: "sgd", loss: "meanSquaredError" });
    const [kernel, bias, last] = model.getWeights();
    await model.fit(x, y, quiet);
    const after = model.getWeights();
    expect(after[0]).toEqual(kernel);
    expect(after[1]).toEqual(bias);
    expect(after[2]).not.toEqual(last);
  });

  test("goes on where it was ended, with initialEpoch", async () => {
    const { model, x, y } = problem();
    const { epoch } = await model.fit(x, y, { ...quiet, initialEpoch: 3, epochs: 5 });
    expect(epoch).toEqual([3, 4]);
  });

  test("validates behind the epochs that validationFreq names", async () => {
    const { model, x, y } = problem();
    const validationData = [x, y] as const;
    const every = await model.fit(x, y, { ...quiet, epochs: 5, validationData, validationFreq: 2 });
    expect(every.history["val_loss"]).toHaveLength(2);
    const named = await model.fit(x, y, { ...quiet, epochs: 5, validationData, validationFreq: [1, 2, 5] });
    expect(named.history["val_loss"]).toHaveLength(3);
    const { loss } = await model.evaluate(x, y, { verbose: 0 });
    expect(named.history["val_loss"]!.at(-1)).toBe(loss);
  });

  test("trains by steps whose predictions are those of whole steps", async () => {
    const { model, x, y } = problem();
    const seen: [number, number][] = [];
    const watch = new callbacks.LambdaCallback({
      onTrainBatchEnd: () => {
        const [kernel, bias] = model.layers[1]!.getWeights();
        const hidden = model.layers[0]!.apply(x) as unknown as typeof x;
        let wanted = bias!.data[0]!;
        for (let i = 0; i < 8; i++) wanted += hidden.data[i]! * kernel!.data[i]!;
        seen.push([model.predict(x).data[0]!, wanted]);
      },
    });
    await model.fit(x, y, { ...quiet, batchSize: 5, callbacks: [watch] });
    expect(seen).toHaveLength(4);
    for (const [got, wanted] of seen) expect(got).toBeCloseTo(wanted, 5);
    expect(new Set(seen.map(([got]) => got)).size).toBe(4);
  });

  test("ends behind the step in which a callback says so", async () => {
    const { model, x, y } = problem();
    let steps = 0;
    const stop = new callbacks.LambdaCallback({
      onTrainBatchEnd: () => {
        model.stopTraining = ++steps === 6;
      },
    });
    const { epoch } = await model.fit(x, y, { ...quiet, batchSize: 5, epochs: 9, callbacks: [stop] });
    expect([steps, epoch]).toEqual([6, [0, 1]]);
  });

  test("validates with all batches also behind the step that was the last", async () => {
    const { model, x, y } = problem();
    let batches = 0;
    const stop = new callbacks.LambdaCallback({
      onTrainBatchEnd: () => {
        model.stopTraining = true;
      },
      onTestBatchEnd: () => {
        batches++;
      },
    });
    await model.fit(x, y, { ...quiet, batchSize: 5, callbacks: [stop], validationData: [x, y] });
    expect(batches).toBe(4);
  });

  test("awaits callbacks, and calls them in Keras's order", async () => {
    const { model, x, y } = problem();
    const calls: string[] = [];
    const note = (what: string) => async () => {
      await new Promise((resolve) => setTimeout(resolve, 1));
      calls.push(what);
    };
    const names = [
      "onTrainBegin",
      "onEpochBegin",
      "onTrainBatchBegin",
      "onTrainBatchEnd",
      "onTestBegin",
      "onTestBatchBegin",
      "onTestBatchEnd",
      "onTestEnd",
      "onEpochEnd",
      "onTrainEnd",
    ];
    const watch = new callbacks.LambdaCallback(Object.fromEntries(names.map((name) => [name, note(name)])));
    await model.fit(x, y, { ...quiet, callbacks: [watch], validationData: [x, y] });
    expect(calls).toEqual(names);
  });

  test("restores the best weights by EarlyStopping", async () => {
    const { model, x, y } = problem();
    const kept: number[][] = [];
    const keep = new callbacks.LambdaCallback({ onEpochEnd: () => void kept.push(weightsOf(model)) });
    const stop = new callbacks.EarlyStopping({ monitor: "loss", mode: "max", restoreBestWeights: true, patience: 2 });
    await model.fit(x, y, { ...quiet, epochs: 9, callbacks: [keep, stop] });
    expect(stop.stoppedEpoch).toBe(2);
    expect(weightsOf(model)).toEqual(kept[0]);
  });

  test("ends with the averages of the weights, with useEma", async () => {
    const { model, x, y } = problem();
    model.compile({ optimizer: new optimizers.SGD({ useEma: true, emaMomentum: 0.5 }), loss: "mse" });
    const start = weightsOf(model);
    const steps: number[][] = [];
    const keep = new callbacks.LambdaCallback({ onTrainBatchEnd: () => void steps.push(weightsOf(model)) });
    await model.fit(x, y, { ...quiet, batchSize: 10, callbacks: [keep] });
    expect(start).not.toEqual(steps[0]);
    // The first average is the weights behind the first step.
    const wanted = steps[1]!.map((weight, i) => (steps[0]![i]! + weight) / 2);
    weightsOf(model).forEach((weight, i) => {
      expect(weight).toBeCloseTo(wanted[i]!, 6);
    });
  });

  test("puts the learning rate of a callback into the history", async () => {
    const { model, x, y } = problem();
    const schedule = new callbacks.LearningRateScheduler((epoch, rate) => (epoch === 0 ? rate : rate / 2));
    const { history } = await model.fit(x, y, { ...quiet, epochs: 3, callbacks: [schedule] });
    expect(history["learning_rate"]).toEqual([0.01, 0.005, 0.0025]);
  });
});

describe("evaluate", () => {
  test("gives the same whatever the size of batches", async () => {
    const { model, x, y } = problem();
    const all = await model.evaluate(x, y, { verbose: 0 });
    const some = await model.evaluate(x, y, { verbose: 0, batchSize: 7 });
    expect(some["loss"]).toBeCloseTo(all["loss"]!, 6);
    expect(await model.testOnBatch(x, y)).toEqual(all);
  });

  test("changes nothing", async () => {
    const { model, x, y } = problem();
    const before = weightsOf(model);
    await model.evaluate(x, y, { verbose: 0 });
    expect(weightsOf(model)).toEqual(before);
    expect(model.optimizer!.iterations).toBe(0);
  });

  test("weights samples", async () => {
    const { model, x, y } = problem();
    const sampleWeight = numbers(20).map(Math.abs);
    const { loss } = await model.evaluate(x, y, { verbose: 0, sampleWeight: tensor(sampleWeight) });
    const predicted = [...model.predict(x).data];
    const wanted = predicted.reduce((sum, p, i) => sum + sampleWeight[i]! * (p - y.data[i]!) ** 2, 0);
    expect(loss).toBeCloseTo(wanted / 20, 5);
  });
});
