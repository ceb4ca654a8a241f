import { describe, expect, test } from "vitest";
import {
  BatchNormalization,
  type CompileOptions,
  callbacks,
  Dense,
  Dropout,
  type FitOptions,
  GRU,
  input,
  Layer,
  LSTM,
  losses,
  type Model,
  metrics,
  ops,
  regularizers,
  Sequential,
  tensor,
  type Value,
} from "../../src/index.ts";
import { PairwiseSum } from "../../src/pool/pairwise.ts";
import { Spare } from "../../src/pool/spare.ts";
import { numbers } from "../numbers.ts";
import { rejection } from "../training/problem.ts";
import { Cubed, GreatErrors, Scale, squared } from "./own.ts";
import { branched, distance, everything, masked, poolOf, recurrent, samples, settled, stateOf } from "./problems.ts";

interface Case {
  readonly model: Model<never>;
  readonly x: never;
  readonly y: never;
}

/** Trains a problem by a pool of so many workers, or alone; tells what became of it. */
async function trained(
  make: () => object,
  compile: () => CompileOptions,
  options: FitOptions,
  workers: number,
): Promise<{ state: number[][]; history: Record<string, number[]> }> {
  const { model, x, y } = make() as Case;
  model.compile(compile());
  const given = { verbose: 0, seed: 3, epochs: 2, batchSize: 16, ...options } as const;
  if (workers === 0) {
    const { history } = await model.fit(x, y, given);
    return { state: stateOf(model), history };
  }
  // Six shards of a batch.
  using pool = poolOf(model, workers, { shardSize: 3 });
  const { history } = await pool.fit(x, y, given);
  return { state: stateOf(model), history };
}

/** Expects of pools what the model alone does, but for rounding, and of all pools the same bits. */
async function expectSame(make: () => object, compile: () => CompileOptions, options: FitOptions = {}): Promise<void> {
  const alone = await trained(make, compile, options, 0);
  const [one, ...others] = await Promise.all([1, 2, 3, 4].map((workers) => trained(make, compile, options, workers)));
  expect(distance(alone.state, one!.state)).toBeLessThan(1e-5);
  expect(Object.keys(one!.history)).toEqual(Object.keys(alone.history));
  expect(distance(Object.values(alone.history), Object.values(one!.history))).toBeLessThan(1e-5);
  for (const other of others) expect(other).toEqual(one);
}

const plain =
  (count = 45) =>
  () => ({ model: recurrent(), ...samples(count) });

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

describe("fit", () => {
  test("draws at random by shards, not by workers", async () => {
    const make = () => {
      const layers = [input({ shape: [null, 3] }), new LSTM({ units: 5, dropout: 0.3, recurrentDropout: 0.2 })];
      return {
        model: settled(new Sequential([...layers, new Dropout({ rate: 0.4 }), new Dense({ units: 2 })])),
        ...samples(45),
      };
    };
    const compile = (): CompileOptions => ({ optimizer: "adam", loss: "mse" });
    const [one, ...others] = await Promise.all([1, 2, 3].map((workers) => trained(make, compile, {}, workers)));
    for (const other of others) expect(other).toEqual(one);
    const reseeded = await trained(make, compile, { seed: 4, shuffle: false }, 1);
    expect(distance(one!.state, reseeded.state)).toBeGreaterThan(1e-3);
  });

  test("drops something else at each step and in each shard", async () => {
    const model = new Sequential([
      input({ shape: [1] }),
      new Dropout({ rate: 0.5 }),
      new Dense({ units: 1, useBias: false }),
    ]);
    model.setWeights([tensor([[1]])]);
    model.compile({ optimizer: "sgd", loss: "mse" });
    using pool = poolOf(model, 2, { shardSize: 50 });
    const { history } = await pool.fit(
      tensor(new Float32Array(100).fill(1), [100, 1]),
      tensor(new Float32Array(100), [100, 1]),
      {
        batchSize: 100,
        epochs: 6,
        verbose: 0,
        callbacks: [new callbacks.LambdaCallback({ onEpochBegin: () => model.setWeights([tensor([[1]])]) })],
        seed: 1,
      },
    );
    // The mean of 100 squares, each 0 or 4.
    expect(new Set(history["loss"]).size).toBeGreaterThan(3);
    // If both shards dropped the same, each loss would be of an even number of 4s.
    expect(history["loss"]!.some((loss) => Math.round(loss * 25) % 2 === 1)).toBe(true);
  });

  test("goes on where fit of the model has ended, and the other way round", async () => {
    const run = async (workers: readonly number[]): Promise<number[][]> => {
      const { model, x, y } = plain()();
      model.compile({ optimizer: everything(), loss: "mse" });
      for (const count of workers) {
        using pool = count > 0 ? poolOf(model, count) : undefined;
        await (pool ?? model).fit(x, y, { batchSize: 16, verbose: 0, shuffle: false });
      }
      return stateOf(model);
    };
    const alone = await run([0, 0, 0]);
    expect(distance(alone, await run([2, 0, 1]))).toBeLessThan(1e-5);
    expect(distance(alone, await run([0, 3, 0]))).toBeLessThan(1e-5);
  });

  test("takes batches, and calls callbacks as Model.fit does", async () => {
    const run = async (shared: boolean): Promise<string[]> => {
      const { model, x, y } = plain(32)();
      model.compile({ optimizer: "sgd", loss: "mse" });
      const told: string[] = [];
      const tell = (what: string) => (index: number, logs?: object) =>
        void told.push(`${what} ${index} ${Object.keys(logs ?? {})}`);
      const callback = new callbacks.LambdaCallback({ onEpochEnd: tell("epoch"), onTrainBatchEnd: tell("batch") });
      const batches = {
        *[Symbol.iterator]() {
          for (const at of [0, 16]) yield [part(x, at), part(y, at)] as const;
        },
      };
      using pool = poolOf(model, 2);
      await (shared ? pool : model).fit(batches as never, {
        epochs: 2,
        verbose: 0,
        callbacks: [callback],
        validationData: [x, y],
        stepsPerEpoch: 2,
      });
      return told;
    };
    expect(await run(true)).toEqual(await run(false));
  });

  test("evaluates as Model.evaluate does", async () => {
    const { model, x, y } = masked();
    model.compile({ loss: "sparseCategoricalCrossentropy", metrics: ["accuracy"] });
    using pool = poolOf(model, 2);
    const [alone, shared] = [await model.evaluate(x, y, { verbose: 0 }), await pool.evaluate(x, y, { verbose: 0 })];
    expect(Object.keys(shared)).toEqual(["loss", "accuracy"]);
    expect(distance([Object.values(alone)], [Object.values(shared)])).toBeLessThan(1e-6);
  });

  test("heeds what is compiled anew, and which weights are trained by then", async () => {
    const { model, x, y } = plain()();
    using pool = poolOf(model, 2);
    const fit = { verbose: 0, batchSize: 16 } as const;
    model.compile({ optimizer: "sgd", loss: "mse" });
    await pool.fit(x, y, fit);
    const [gru, dense] = model.layers;
    gru!.trainable = false;
    model.compile({ optimizer: "sgd", loss: "mae" });
    const before = gru!.getWeights();
    const loss = await model.evaluate(x, y, { verbose: 0 });
    expect((await pool.evaluate(x, y, { verbose: 0 }))["loss"]).toBeCloseTo(loss["loss"]!, 5);
    const old = dense!.getWeights();
    await pool.fit(x, y, fit);
    expect(gru!.getWeights()).toEqual(before);
    expect(dense!.getWeights()).not.toEqual(old);
  });

  test("leaves weights as they were after the last whole step if data is refused", async () => {
    const { model, x } = masked();
    model.compile({ optimizer: "sgd", loss: "sparseCategoricalCrossentropy" });
    const before = stateOf(model);
    using pool = poolOf(model, 2);
    const y = tensor(
      Int32Array.from({ length: 45 * 6 }, (_, i) => (i === 100 ? 7 : 1)),
      [45, 6],
    );
    const alone = await rejection(model.fit(x, y, { verbose: 0, batchSize: 45 }));
    expect(await rejection(pool.fit(x, y, { verbose: 0, batchSize: 45 }))).toBe(alone);
    expect(stateOf(model).slice(0, 6)).toEqual(before.slice(0, 6));
  });

  test("is refused while the model is being trained", async () => {
    const { model, x, y } = plain()();
    model.compile({ optimizer: "sgd", loss: "mse" });
    using pool = poolOf(model, 1);
    const first = pool.fit(x, y, { verbose: 0 });
    expect(await rejection(pool.fit(x, y))).toMatch(/the model is being trained/);
    await first;
  });
});

describe("fit refuses what depends on the whole batch", () => {
  async function refusal(layer: Layer, compile: CompileOptions = { loss: "mse" }): Promise<string> {
    const model = new Sequential([input({ shape: [null, 3] }), new GRU({ units: 5 }), layer, new Dense({ units: 2 })]);
    model.compile(compile);
    const { x, y } = samples(20);
    using pool = poolOf(model, 1);
    return await rejection(pool.fit(x, y, { verbose: 0 }));
  }

  class Adding extends Layer {
    override call(x: Value): Value {
      this.addLoss(ops.max(x));
      return x;
    }
  }

  test("in the name of the layer", async () => {
    const whole = "in training it changes by what is in the whole batch, so a pool cannot train it";
    const fix = "Set its trainable to false, or train by fit() of the model.";
    expect(await refusal(new BatchNormalization({ name: "norm" }))).toBe(`BatchNormalization "norm": ${whole}. ${fix}`);
    expect(await refusal(new Adding({ name: "adding" }))).toMatch(/^Adding "adding": what it adds by addLoss\(\)/);
    const activityRegularizer = new regularizers.OrthogonalRegularizer();
    expect(await refusal(new Dense({ name: "d", units: 2, activityRegularizer }) as never)).toMatch(
      /^Dense "d": its activityRegularizer OrthogonalRegularizer may be of the whole batch/,
    );
  });

  test("but not a BatchNormalization that is not trained", async () => {
    expect(await refusal(new BatchNormalization({ trainable: false }))).toBe("no error");
  });

  test("stateful layers", async () => {
    const layers = [input({ batchShape: [4, null, 3] }), new GRU({ units: 5, stateful: true, name: "g" })];
    const model = new Sequential(layers);
    model.compile({ loss: "mse" });
    using pool = poolOf(model, 1);
    const stateful = /^GRU "g": a stateful layer cannot be shared out/;
    const x = tensor(numbers(48), [4, 4, 3]);
    expect(await rejection(pool.fit(x, tensor(numbers(20), [4, 5])))).toMatch(stateful);
    expect(await rejection(pool.predict(x))).toMatch(stateful);
  });

  test("a loss that is not one of each sample", async () => {
    const contrast = (yTrue: Value, yPred: Value): Value => ops.mean(ops.abs(ops.subtract(yTrue, yPred)));
    expect(await refusal(new Dense({ units: 2 }) as never, { loss: contrast })).toMatch(
      /^contrast: .* one of each sample/,
    );
  });
});

test("sums have the same bits however shards are shared out", () => {
  const shards = Array.from({ length: 13 }, (_, i) => numbers(7, i + 1));
  const leaf = (first: number) => ({ first, count: 1, numbers: shards[first]!.slice() as Float32Array<ArrayBuffer> });
  const of = (bounds: readonly number[]): Float32Array => {
    const whole = new PairwiseSum(new Spare());
    bounds.slice(1).forEach((end, i) => {
      const part = new PairwiseSum(new Spare());
      for (let shard = bounds[i]!; shard < end; shard++) part.push(leaf(shard));
      for (const sum of part.sums) whole.push(sum);
    });
    return whole.total();
  };
  const once = of([0, 13]);
  for (let a = 1; a < 12; a++) for (let b = a + 1; b < 13; b++) expect(of([0, a, b, 13])).toEqual(once);
  expect(of(Array.from({ length: 14 }, (_, i) => i))).toEqual(once);
  const exact = shards.reduce((sum, one) => sum + one[0]!, 0);
  expect(once[0]).toBeCloseTo(exact, 5);
});

/** 16 samples. */
function part({ data, shape: [, ...rest] }: { data: unknown; shape: readonly number[] }, at: number) {
  const row = rest.reduce((a, b) => a * b, 1);
  return tensor((data as Float32Array).slice(at * row, (at + 16) * row), [16, ...rest]);
}
