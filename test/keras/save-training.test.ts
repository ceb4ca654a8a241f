import { strFromU8, strToU8, unzipSync, zipSync } from "fflate";
import { describe, expect, test } from "vitest";
import {
  Bidirectional,
  Dense,
  GRU,
  input,
  losses,
  Model,
  metrics,
  ops,
  optimizers,
  regularizers,
  Sequential,
  type Value,
} from "../../src/index.ts";
import { NewGroup, writeHdf5 } from "../../src/keras/hdf5/write/file.ts";
import { type Dataset, Group, openHdf5 } from "../../src/keras/hdf5.ts";
import { loadKeras, saveKeras } from "../../src/keras/index.ts";
import { trainingNames } from "../../src/keras/training-names.ts";
import { lossClasses } from "../../src/losses/by-name.ts";
import { metricClasses } from "../../src/metrics/by-name.ts";
import { optimizerClasses } from "../../src/optimizers/by-name.ts";
import { decode, type GoldenArray, type GoldenCall } from "../golden/case.ts";
import { goldenCall, goldenFile, type Loose, partOf } from "../golden/file.ts";

const date = new Date(0);
const x = Array.from({ length: 8 }, (_, i) => [Math.sin(i), Math.cos(i)]);
const y = x.map(([a, b]) => [a! * b!]);
const configOf = (bytes: Uint8Array): Loose => JSON.parse(partOf(bytes, "config.json"));

/** The file with what the optimizer remembers in another order. */
function withVariables(bytes: Uint8Array, order: readonly number[]): Uint8Array {
  const files = unzipSync(bytes);
  const file = openHdf5(files["model.weights.h5"]!);
  const root = new NewGroup();
  const copy = (from: Group, to: NewGroup): void => {
    for (const name of from.children) {
      const child = from.get(name);
      if (child instanceof Group) copy(child, to.group(name));
      else if (child) to.members.set(name, { shape: child.shape, numbers: child.read() });
    }
  };
  copy(file, root);
  const { members } = root.group("optimizer/vars");
  const given = order.map((i) => members.get(String(i))!);
  for (const [i, one] of given.entries()) members.set(String(i), one);
  return zipSync({ ...files, "model.weights.h5": writeHdf5(root) }, { level: 0 });
}

function made(): Sequential {
  return new Sequential([input({ shape: [2] }), new Dense({ units: 3, activation: "tanh" }), new Dense({ units: 1 })]);
}

const rates = new optimizers.schedules.PiecewiseConstantDecay({ boundaries: [2, 4], values: [0.1, 0.05, 0.01] });

/** One of each kind of what optimizers remember. */
const OPTIMIZERS: Readonly<Record<string, () => optimizers.Optimizer>> = {
  ...Object.fromEntries(Object.entries(optimizerClasses).map(([name, type]) => [name, () => new type()])),
  "SGD with momentum and a schedule": () => new optimizers.SGD({ momentum: 0.9, nesterov: true, learningRate: rates }),
  "Adam with averages, and steps of two batches": () =>
    new optimizers.Adam({ amsgrad: true, useEma: true, gradientAccumulationSteps: 2, clipnorm: 1 }),
  "RMSprop, centered": () => new optimizers.RMSprop({ centered: true, momentum: 0.5, weightDecay: 0.01 }),
};

describe("saveKeras of a compiled model", () => {
  test.each(Object.keys(OPTIMIZERS))("lets training go on as if nothing had been: %s", async (name) => {
    const model = made();
    model.compile({ optimizer: OPTIMIZERS[name]!(), loss: "mse" });
    for (let step = 0; step < 3; step++) await model.trainOnBatch(x, y);
    const again = loadKeras(saveKeras(model));
    expect(again.compiled).toBe(true);
    for (let step = 0; step < 3; step++) {
      expect(await again.trainOnBatch(x, y)).toEqual(await model.trainOnBatch(x, y));
    }
    expect(Buffer.compare(saveKeras(again, { date }), saveKeras(model, { date }))).toBe(0);
  });

  test("keeps what the file says of training while nobody trains", () => {
    const bytes = saveKeras(loadKeras(goldenFile("trained")), { date });
    expect(Buffer.compare(saveKeras(loadKeras(bytes), { date }), bytes)).toBe(0);
    expect(configOf(bytes).compile_config.optimizer.config.learning_rate).toBe(0.009999999776482582);
  });

  test("keeps which layers are trained, those inside Bidirectional too", () => {
    const layer = new Bidirectional({ layer: new GRU({ units: 2 }) });
    const model = new Sequential([input({ shape: [null, 3] }), layer, new Dense({ units: 1 })]);
    const kept = (): boolean[] => loadKeras(saveKeras(model)).weights.map(({ trainable }) => trainable);
    const those = (isTrained: boolean, count: number): boolean[] => Array.from({ length: count }, () => isTrained);
    layer.trainable = false;
    expect(kept()).toEqual([...those(false, 6), true, true]);
    layer.forwardLayer.trainable = true;
    expect(kept()).toEqual([...those(true, 3), ...those(false, 3), true, true]);
    layer.trainable = true;
    expect(kept()).toEqual(those(true, 8));
  });

  test("says what to do where other weights are trained than when it was saved", async () => {
    const model = made();
    model.layers[1]!.trainable = false;
    model.compile({ optimizer: "adam", loss: "mse" });
    await model.trainOnBatch(x, y);
    model.layers[1]!.trainable = true;
    const again = loadKeras(saveKeras(model));
    await expect(again.trainOnBatch(x, y)).rejects.toThrow(
      "loadKeras: the optimizer must have 8 variables of weights in the file, got 4. Where layers have become trainable",
    );
    again.compile({ optimizer: "adam", loss: "mse" });
    expect((await again.trainOnBatch(x, y))["loss"]).toBe((await model.testOnBatch(x, y))["loss"]);
  });

  test("goes on with what the optimizer remembers inside one that scales the loss", async () => {
    const model = loadKeras(goldenFile("trained-mixed-float16"));
    await model.trainOnBatch([[[1, 2, 3, 4]]], [[1, 2]]);
    expect(model.optimizer!.iterations).toBe(5);
    const file = openHdf5(unzipSync(goldenFile("trained-mixed-float16"))["model.weights.h5"]!);
    const moment = (file.get("optimizer/inner_optimizer/vars/2") as Dataset).read();
    const kept = loadKeras(saveKeras(loadKeras(goldenFile("trained-mixed-float16"))));
    await kept.testOnBatch([[[1, 2, 3, 4]]], [[1, 2]]);
    expect(kept.optimizer!.iterations).toBe(4);
    expect(kept.optimizer!.variables[0]!.data).toEqual(moment);
  });

  describe.each(["trained-keras-2", "trained-sgd-keras-2"])("%s, of Keras 2", (name) => {
    const { inputs, labels, losses } = goldenCall(name) as GoldenCall & { labels: GoldenArray; losses: number[] };
    const stepsOf = async (model: Model): Promise<void> => {
      for (const loss of losses) {
        const results = await model.trainOnBatch(decode(inputs[0]!), decode(labels));
        expect(results["loss"]).toBeCloseTo(loss, 5);
      }
      expect(model.optimizer!.iterations).toBe(6);
    };

    test("goes on where it stopped", async () => {
      await stepsOf(loadKeras(goldenFile(name)));
    });

    test("goes on where it stopped when saved before, as Keras 3 has it", async () => {
      const bytes = saveKeras(loadKeras(goldenFile(name)));
      const { optimizer, loss } = configOf(bytes).compile_config;
      if (typeof optimizer !== "string") {
        expect(Object.keys(optimizer.config)).not.toContain("is_legacy_optimizer");
        expect(loss.config).toEqual({ reduction: "sum_over_batch_size", name: "huber_loss", delta: 0.5 });
      }
      const file = openHdf5(unzipSync(bytes)["model.weights.h5"]!);
      const rate = (file.get("optimizer/vars/1") as Dataset).read()[0];
      expect(rate).toBe(Math.fround(0.01));
      expect((file.get("optimizer/vars") as Group).children.length).toBe(name === "trained-keras-2" ? 12 : 2);
      await stepsOf(loadKeras(bytes));
    });
  });

  test("goes on with what Nadam has but once, which stood first in older files", async () => {
    const model = made();
    model.compile({ optimizer: "nadam", loss: "mse" });
    await model.trainOnBatch(x, y);
    const bytes = saveKeras(model);
    const count = model.optimizer!.variables.length;
    const older = withVariables(bytes, [0, 1, count + 1, ...Array.from({ length: count - 1 }, (_, i) => i + 2)]);
    const again = loadKeras(older);
    await again.trainOnBatch(x, y);
    await model.trainOnBatch(x, y);
    expect(Buffer.compare(saveKeras(again, { date }), saveKeras(model, { date }))).toBe(0);
  });

  test("goes by a later compile()", async () => {
    const model = loadKeras(goldenFile("trained"));
    model.compile({ optimizer: "sgd", loss: "sparseCategoricalCrossentropy" });
    expect(configOf(saveKeras(model)).compile_config).toMatchObject({
      optimizer: "sgd",
      loss: "sparse_categorical_crossentropy",
      metrics: null,
    });
  });

  test("knows outputs by the names that a file has for them", async () => {
    const from = input({ shape: [2] });
    const outputs = ["c", "d"].map((name) => new Dense({ units: 1, name }).apply(from));
    const files = unzipSync(saveKeras(new Model({ inputs: from, outputs })));
    const config: Loose = JSON.parse(strFromU8(files["config.json"]!));
    const [c, d] = config.config.output_layers;
    config.config.output_layers = { z: c, a: d };
    config.compile_config = { optimizer: "sgd", loss: { z: "mse", a: "mae" }, metrics: { z: ["mae"] } };
    const model = loadKeras<[Value, Value]>(zipSync({ ...files, "config.json": strToU8(JSON.stringify(config)) }));
    const labels = { z: y, a: y };
    const [a, z] = model.predict(x);
    const logs = await model.testOnBatch(x, labels);
    expect(Object.keys(logs)).toEqual(["loss", "a_loss", "z_loss", "z_mae"]);
    const errors = ({ data }: { data: ArrayLike<number> }) => Array.from(data, (v, i) => Math.abs(v - y[i]![0]!));
    const mean = (list: number[]): number => list.reduce((sum, v) => sum + v) / list.length;
    expect(logs["a_loss"]).toBeCloseTo(mean(errors(a)), 5);
    expect(logs["z_loss"]).toBeCloseTo(mean(errors(z).map((v) => v * v)), 5);
    const saved = configOf(saveKeras(model));
    expect(Object.keys(saved.config.output_layers)).toEqual(["a", "z"]);
    expect(await loadKeras(saveKeras(model)).testOnBatch(x, labels)).toEqual(logs);
  });

  test("writes losses, metrics and weights of every output as Keras does", () => {
    const from = input({ shape: [2] });
    const outputs = [
      new Dense({ units: 1, name: "a" }).apply(from),
      new Dense({ units: 2, name: "b" }).apply(from),
    ] as const;
    const model = new Model({ inputs: from, outputs });
    model.compile({
      optimizer: new optimizers.Adam({ learningRate: 0.5, beta1: 0.8, name: "mine" }),
      loss: { a: new losses.Huber({ delta: 2 }), b: "categoricalCrossentropy" },
      lossWeights: { a: 2, b: 1 },
      metrics: { a: ["mae"], b: ["accuracy", new metrics.AUC({ curve: "PR" })] },
    });
    expect(configOf(saveKeras(model)).compile_config).toMatchObject({
      optimizer: {
        module: "keras.optimizers",
        class_name: "Adam",
        config: { name: "mine", learning_rate: 0.5, beta_1: 0.8, beta_2: 0.999, global_clipnorm: null },
        registered_name: null,
      },
      loss: {
        a: { module: "keras.losses", class_name: "Huber", config: { reduction: "sum_over_batch_size", delta: 2 } },
        b: "categorical_crossentropy",
      },
      loss_weights: { a: 2, b: 1 },
      metrics: {
        a: ["mae"],
        b: ["accuracy", { module: "keras.metrics", class_name: "AUC", config: { curve: "PR", num_thresholds: 200 } }],
      },
      weighted_metrics: null,
      run_eagerly: false,
      steps_per_execution: 1,
      jit_compile: "auto",
    });
  });

  test("writes a single metric as a list, and schedules with their module", () => {
    const model = made();
    model.compile({ optimizer: new optimizers.SGD({ learningRate: rates }), loss: "mse", metrics: "mae" });
    const { metrics: list, optimizer } = configOf(saveKeras(model)).compile_config;
    expect(list).toEqual(["mae"]);
    expect(optimizer.config.learning_rate).toEqual({
      module: "keras.optimizers.schedules",
      class_name: "PiecewiseConstantDecay",
      config: { boundaries: [2, 4], values: [0.1, 0.05, 0.01], name: "PiecewiseConstant" },
      registered_name: null,
    });
  });

  test("writes as floats what Keras would compute in integers", () => {
    const { CosineDecay, PiecewiseConstantDecay } = optimizers.schedules;
    const textOf = (learningRate: optimizers.LearningRate): string => {
      const factor = new regularizers.OrthogonalRegularizer({ factor: 1 });
      const model = new Sequential([input({ shape: [2] }), new Dense({ units: 2, kernelRegularizer: factor })]);
      model.compile({ optimizer: new optimizers.SGD({ learningRate }), loss: "mse" });
      return strFromU8(unzipSync(saveKeras(model))["config.json"]!);
    };
    const warming = textOf(new CosineDecay({ initialLearningRate: 0, decaySteps: 9, warmupTarget: 1, warmupSteps: 3 }));
    expect(warming).toContain('"initial_learning_rate": 0.0');
    expect(warming).toContain('"decay_steps": 9,');
    expect(warming).toContain('"factor": 1.0');
    const stepped = textOf(new PiecewiseConstantDecay({ boundaries: [2, 4], values: [1, 0.5, 0] }));
    expect(stepped).toContain('"boundaries": [2, 4], "values": [1.0, 0.5, 0.0]');
  });

  test("finds losses and metrics of one's own again by their names", async () => {
    const cubed = (a: Value, b: Value): Value => ops.mean(ops.power(ops.abs(ops.subtract(a, b)), 3), -1);
    class Greatest extends metrics.Metric {
      override measure(a: Value, b: Value): readonly Value[] {
        return [ops.max(ops.abs(ops.subtract(a, b)))];
      }

      override result([sum]: readonly Float64Array[]): number {
        return sum![0]!;
      }
    }
    const model = made();
    model.compile({ optimizer: "adam", loss: cubed, metrics: [new Greatest({ name: "greatest" })] });
    const bytes = saveKeras(model);
    expect(configOf(bytes).compile_config).toMatchObject({
      loss: { module: "builtins", class_name: "function", config: "cubed", registered_name: "function" },
      metrics: [{ module: null, class_name: "Greatest", registered_name: "Greatest" }],
    });
    model.compile({ optimizer: "adam", loss: cubed });
    const again = loadKeras(saveKeras(model), { objects: { cubed } });
    expect(await again.trainOnBatch(x, y)).toEqual(await model.trainOnBatch(x, y));
    await expect(loadKeras(bytes, { objects: { cubed } }).trainOnBatch(x, y)).rejects.toThrow(
      new Error(
        "loadKeras: the model is compiled with the metric Greatest, which is not known. " +
          "Give it by { objects: { Greatest } }, or call compile().",
      ),
    );
  });

  test("says which part of a damaged configuration is none", async () => {
    const model = made();
    model.compile({ optimizer: "adam", loss: "mse", metrics: ["mae"] });
    const files = unzipSync(saveKeras(model));
    const damaged = (damage: (config: Loose) => void): Promise<unknown> => {
      const config = JSON.parse(strFromU8(files["config.json"]!));
      damage(config.compile_config);
      const bytes = zipSync({ ...files, "config.json": strToU8(JSON.stringify(config)) });
      return loadKeras(bytes).trainOnBatch(x, y);
    };
    const part = "the metric that the model is compiled with";
    const damages: [unknown, string][] = [
      [3, `${part} must be an object, got 3.`],
      [{ class_name: "function" }, `config of ${part} must be a string, got undefined.`],
      [{ class_name: "AUC", config: 3 }, `config of ${part} must be an object, got 3.`],
    ];
    for (const [metric, message] of damages) {
      const training = damaged((config) => {
        config.metrics = [metric];
      });
      await expect(training).rejects.toThrow(new Error(`loadKeras: ${message}`));
    }
    const training = damaged((config) => {
      config.optimizer = { config: {} };
    });
    await expect(training).rejects.toThrow(
      "loadKeras: class_name of the optimizer that the model is compiled with must be a string, got undefined.",
    );
  });

  test("says which function is not known, and takes names of classes", async () => {
    const shifted = (a: Value, b: Value): Value => ops.mean(ops.abs(ops.subtract(a, b)), -1);
    const model = made();
    model.compile({ loss: shifted });
    await expect(loadKeras(saveKeras(model)).trainOnBatch(x, y)).rejects.toThrow(
      new Error(
        "loadKeras: the model is compiled with the loss shifted, which is not known. " +
          "Give it by { objects: { shifted } }, or call compile().",
      ),
    );
    // Keras takes, and writes, metrics=["MeanAbsoluteError"].
    const MeanAbsoluteError = (a: Value, b: Value): Value => shifted(a, b);
    model.compile({ loss: "MSE", metrics: [MeanAbsoluteError, "mae"] });
    const logs = await loadKeras(saveKeras(model)).testOnBatch(x, y);
    expect(logs["MeanAbsoluteError"]).toBe(logs["mae"]);
    expect(logs["mae"]).toBeGreaterThan(0);
  });

  test("refuses a learning rate that is a function", () => {
    const model = made();
    model.compile({ optimizer: new optimizers.SGD({ learningRate: (step) => 1 / (step + 1) }), loss: "mse" });
    expect(() => saveKeras(model)).toThrow(/^saveKeras: SGD: a learning rate that is a function cannot be kept\./);
  });
});

test("the names of what is trained with are those of the classes", () => {
  const own = ["Crossentropy"];
  const names = (classes: object): string[] =>
    Object.keys(classes)
      .filter((name) => !own.includes(name))
      .sort();
  expect([...trainingNames.optimizers].sort()).toEqual(names(optimizerClasses));
  expect([...trainingNames.losses].sort()).toEqual(names(lossClasses));
  expect([...trainingNames.metrics].sort()).toEqual(names(metricClasses));
  const schedules = Object.keys(optimizers.schedules).filter((name) => name !== "LearningRateSchedule");
  expect([...trainingNames["optimizers.schedules"]].sort()).toEqual(schedules.sort());
});
