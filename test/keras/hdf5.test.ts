import { existsSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readArchive } from "../../src/keras/archive.ts";
import { Dataset, Group, openHdf5 } from "../../src/keras/hdf5.ts";
import { expected, fixture } from "./fixtures/fixture.ts";

/** A fixture, or the weights within it when it is a .keras file. */
function hdf5(name: string): Uint8Array {
  return name.endsWith(".keras") ? readArchive(fixture(name)).get("model.weights.h5")!() : fixture(name);
}

function datasetOf(root: Group, path: string): Dataset {
  const found = root.get(path);
  if (!(found instanceof Dataset)) throw new Error(`no dataset "${path}"`);
  return found;
}

/** Reads all there is under `group` and gives the number of datasets. */
function readAll(group: Group): number {
  let count = 0;
  for (const name of group.attributeNames) group.attribute(name);
  for (const name of group.children) {
    const child = group.get(name)!;
    if (child instanceof Group) {
      count += readAll(child);
      continue;
    }
    for (const attribute of child.attributeNames) child.attribute(attribute);
    child.read();
    count++;
  }
  return count;
}

function messageOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    return `${(error as Error).name}: ${(error as Error).message}`;
  }
  return "no error";
}

describe("openHdf5", () => {
  describe.each(Object.entries(expected))("%s", (name, { groups, datasets, attributes }) => {
    test("has the groups that h5py reads", () => {
      const root = openHdf5(hdf5(name));
      for (const [path, children] of Object.entries(groups)) {
        const group = root.get(path.replaceAll("\\", "/")) as Group;
        const first = new Set(children.map((child) => child.split("\\")[0]!));
        expect([...group.children].sort()).toEqual([...first].sort());
      }
    });

    test("has the numbers that h5py reads", () => {
      const root = openHdf5(hdf5(name));
      for (const [path, { shape, dtype, values }] of Object.entries(datasets)) {
        const dataset = datasetOf(root, path.replaceAll("\\", "/"));
        const numbers = new Float64Array(Uint8Array.from(Buffer.from(values, "base64")).buffer);
        expect([dataset.path, dataset.shape, dataset.dtype]).toEqual([path.replaceAll("\\", "/"), shape, dtype]);
        expect(dataset.readFloat64(), path).toEqual(numbers);
        expect(dataset.read(), path).toEqual(Float32Array.from(numbers));
      }
    });

    test("has the attributes that h5py reads", () => {
      const root = openHdf5(hdf5(name));
      for (const [path, values] of Object.entries(attributes)) {
        const item = root.get(path.replaceAll("\\", "/"))!;
        const read = Object.fromEntries(item.attributeNames.map((attribute) => [attribute, item.attribute(attribute)]));
        expect(read, path).toEqual(values);
      }
    });

    test("reads the same from an ArrayBuffer and from bytes that are not aligned", () => {
      const bytes = hdf5(name);
      const shifted = new Uint8Array(bytes.length + 1);
      shifted.set(bytes, 1);
      const root = openHdf5(bytes.slice().buffer);
      const shiftedRoot = openHdf5(shifted.subarray(1));
      for (const path of Object.keys(datasets).map((path) => path.replaceAll("\\", "/"))) {
        expect(datasetOf(root, path).read()).toEqual(datasetOf(shiftedRoot, path).read());
      }
    });
  });

  test("gives float32 numbers without copying them", () => {
    const bytes = hdf5("float32.keras").slice();
    const kernel = datasetOf(openHdf5(bytes), "layers/gru/cell/vars/0").read();
    expect(kernel.buffer).toBe(bytes.buffer);
  });

  test("finds nothing under a name that is not there", () => {
    const root = openHdf5(hdf5("float32.keras"));
    expect(root.get("layers/lstm")).toBeUndefined();
    expect(root.get("layers/gru/cell/vars/0/0")).toBeUndefined();
    expect(root.attribute("keras_version")).toBeUndefined();
  });
});

describe("openHdf5 of what Keras does not write", () => {
  test.each([
    [
      "lzf",
      'dataset "lzf" must be compressed by gzip or not at all, got filter 32000. Save the file with compression="gzip".',
    ],
    ["unwritten", 'dataset "unwritten" must hold data, got none. Nothing was ever written to it.'],
    ["strings", 'dataset "strings" must hold numbers, got strings.'],
    ["compound", 'dataset "compound" must hold numbers or strings, got the compound datatype.'],
    ["complex", 'dataset "complex" must hold numbers or strings, got the compound datatype.'],
    ["float8", 'dataset "float8" must hold numbers, got dtype "float8_e4m3fn".'],
    ["opaque", 'dataset "opaque" must hold numbers, got the opaque datatype.'],
    ["linked/soft", 'group "linked" must have hard links only, got "soft", a link to another place.'],
  ])("says why it does not read %s", (path, message) => {
    const root = openHdf5(hdf5("refused.h5"));
    expect(messageOf(() => datasetOf(root, path).read())).toBe(`Error: loadKeras: ${message}`);
  });

  test("says why it does not read an attribute, a group or many attributes", () => {
    const root = openHdf5(hdf5("refused.h5"));
    const many = root.get("many") as Group;
    expect(messageOf(() => root.attribute("reference"))).toBe(
      'Error: loadKeras: attribute "reference" of "/" must hold numbers or strings, got the reference datatype.',
    );
    expect(messageOf(() => many.children)).toMatch(
      /^Error: loadKeras: group "many" must hold its links itself, got a fractal heap at offset \d+. Save the file as Keras does.$/,
    );
    expect(messageOf(() => many.attributeNames)).toMatch(
      /^Error: loadKeras: "many" must hold its attributes itself, got a fractal heap at offset \d+. Save the file as Keras does.$/,
    );
  });
});

describe("openHdf5 of a damaged file", () => {
  test("says that a file is not HDF5", () => {
    expect(messageOf(() => openHdf5(new Uint8Array(9)))).toBe(
      "Error: loadKeras: the file must be an HDF5 file, got 9 other bytes.",
    );
  });

  test("says that a file is truncated", () => {
    expect(messageOf(() => openHdf5(hdf5("legacy.h5").subarray(0, 3000), "loadKeras: model.h5"))).toBe(
      `Error: loadKeras: model.h5: the file must have ${hdf5("legacy.h5").length} bytes, got 3000. The file is truncated.`,
    );
  });

  test("names the dataset that the file ends before", () => {
    const bytes = hdf5("newer.h5");
    const values = datasetOf(openHdf5(bytes), "layers/gru/vars/0").read();
    const cut = withEnd(bytes, values.byteOffset + 8);
    expect(messageOf(() => datasetOf(openHdf5(cut), "layers/gru/vars/0").read())).toBe(
      `Error: loadKeras: dataset "layers/gru/vars/0" must lie within the file (offset ${values.byteOffset}, 48 bytes), ` +
        `got a file of ${cut.length} bytes. The file is damaged.`,
    );
  });

  test.each([
    ["numbers/f4", "must hold 51539607552 bytes, got 60."],
    ["numbers/u1", "must hold 12884901888 bytes, got 15."],
    ["layouts/chunked", "must have 1537228673524957200 chunks, got 9. The file is damaged or was not closed."],
    ["layouts/gzip", "must have 1537228673524957200 chunks, got 9. The file is damaged or was not closed."],
  ])("allocates nothing by the shape that %s claims", (path, message) => {
    const bytes = withNumbers(hdf5("types.h5"), { 5: 2 ** 32, 7: 2 ** 32, 10: 2 ** 32 });
    expect(messageOf(() => datasetOf(openHdf5(bytes), path).read())).toBe(
      `Error: loadKeras: dataset "${path}" ${message}`,
    );
  });

  test("says that a group contains itself", () => {
    const bytes = hdf5("float32.keras");
    const rootHeader = new DataView(bytes.buffer, bytes.byteOffset).getUint32(64, true);
    const child = addressOfFirstChild(bytes);
    const root = openHdf5(withNumbers(bytes, { [child]: rootHeader }));
    expect(messageOf(() => readAll(root))).toBe(
      'Error: loadKeras: object "layers" must have one path, got "/" too. The file is damaged.',
    );
  });

  test("says that a tree is of something else, or does not end", () => {
    const messageWith = (change: (tree: DataView) => void): string => {
      const bytes = hdf5("float32.keras").slice();
      change(new DataView(bytes.buffer, Buffer.from(bytes.buffer).indexOf("TREE")));
      return messageOf(() => readAll(openHdf5(bytes)));
    };
    expect(messageWith((tree) => tree.setUint8(4, 1))).toMatch(/ must be a tree of names, got type 1\.$/);
    const endless = (tree: DataView): void => {
      tree.setUint8(5, 1);
      tree.setUint32(32, tree.byteOffset, true);
    };
    expect(messageWith(endless)).toMatch(/ must have levels below 1, got 1\. The file is damaged\.$/);
  });

  test.each(["types.h5", "newer.h5", "bfloat16.keras", "legacy.h5"])(
    "never fails otherwise: %s cut at any byte",
    (name) => {
      const bytes = hdf5(name);
      const whole = readAll(openHdf5(bytes));
      for (let end = 0; end < bytes.length; end += bytes.length > 20000 && end > 4096 ? 7 : 1) {
        expect(messageOf(() => openHdf5(bytes.subarray(0, end)))).toMatch(/^Error: loadKeras: /);
        // With the superblock mended, the reader goes on to where the file ends.
        if (end >= 96) expectOurErrorOr(whole, withEnd(bytes, end));
      }
    },
  );

  test.each(["types.h5", "newer.h5", "float16.keras", "legacy.h5"])(
    "never fails otherwise: %s with any bytes changed",
    (name) => {
      const bytes = hdf5(name);
      // Offsets where the structure is: zeros are mostly padding.
      const places = [...bytes.keys()].filter((at) => bytes[at] !== 0);
      const change = fc.tuple(
        fc.constantFrom(...places),
        fc.integer({ min: -8, max: 8 }),
        fc.constantFrom(0, 1, 2, 127, 128, 255),
      );
      fc.assert(
        fc.property(fc.array(change, { minLength: 1, maxLength: 4 }), (changes) => {
          const changed = bytes.slice();
          for (const [at, shift, value] of changes) changed[at + shift] = value;
          expectOurErrorOr(undefined, changed);
        }),
        { seed: 2, numRuns: 700 },
      );
    },
  );

  test("never fails otherwise: any address of the file in place of another", () => {
    const bytes = hdf5("types.h5");
    const view = new DataView(bytes.buffer, bytes.byteOffset);
    const isAddress = (at: number) => view.getUint32(at + 4, true) === 0 && view.getUint32(at, true) > 95;
    const places = Array.from({ length: bytes.length / 8 }, (_, i) => 8 * i).filter(
      (at) => isAddress(at) && view.getUint32(at, true) < bytes.length,
    );
    fc.assert(
      fc.property(fc.constantFrom(...places), fc.constantFrom(...places), (to, from) => {
        const changed = bytes.slice();
        changed.copyWithin(to, from, from + 8);
        expectOurErrorOr(undefined, changed);
      }),
      { seed: 2, numRuns: 700 },
    );
  });
});

/** A copy with 64-bit numbers replaced wherever they stand at a multiple of 8 bytes. */
function withNumbers(bytes: Uint8Array, changes: Record<number, number>): Uint8Array {
  const changed = bytes.slice();
  const numbers = new BigUint64Array(changed.buffer, 0, changed.length >> 3);
  for (let i = 12; i < numbers.length; i++) {
    const change = changes[Number(numbers[i])];
    if (change !== undefined) numbers[i] = BigInt(change);
  }
  return changed;
}

/** The address in the first entry of the first symbol node. */
function addressOfFirstChild(bytes: Uint8Array): number {
  const node = Buffer.from(bytes.buffer, bytes.byteOffset).indexOf("SNOD");
  return new DataView(bytes.buffer, bytes.byteOffset).getUint32(node + 16, true);
}

/** A copy of the first `end` bytes, with a superblock that knows of no more. */
function withEnd(bytes: Uint8Array, end: number): Uint8Array {
  const cut = bytes.slice(0, end);
  new DataView(cut.buffer).setUint32(bytes[8] === 0 ? 40 : 28, end, true);
  return cut;
}

function expectOurErrorOr(count: number | undefined, bytes: Uint8Array): void {
  let read: number;
  try {
    read = readAll(openHdf5(bytes));
  } catch (error) {
    if ((error as Error).name !== "Error" || !(error as Error).message.startsWith("loadKeras: ")) throw error;
    return;
  }
  if (count !== undefined) expect(read).toBe(count);
}

const models = new URL("../../../shared/models/", import.meta.url);

describe.skipIf(!existsSync(models))("real models (../shared/models, skipped when absent)", () => {
  test.each([
    ["klon_centaur/model.keras", 7],
    ["ml5_shakespeare/model.keras", 9],
  ])("%s holds %d datasets", (name, count) => {
    const files = readArchive(new Uint8Array(readFileSync(new URL(name, models))));
    expect(readAll(openHdf5(files.get("model.weights.h5")!()))).toBe(count);
  });

  test("circuit_gru.h5 names its layers and weights", () => {
    const root = openHdf5(new Uint8Array(readFileSync(new URL("circuit_gru/circuit_gru.h5", models))));
    expect(root.attribute("keras_version")).toBe("2.3.0-tf");
    expect(JSON.parse(root.attribute("model_config") as string)).toHaveProperty("class_name", "Sequential");
    const weights = root.get("model_weights") as Group;
    expect(weights.attribute("layer_names")).toEqual(
      "gru dropout_3 gru_1 dropout_4 gru_2 dropout_5 dense_1".split(" "),
    );
    expect(weights.get("dropout_3")!.attribute("weight_names")).toEqual([]);
    expect(datasetOf(weights, "gru/gru/gru_cell/bias:0").shape).toEqual([2, 150]);
  });
});
