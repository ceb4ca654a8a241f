import fc from "fast-check";
import { strFromU8, strToU8, unzipSync } from "fflate";
import { describe, expect, test } from "vitest";
import { loadKeras, modelFromJSON } from "../../src/keras/index.ts";
import { goldenConfig, goldenFile, type Loose, remade } from "../golden/file.ts";
import { Leak } from "../golden/leak.ts";

/** How many damages of a kind are tried. */
const RUNS = Number(process.env["RUNS"] ?? 100);
const FILES = [
  "functional",
  "nested-models",
  "bidirectional-stacked",
  "operations",
  "convolution",
  "attention",
] as const;

/** How engines word their own errors: none of these is ours. */
const ENGINE =
  /Cannot (read|set|convert|mix|destructure|assign|use)|is not (a function|iterable|a constructor|an object|defined)|Invalid (array|typed|string|count|value)|call stack|Reduce of|memory|allocation/i;

/** Runs what must either work or say in rivulet's words what is wrong. */
function worksOrSays(body: () => unknown): void {
  let message = "";
  try {
    body();
  } catch (error) {
    ({ message } = error as Error);
  }
  if (message === "") return;
  expect(message).toMatch(/^(loadKeras|modelFromJSON): .+\.$/s);
  expect(message).not.toMatch(ENGINE);
}

const load = (bytes: Uint8Array): unknown => loadKeras(bytes, { layers: { Leak } });

/** All places in a JSON value: an object or a list, and a key of it. */
function places(root: Loose, found: { parent: Loose; key: string }[] = []): { parent: Loose; key: string }[] {
  if (typeof root === "object" && root !== null) {
    for (const key of Object.keys(root)) {
      found.push({ parent: root, key });
      places(root[key], found);
    }
  }
  return found;
}

const odd = [
  null,
  true,
  0,
  -1,
  1.5,
  2 ** 31,
  1e300,
  "",
  "x",
  "__proto__",
  [],
  [[]],
  [null],
  ["a", 0, 0],
  {},
  { class_name: "GRU" },
];

describe("a hostile file", () => {
  test("is no archive, or empty", () => {
    for (const bytes of [new Uint8Array(0), new Uint8Array(100), strToU8("PK\x03\x04"), strToU8("{}")]) {
      expect(() => load(bytes)).toThrow(/^loadKeras: /);
    }
    for (const value of [undefined, null, "a.keras", 7, [1, 2]]) {
      expect(() => load(value as never)).toThrow(
        /^loadKeras: bytes must be a Uint8Array or an ArrayBuffer, got .*\. Read the file first\.$/,
      );
    }
  });

  test("is cut off anywhere", () => {
    const bytes = goldenFile("single-cell");
    for (let size = 0; size < bytes.length; size += size < 100 || size > bytes.length - 400 ? 1 : 61) {
      expect(() => load(bytes.subarray(0, size))).toThrow(/^loadKeras: /);
    }
  });

  test("lacks a part, or has it damaged", () => {
    expect(() => load(remade("sequential", () => undefined, { "config.json": undefined }))).toThrow(
      new Error('loadKeras: the archive must hold "config.json", got metadata.json, model.weights.h5.'),
    );
    expect(() => load(remade("sequential", () => undefined, { "model.weights.h5": undefined }))).toThrow(
      new Error('loadKeras: the archive must hold "model.weights.h5", got metadata.json, config.json.'),
    );
    for (const text of ["", "[]", "null", "7", '"x"', "{", '{"class_name": "Sequential"', "{}{}", "\u0000", "NaN"]) {
      expect(() => load(remade("sequential", () => text))).toThrow(/^loadKeras: .* must be /);
    }
  });

  test("has any bytes of its archive changed", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...FILES),
        fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 8 }),
        (name, edits) => {
          const bytes = goldenFile(name);
          for (const [at, value] of edits) bytes[at % bytes.length] = value;
          worksOrSays(() => load(bytes));
        },
      ),
      { numRuns: RUNS, seed: 1 },
    );
  });

  test("has any bytes of its weights changed, with a checksum that agrees", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...FILES),
        fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 8 }),
        (name, edits) => {
          const weights = unzipSync(goldenFile(name))["model.weights.h5"]!;
          for (const [at, value] of edits) weights[at % weights.length] = value;
          worksOrSays(() => load(remade(name, () => undefined, { "model.weights.h5": weights })));
        },
      ),
      { numRuns: RUNS, seed: 2 },
    );
  });

  test("has any value of its config replaced by another", () => {
    for (const name of FILES) {
      const count = places(goldenConfig(name)).length;
      fc.assert(
        fc.property(fc.nat(count - 1), fc.constantFrom(...odd), fc.boolean(), (at, value, isWhole) => {
          const config = goldenConfig(name);
          const { parent, key } = places(config)[at]!;
          parent[key] = structuredClone(value);
          worksOrSays(() => (isWhole ? load(remade(name, () => config)) : modelFromJSON(config, { layers: { Leak } })));
        }),
        { numRuns: RUNS, seed: 3 },
      );
    }
  });

  test("has any value of its config taken from another place, or away", () => {
    for (const name of FILES) {
      const count = places(goldenConfig(name)).length;
      fc.assert(
        fc.property(fc.nat(count - 1), fc.nat(count - 1), fc.boolean(), (to, from, isGone) => {
          const config = goldenConfig(name);
          const all = places(config);
          const { parent, key } = all[to]!;
          const { [all[from]!.key]: value } = all[from]!.parent;
          if (isGone) delete parent[key];
          else parent[key] = structuredClone(value);
          worksOrSays(() => modelFromJSON(config, { layers: { Leak } }));
        }),
        { numRuns: RUNS, seed: 4 },
      );
    }
  });

  test("has the text of its config cut off or changed", () => {
    const text = strFromU8(unzipSync(goldenFile("functional"))["config.json"]!);
    fc.assert(
      fc.property(fc.nat(text.length), fc.nat(text.length), fc.string({ maxLength: 3 }), (from, to, middle) => {
        worksOrSays(() => modelFromJSON(text.slice(0, from) + middle + text.slice(to)));
      }),
      { numRuns: RUNS, seed: 5 },
    );
  });

  test("is nested without end", () => {
    const deep = `${'{"config":'.repeat(100_000)}{}${"}".repeat(100_000)}`;
    const message = "json must be at most 256 levels deep, got more.";
    expect(() => modelFromJSON(deep)).toThrow(new Error(`modelFromJSON: ${message}`));
    expect(() => modelFromJSON(`${"[".repeat(100_000)}${"]".repeat(100_000)}`)).toThrow(/levels deep/);
  });

  test("has models in models in models, each used twice", () => {
    const config = goldenConfig("nested-models");
    const model = (inner: Loose, depth: number): Loose => {
      const name = `m${depth}`;
      const tensor = (layer: string, use: number): Loose => ({
        class_name: "__keras_tensor__",
        config: { shape: [null, null, 4], dtype: "float32", keras_history: [layer, use, 0] },
      });
      const input = { ...structuredClone(config.config.layers[0]), name: "x" };
      input.config.name = "x";
      const uses = [tensor("x", 0), tensor(`m${depth - 1}`, 0)].map((one) => ({ args: [one], kwargs: {} }));
      const layers = [input, { ...inner, name: `m${depth - 1}`, inbound_nodes: uses }];
      const layersConfig = {
        name,
        layers,
        input_layers: ["x", 0, 0],
        output_layers: [`m${depth - 1}`, depth > 1 ? 2 : 1, 0],
      };
      return { ...config, config: layersConfig };
    };
    let bomb: Loose = {
      module: "keras.layers",
      class_name: "Dropout",
      config: { name: "m0", rate: 0.5 },
      registered_name: null,
    };
    for (let depth = 1; depth <= 40; depth++) bomb = model(bomb, depth);
    expect(() => modelFromJSON(bomb)).toThrow(/must come to at most 65536 calls of layers, nested ones counted\.$/);
  });

  test("claims sizes beyond all memory", () => {
    for (const edit of [
      (layer: Loose) => Object.assign(layer.config, { units: 2 ** 40 }),
      (layer: Loose) => Object.assign(layer.config, { units: 2 ** 31 - 1 }),
      (layer: Loose) => Object.assign(layer.config, { units: 1e300 }),
    ]) {
      worksOrSays(() => load(remade("sequential", ({ config }) => void edit(config.layers.at(-1)))));
      worksOrSays(() => load(remade("sequential", ({ config }) => void edit(config.layers[2]))));
    }
    worksOrSays(() =>
      load(
        remade("operations", ({ config }) => {
          config.layers[0].config.batch_shape = [null, 2 ** 31, 4];
        }),
      ),
    );
  });

  test("has weights that unpack to more than the model has room for", () => {
    const zeros = new Uint8Array(2 ** 26 + 2 ** 17);
    expect(() => load(remade("single-cell", () => undefined, { "model.weights.h5": zeros }))).toThrow(
      /^loadKeras: file "model\.weights\.h5" of the archive must unpack to at most 671\d{5} bytes, got 67239936\.$/,
    );
  });

  test("has keys that are names of objects' own parts", () => {
    for (const key of ["__proto__", "constructor", "toString", "hasOwnProperty"]) {
      const text = JSON.stringify(goldenConfig("sequential")).replaceAll('"gru"', `"${key}"`);
      worksOrSays(() => modelFromJSON(text));
      worksOrSays(() => modelFromJSON(text.replace('"units"', `"${key}":1,"units"`)));
      worksOrSays(() => modelFromJSON(text.replace('"class_name":"GRU"', `"class_name":"${key}"`)));
    }
    expect(() => modelFromJSON('{"class_name":"Sequential","config":{"__proto__":{}}}')).toThrow(
      new Error('modelFromJSON: json must not have the key "__proto__", got one.'),
    );
  });
});
