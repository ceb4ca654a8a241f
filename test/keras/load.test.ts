import { existsSync, readFileSync } from "node:fs";
import { unzipSync, zipSync } from "fflate";
import { describe, expect, test } from "vitest";
import { Dense, GRU, input, LSTM, Model, ops, Sequential } from "../../src/index.ts";
import { loadKeras, modelFromJSON, openKeras, saveKeras } from "../../src/keras/index.ts";
import { decode, difference, type GoldenArray } from "../golden/case.ts";
import { goldenCall, goldenFile, goldenFiles, partOf, remade } from "../golden/file.ts";
import { Leak } from "../golden/leak.ts";

const layers = { Leak };
const load = (bytes: Uint8Array | ArrayBuffer) => loadKeras<never>(bytes, { layers });

describe("loadKeras", () => {
  test.each(goldenFiles)("opens %s.keras and gives Keras's outputs", (name) => {
    expect(difference(load(goldenFile(name)), goldenCall(name))).toBeUndefined();
  });

  test("takes an ArrayBuffer, and bytes at any place of a buffer", () => {
    const bytes = goldenFile("sequential");
    expect(difference(load(bytes.buffer as ArrayBuffer), goldenCall("sequential"))).toBeUndefined();
    for (const offset of [1, 2, 3]) {
      const moved = new Uint8Array(bytes.length + offset);
      moved.set(bytes, offset);
      expect(difference(load(moved.subarray(offset)), goldenCall("sequential"))).toBeUndefined();
    }
  });

  test("says so where the memory of a file was handed over, before or after it was read", () => {
    // Where the weights lie so that they need not be copied.
    const bytes = saveKeras(load(goldenFile("sequential")));
    const model = load(bytes);
    structuredClone(bytes.buffer, { transfer: [bytes.buffer] });
    expect(() => load(bytes)).toThrow(
      "loadKeras: the file must be a zip archive, as Keras 3 saves .keras files, got 0",
    );
    const message =
      /^Embedding "embedding": weight "embeddings": data of shape \[.*\] must be \d+ numbers, got 0\. Was its memory handed over\?$/;
    expect(() => difference(model, goldenCall("sequential"))).toThrow(message);
  });

  test("reads no JSON longer than any model needs, and no file that it has no use for", () => {
    const files = unzipSync(goldenFile("sequential"));
    const spaces = new Uint8Array(2 ** 26 + 1).fill(0x20);
    const long = zipSync({ ...files, "config.json": spaces });
    expect(() => load(long)).toThrow(
      'loadKeras: file "config.json" of the archive must unpack to at most 67108864 bytes, got 67108865.',
    );
    const unused = zipSync({ ...files, "assets/unused": spaces });
    // Its checksum, of which nobody knows that it is wrong.
    unused.set([1, 2, 3, 4], Buffer.from(unused).lastIndexOf("PK\u0001\u0002") + 16);
    expect(difference(load(unused), goldenCall("sequential"))).toBeUndefined();
  });

  test("takes classes by their names, openKeras a list of them", () => {
    const bytes = goldenFile("sequential");
    const got = (given: unknown, what = "classes by their names"): string => `layers must be ${what}, got ${given}.`;
    const loose = (layers: unknown): never => ({ layers }) as never;
    expect(() => loadKeras(bytes, loose(3))).toThrow("loadKeras: layers must be an object, got 3.");
    expect(() => loadKeras(bytes, loose({ Foo: 3 }))).toThrow(`loadKeras: ${got(3)}`);
    expect(() => loadKeras(bytes, loose([GRU]))).toThrow(`loadKeras: ${got("[the function GRU]")}`);
    expect(() => modelFromJSON("{}", loose({ Foo: 3 }))).toThrow(`modelFromJSON: ${got(3)}`);
    expect(() => openKeras(bytes, loose(["GRU"]))).toThrow(`openKeras: ${got('"GRU"', "a list of classes")}`);
    expect(() => openKeras(bytes, loose({ GRU }))).toThrow(`openKeras: ${got("an object", "a list of classes")}`);
    expect(() => saveKeras(loadKeras(bytes), loose({ Foo: 3 }))).toThrow(`saveKeras: ${got(3)}`);
    expect(() => loadKeras(bytes, { objects: 3 as never })).toThrow("loadKeras: objects must be an object, got 3.");
  });

  test("keeps views of the file's bytes where floats lie on their bounds", () => {
    const bytes = goldenFile("sequential");
    const buffers = [0, 1, 2, 3].map((offset) => {
      const moved = new Uint8Array(bytes.length + offset);
      moved.set(bytes, offset);
      const views = load(moved.subarray(offset)).weights.filter(({ data }) => data.buffer === moved.buffer);
      return views.length;
    });
    expect(buffers.sort()).toEqual([0, 0, 0, load(bytes).weights.length]);
  });

  test("keeps the names, the order of layers and the number of outputs", () => {
    const model = load(goldenFile("functional"));
    expect(model.name).toBe("functional");
    expect(model.layers.map(({ name }) => name)).toEqual(["ids", "embedding", "h", "gru", "x", "concatenate", "lstm"]);
    expect(model.outputs.length).toBe(2);
    expect(load(goldenFile("custom-names")).layers.map(({ name }) => name)).toEqual([
      "Größe (cm)",
      "lstm 1.5",
      "gru_1",
      `${"a very long name, ".repeat(6)}indeed`,
    ]);
  });

  test("gives one tensor for one output, which Keras 3.0 wrote as a list of one", () => {
    const model = loadKeras(goldenFile("masked-reader-keras-3.0"));
    expect(model.predict(decode(goldenCall("masked-reader-keras-3.0").inputs[0]!)).shape).toEqual([3, 2]);
  });

  test("finds a class of one's own by its name and by its name with the package", () => {
    for (const own of [{ Leak }, { "rivulet>Leak": Leak }]) {
      const model = loadKeras<never>(goldenFile("custom-layer"), { layers: own });
      expect(difference(model, goldenCall("custom-layer"))).toBeUndefined();
    }
  });

  test("knows no options but its own", () => {
    const bytes = goldenFile("custom-layer");
    expect(() => loadKeras(bytes, Leak as never)).toThrow(
      "loadKeras: options must be an object, got the function Leak.",
    );
    expect(() => loadKeras(bytes, layers as never)).toThrow(
      'loadKeras: unknown option "Leak". Options: layers, objects.',
    );
    expect(() => modelFromJSON("{}", null as never)).toThrow("modelFromJSON: options must be an object, got null.");
  });

  test("does not depend on the order of layers and nodes in the file's graph", () => {
    const bytes = remade("functional", ({ config }) => {
      // Weights are found by the order within each class, so that stays.
      config.layers.sort((a: { class_name: string }, b: { class_name: string }) =>
        a.class_name < b.class_name ? 1 : -1,
      );
    });
    expect(difference(load(bytes), goldenCall("functional"))).toBeUndefined();
  });

  test("opens the config of a Sequential without its input, by the shape it was built for", () => {
    const bytes = remade("sequential-without-input", ({ config }) => {
      config.layers.shift();
    });
    expect(difference(load(bytes), goldenCall("sequential-without-input"))).toBeUndefined();
    const older = remade("sequential-without-input", (root) => {
      root.config.layers.shift();
      delete root.config.build_input_shape;
    });
    expect(difference(load(older), goldenCall("sequential-without-input"))).toBeUndefined();
  });

  test("takes activations that are written as functions", () => {
    const bytes = remade("sequential", ({ config }) => {
      const dense = config.layers.at(-1).config;
      dense.activation = { module: "keras.activations", class_name: "function", config: "softmax" };
    });
    expect(difference(load(bytes), goldenCall("sequential"))).toBeUndefined();
  });

  test("takes arguments by place, and inputs by name", () => {
    const bytes = remade("functional", ({ config }) => {
      const gru = config.layers.find(({ name }: { name: string }) => name === "gru").inbound_nodes[0];
      gru.args.push(gru.kwargs.initial_state, null, false);
      gru.kwargs = {};
      const lstm = config.layers.find(({ name }: { name: string }) => name === "lstm").inbound_nodes[0];
      lstm.kwargs.sequences = lstm.args.pop();
    });
    expect(difference(load(bytes), goldenCall("functional"))).toBeUndefined();
  });

  test("takes inputs and outputs by name", () => {
    const bytes = remade("functional", ({ config }) => {
      const [ids, x, h] = config.input_layers;
      const [last, state] = config.output_layers;
      config.input_layers = { ids, x, h };
      config.output_layers = { a: last, b: [state] };
    });
    const model = load(bytes);
    expect(model.inputNames).toEqual(["h", "ids", "x"]);
    const { inputs, outputs } = goldenCall("functional");
    const [ids, x, h] = inputs as [GoldenArray, GoldenArray, GoldenArray];
    expect(difference(model, { inputs: [h, ids, x], outputs })).toBeUndefined();
    expect(JSON.parse(partOf(saveKeras(model), "config.json")).config.output_layers).toEqual({
      a: expect.any(Array),
      b: expect.any(Array),
    });
  });

  test("names functions of TensorFlow that Keras 2 wrote as layers, whatever their calls look like", () => {
    const bytes = remade("states-keras-2", ({ config }) => {
      const { name } = config.layers.at(-1);
      const inbound_nodes = [["_CONSTANT_VALUE", -1, 2, { y: [name, 0, 0], name: null }]];
      config.layers.push({
        class_name: "TFOpLambda",
        config: { name: "tf.math.multiply", function: "math.multiply" },
        name: "tf.math.multiply",
        inbound_nodes,
      });
    });
    expect(() => loadKeras(bytes)).toThrow(
      'loadKeras: layer "tf.math.multiply" is a TFOpLambda, which is not supported.',
    );
  });

  test("opens nodes and shapes as Keras 2 wrote them", () => {
    const metadata = JSON.stringify({ keras_version: "2.15.0" });
    const legacy = (node: { args: [{ config: { keras_history: unknown[] } }]; kwargs: Record<string, unknown> }) => {
      const [first] = [node.args[0]].flat();
      const kwargs = Object.entries(node.kwargs).map(([key, value]) => {
        const tensor = value as { config?: { keras_history?: unknown } } | null;
        return [key, tensor?.config?.keras_history ?? value];
      });
      return [[...first!.config.keras_history, Object.fromEntries(kwargs)]];
    };
    const bytes = remade(
      "masked-reader-keras-3.0",
      ({ config }) => {
        for (const layer of config.layers) {
          layer.module = layer.module.startsWith("keras.layers") ? "keras.src.layers" : layer.module;
          if (layer.class_name === "InputLayer") {
            layer.config.batch_input_shape = layer.config.batch_shape;
            delete layer.config.batch_shape;
          } else if (["GRU", "LSTM", "Embedding"].includes(layer.class_name)) {
            layer.inbound_nodes = layer.inbound_nodes.map(legacy);
          }
          if (layer.class_name === "LSTM") Object.assign(layer.config, { time_major: false, implementation: 2 });
        }
      },
      { "metadata.json": metadata },
    );
    expect(difference(load(bytes), goldenCall("masked-reader-keras-3.0"))).toBeUndefined();
  });

  describe.each(["klon_centaur", "ml5_shakespeare"])("%s, trained by others", (name) => {
    const folder = new URL(`../../../shared/models/${name}/`, import.meta.url);
    const isHere = existsSync(folder);
    test.skipIf(!isHere)(isHere ? "gives the framework's output" : "is not here", () => {
      const { inputs, outputs, tol } = JSON.parse(readFileSync(new URL("io.json", folder), "utf8"));
      const arrays = (list: { b64: string }[]) =>
        list.map((one) => ({ ...one, data: one.b64 }) as unknown as GoldenArray);
      const model = load(readFileSync(new URL("model.keras", folder)));
      const call = { inputs: arrays(inputs), outputs: arrays(outputs) };
      expect(difference(model, call, tol)).toBeUndefined();
    });
  });
});

describe("openKeras", () => {
  test("opens a file of layers and operations that it is given", () => {
    const model = new Sequential([input({ shape: [3] }), new Dense({ units: 2, name: "first" })], { name: "row" });
    const doubled = new Model({ inputs: model.inputs, outputs: ops.multiply(model.outputs[0]!, 2) });
    const bytes = saveKeras(doubled);
    const again = openKeras(bytes, { layers: [Dense], operations: { multiply: ops.multiply } });
    expect(again.predict([[1, 2, 3]]).data).toEqual(doubled.predict([[1, 2, 3]]).data);
    expect(() => openKeras(bytes, { layers: [Dense] })).toThrow(
      /layer "multiply" is of class ops.Multiply, which is not/,
    );
  });

  test("refuses other layers, and tells which it knows", () => {
    const bytes = saveKeras(new Sequential([input({ shape: [3] }), new Dense({ units: 2, name: "first" })]));
    expect(() => openKeras(bytes, { layers: [GRU, LSTM] })).toThrow(
      'openKeras: layer "first" is a Dense, which is not supported. Supported: GRU, LSTM. Give others by { layers: { Dense } }.',
    );
    expect(() => openKeras(bytes, {} as never)).toThrow("openKeras: layers must be a list of classes, got undefined.");
  });
});

describe("modelFromJSON", () => {
  test("says what it got where that is no JSON", () => {
    const loose = modelFromJSON as (json?: unknown) => unknown;
    expect(() => loose()).toThrow("modelFromJSON: json must be a string or an object, got undefined.");
    expect(() => loose("{")).toThrow('modelFromJSON: json must be JSON, got "{".');
    expect(() => loose("x".repeat(1e6))).toThrow(/^modelFromJSON: json must be JSON, got "x{199}.{1,3}$/);
    const cyclic: { self?: object } = {};
    cyclic.self = cyclic;
    expect(() => loose(cyclic)).toThrow(/^modelFromJSON: /);
  });
});
