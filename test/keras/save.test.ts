import { unzipSync } from "fflate";
import { describe, expect, test } from "vitest";
import {
  constraints,
  Dense,
  Embedding,
  GRU,
  input,
  Layer,
  LSTM,
  Model,
  type One,
  ops,
  regularizers,
  Sequential,
  TimeDistributed,
  tensor,
  type Value,
} from "../../src/index.ts";
import { Dataset, Group, openHdf5 } from "../../src/keras/hdf5.ts";
import { loadKeras, loadWeights, modelFromJSON, saveKeras, saveWeights } from "../../src/keras/index.ts";
import { decode, difference, type GoldenCall, goldenCases } from "../golden/case.ts";
import { goldenCall, goldenConfig, goldenFile, goldenFiles, type Loose, partOf } from "../golden/file.ts";
import { Leak } from "../golden/leak.ts";

const date = new Date(0);
const layers = { Leak };

const bitsOf = (model: { getWeights(): { data: ArrayLike<number> }[] }): Uint32Array[] =>
  model.getWeights().map(({ data }) => new Uint32Array(Float32Array.from(data).buffer));

const configOf = (bytes: Uint8Array): Loose => JSON.parse(partOf(bytes, "config.json"));
const weightsOf = (bytes: Uint8Array): Group => openHdf5(unzipSync(bytes)["model.weights.h5"]!);

/** The files of this Keras whose numbers are float32, as saved ones are. */
const ofThisKeras = goldenFiles.filter((name) => !/keras-|float16/.test(name));

/** All objects of a tree of groups: for datasets their bits, for groups their names. */
function describeTree(group: Group, path = ""): Record<string, unknown> {
  const found: Record<string, unknown> = { [`${path}/`]: group.attribute("name") };
  for (const name of group.children) {
    const child = group.get(name);
    if (child instanceof Group) Object.assign(found, describeTree(child, `${path}/${name}`));
    else if (child instanceof Dataset) found[`${path}/${name}`] = [child.dtype, child.shape, child.readFloat64()];
  }
  return found;
}

/**
 * What of `ours` is otherwise in Keras's. It may have more: options that change nothing here, and numbers of objects. It
 * numbers operations in the order in which they were made, makes layers at once that have states given as well, and
 * leaves out what is null, masks of attention among it.
 */
function otherwise(ours: Loose, keras: Loose, path = ""): string[] {
  if (keras === undefined && (ours === null || /\.build_config$|\.kwargs\.mask$/.test(path))) return [];
  if (typeof ours !== "object" || ours === null || typeof keras !== "object" || keras === null) {
    return Object.is(ours, keras) ? [] : [`${path}: ${JSON.stringify(ours)}, not ${JSON.stringify(keras)}`];
  }
  if (Array.isArray(ours) && ours.length !== keras.length) return [`${path}: ${ours.length}, not ${keras.length}`];
  return Object.keys(ours).flatMap((key) => otherwise(ours[key], keras[key], `${path}.${key}`));
}

/** A config with operations under Keras's names for them. */
function renamed(ours: Loose, keras: Loose): Loose {
  const names = new Map<string, string>();
  ours.config.layers.forEach((layer: Loose, i: number) => {
    if (String(layer.module).startsWith("keras.src.ops")) names.set(layer.name, keras.config.layers[i].name);
  });
  const text = JSON.stringify(ours).replaceAll('"Divide"', '"TrueDivide"');
  return JSON.parse(text, (_, value: unknown) => (typeof value === "string" ? (names.get(value) ?? value) : value));
}

describe("saveKeras", () => {
  test.each(goldenFiles)("keeps all of %s.keras", (name) => {
    const model = loadKeras<never>(goldenFile(name), { layers });
    const bytes = saveKeras(model, { date });
    const again = loadKeras<never>(bytes, { layers });
    expect(bitsOf(again)).toEqual(bitsOf(model));
    expect(difference(again, goldenCall(name))).toBeUndefined();
    expect(Buffer.compare(saveKeras(again, { date }), bytes)).toBe(0);
  });

  test.each(ofThisKeras)("writes the config of %s.keras as Keras does", (name) => {
    const bytes = saveKeras(loadKeras(goldenFile(name), { layers }), { date });
    const keras = goldenConfig(name);
    expect(otherwise(renamed(configOf(bytes), keras), keras)).toEqual([]);
  });

  test.each(ofThisKeras)("writes the weights of %s.keras as Keras does", (name) => {
    const bytes = saveKeras(loadKeras(goldenFile(name), { layers }), { date });
    expect(describeTree(weightsOf(bytes))).toEqual(describeTree(weightsOf(goldenFile(name))));
  });

  test.each(["recurrent", "bidirectional", "cells", "layers", "operations", "models"])(
    "keeps every model of the goldens: %s",
    (topic) => {
      const failures = goldenCases(topic).flatMap(({ name, config, weights, calls, ...one }) => {
        const model = modelFromJSON<never>(config);
        model.setWeights(weights.map(decode));
        const again = loadKeras<never>(saveKeras(model, { date }));
        const [call] = calls ?? [one as GoldenCall];
        // The one that is an intended difference has inputs of several batches.
        const found = name === "ops.dot of 2D" ? undefined : difference(again, call!);
        const isSame = JSON.stringify(bitsOf(again)) === JSON.stringify(bitsOf(model));
        model.dispose();
        again.dispose();
        return found || !isSame ? [`${name}: ${found ?? "other weights"}`] : [];
      });
      expect(failures).toEqual([]);
    },
    300_000,
  );

  test("keeps the bits of NaN, −0, denormals and the greatest floats", () => {
    const model = new Sequential([input({ shape: [2] }), new Dense({ units: 4 })]);
    const bits = Uint32Array.of(0x7fc01234, 0xffc00001, 0x80000000, 1, 0x7f7fffff, 0xff800000, 0x00800000, 0x7fa00000);
    model.setWeights([tensor(new Float32Array(8), [2, 4]), tensor(new Float32Array(4))]);
    model.weights[0]!.assign(new Float32Array(bits.buffer));
    expect(new Uint32Array(loadKeras(saveKeras(model)).weights[0]!.data.slice().buffer)).toEqual(bits);
  });

  test("writes a date, now by default, and otherwise the same bytes each time", () => {
    const model = loadKeras(goldenFile("functional"));
    const metadata = (bytes: Uint8Array): Loose => JSON.parse(partOf(bytes, "metadata.json"));
    const given = saveKeras(model, { date: new Date(Date.UTC(2026, 10, 21, 9, 5, 7)) });
    expect(metadata(given)).toEqual({ keras_version: "3.15.1", date_saved: "2026-11-21@09:05:07" });
    expect(metadata(saveKeras(model)).date_saved.slice(0, 4)).toBe(String(new Date().getUTCFullYear()));
  });

  test("lays weights on bounds where they need not be copied", () => {
    for (const name of ["functional", "custom-names", "trained"]) {
      const bytes = saveKeras(loadKeras(goldenFile(name)));
      expect(loadKeras(bytes).weights.every(({ data }) => data.buffer === bytes.buffer)).toBe(true);
    }
  });

  test("keeps the shape that the first call gave a Sequential model, and a model that was never called", () => {
    const model = new Sequential([new LSTM({ units: 3 }), new Dense({ units: 2 })]);
    const unbuilt = loadKeras(saveKeras(model));
    expect(unbuilt.layers.map(({ name }) => name)).toEqual(model.layers.map(({ name }) => name));
    const x = tensor(Float32Array.from({ length: 24 }, Math.sin), [2, 3, 4]);
    const output = model.predict(x);
    const bytes = saveKeras(model);
    expect(configOf(bytes).build_config).toEqual({ input_shape: [null, 3, 4] });
    expect(loadKeras(bytes).predict(x).data).toEqual(output.data);
  });

  test("keeps inputs by name, and several outputs", () => {
    const [a, b] = [input({ shape: [2] }), input({ shape: [2] })];
    const model = new Model({ inputs: { one: a, two: b }, outputs: [ops.add(a, b), ops.multiply(a, 2)] });
    const again = loadKeras<[Value, Value]>(saveKeras(model));
    expect(again.inputNames).toEqual(["one", "two"]);
    const [sum, double] = again.predict({ two: [[1, 2]], one: [[3, 4]] });
    expect([[...sum.data], [...double.data]]).toEqual([
      [4, 6],
      [6, 8],
    ]);
  });

  test("keeps masks of words that go from one TimeDistributed layer to the next", () => {
    const source = input({ shape: [null, 3] });
    const words = new Embedding({ inputDim: 4, outputDim: 2, maskZero: true }).apply(source);
    const read = new TimeDistributed({ layer: new GRU({ units: 3, returnSequences: true }) }).apply(words);
    const model = new Model({
      inputs: source,
      outputs: new TimeDistributed({ layer: new GRU({ units: 2 }) }).apply(read),
    });
    const ids = tensor(Float32Array.of(1, 2, 0, 0, 3, 0), [1, 2, 3]);
    expect(loadKeras(saveKeras(model)).predict(ids)).toEqual(model.predict(ids));
  });

  test("keeps constants and numbers that JSON does not know", () => {
    const x = input({ shape: [3] });
    const limits = ops.minimum(ops.maximum(x, Number.NEGATIVE_INFINITY), Number.POSITIVE_INFINITY);
    const model = new Model({ inputs: x, outputs: ops.add(ops.divide(limits, -0), tensor([[1, 2, 3]])) });
    const again = loadKeras(saveKeras(model));
    expect([...again.predict([[1, -1, 0]]).data]).toEqual([...model.predict([[1, -1, 0]]).data]);
    expect([...again.predict([[1, -1, 0]]).data]).toEqual([
      Number.NEGATIVE_INFINITY,
      Number.POSITIVE_INFINITY,
      Number.NaN,
    ]);
  });

  test("keeps regularizers and constraints, told by name or made", () => {
    const options = {
      kernelRegularizer: new regularizers.L1L2({ l1: 0.25, l2: 0.5 }),
      biasRegularizer: "l2",
      activityRegularizer: "l1",
    } as const;
    const constraint = {
      kernelConstraint: new constraints.MinMaxNorm({ minValue: 0.5, axis: 1 }),
      biasConstraint: "nonNeg",
    } as const;
    const model = new Sequential([input({ shape: [2] }), new Dense({ units: 2, ...options, ...constraint })]);
    const bytes = saveKeras(model);
    expect(configOf(bytes).config.layers[1].config).toMatchObject({
      kernel_regularizer: { module: "keras.regularizers", class_name: "L1L2", config: { l1: 0.25, l2: 0.5 } },
      bias_regularizer: { module: "keras.regularizers", class_name: "L2", config: { l2: 0.01 } },
      activity_regularizer: { class_name: "L1" },
      kernel_constraint: { class_name: "MinMaxNorm", config: { min_value: 0.5, max_value: 1, rate: 1, axis: 1 } },
      bias_constraint: { module: "keras.constraints", class_name: "NonNeg", config: {} },
    });
    const again = loadKeras(bytes).getLayer(model.layers[0]!.name, Dense);
    expect(again.getConfig()).toEqual({
      ...model.layers[0]!.getConfig(),
      kernelInitializer: again.getConfig()["kernelInitializer"],
      biasInitializer: again.getConfig()["biasInitializer"],
      biasRegularizer: { className: "L2", config: { l2: 0.01 } },
      activityRegularizer: { className: "L1", config: { l1: 0.01 } },
      biasConstraint: { className: "NonNeg", config: {} },
      activation: "linear",
    });
  });

  test("keeps what is not trained", () => {
    const model = new Sequential([input({ shape: [2] }), new Dense({ units: 2, trainable: false })]);
    expect(loadKeras(saveKeras(model)).layers[0]!.options.trainable).toBe(false);
  });

  test("refuses a date that is none, and what is not a model", () => {
    const model = new Sequential([]);
    expect(() => saveKeras(model, { date: 0 as never })).toThrow(
      new TypeError("saveKeras: date must be a Date, got 0."),
    );
    expect(() => saveKeras(model, { date: new Date(Number.NaN) })).toThrow(
      new RangeError("saveKeras: the time of date must be a finite number, got NaN."),
    );
    expect(() => saveKeras({} as never)).toThrow(TypeError);
  });
});

describe("layers of one's own", () => {
  const saved = (): Uint8Array => saveKeras(loadKeras(goldenFile("custom-layer"), { layers }), { date });

  test("keep the name that the file had for them", () => {
    const [, leak] = configOf(saved()).config.layers;
    expect([leak.module, leak.class_name, leak.registered_name]).toEqual([null, "Leak", "rivulet>Leak"]);
  });

  test("go by the name that they are given, or by that of the class", () => {
    class Twice extends Layer<One> {
      override call(x: Value): Value {
        return ops.multiply(x, 2);
      }
    }
    const model = new Sequential([input({ shape: [1] }), new Twice({})]);
    const nameIn = (bytes: Uint8Array): string => configOf(bytes).config.layers[1].registered_name;
    expect(nameIn(saveKeras(model))).toBe("Twice");
    const named = { layers: { "mine>Double": Twice } };
    const bytes = saveKeras(model, named);
    expect(nameIn(bytes)).toBe("mine>Double");
    expect([...loadKeras(bytes, named).predict([[3]]).data]).toEqual([6]);
  });

  test("keep options in snake_case, and layers inside them", () => {
    class Wrapped extends Layer<One, { innerLayer: Dense; dropRate: number }> {
      static override readonly defaults: object = { innerLayer: undefined, dropRate: 0 };
      readonly innerLayer: Dense = this.options.innerLayer;
      override call(x: Value): Value {
        return this.innerLayer.apply(x);
      }
    }
    const wrapped = new Wrapped({ innerLayer: new Dense({ units: 3 }), dropRate: 0.5 });
    const model = new Sequential([input({ shape: [2] }), wrapped]);
    const bytes = saveKeras(model);
    expect(configOf(bytes).config.layers[1].config).toMatchObject({
      drop_rate: 0.5,
      inner_layer: { class_name: "Dense" },
    });
    expect(weightsOf(bytes).get("layers/wrapped/inner_layer/vars/0")).toBeInstanceOf(Dataset);
    expect(bitsOf(loadKeras(bytes, { layers: { Wrapped } }))).toEqual(bitsOf(model));
  });

  test("with the name of another class are refused", () => {
    class Mine extends Dense {}
    const model = new Sequential([input({ shape: [2] }), new Mine({ units: 2, name: "mine" })]);
    expect(() => saveKeras(model)).toThrow(
      new Error(
        'saveKeras: layer "mine" is of a class of its own, yet its className is "Dense" as another\'s. ' +
          "Give the class a static className.",
      ),
    );
  });

  test("that are models and say in call what they compute need a name too", () => {
    class Called extends Model {
      readonly dense = new Dense({ units: 1 });
      override call(x: Value): Value {
        return this.dense.apply(x);
      }
    }
    expect(() => saveKeras(new Called({ name: "called" }))).toThrow(
      /^saveKeras: layer "called" is of a class of its own, yet its className is "Functional" as another's\. /,
    );
  });

  test("an initializer of one's own is refused", () => {
    const own = {
      className: "Ramp",
      make: (shape: readonly number[]) => new Float32Array(shape[0]! * 2),
      getConfig: () => ({}),
    };
    const model = new Sequential([
      input({ shape: [2] }),
      new Dense({ units: 2, kernelInitializer: own, name: "ramp" }),
    ]);
    expect(() => saveKeras(model)).toThrow(
      new Error('saveKeras: layer "ramp" has the kernel_initializer Ramp, which Keras does not have.'),
    );
  });
});

describe("saveWeights and loadWeights", () => {
  const made = (units = 3): Sequential =>
    new Sequential([input({ shape: [null] }), new Embedding({ inputDim: 5, outputDim: 2 }), new GRU({ units })]);

  test("give an equal model the same weights", () => {
    const [model, other] = [made(), made()];
    loadWeights(other, saveWeights(model));
    expect(bitsOf(other)).toEqual(bitsOf(model));
  });

  test("change nothing where a weight does not fit", () => {
    const [model, other] = [made(), made(4)];
    const before = bitsOf(other);
    const name = other.layers[1]!.name;
    expect(() => loadWeights(other, saveWeights(model))).toThrow(
      new Error(
        `loadWeights: weight "${name}/cell/kernel" must have shape [2, 12], got [2, 9]. ` +
          "model.weights.h5 has it as layers/gru/cell/vars/0.",
      ),
    );
    expect(bitsOf(other)).toEqual(before);
  });
});
