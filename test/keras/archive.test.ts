import fc from "fast-check";
import { strToU8, zipSync } from "fflate";
import { describe, expect, test } from "vitest";
import { readArchive } from "../../src/keras/archive.ts";
import { fixture } from "./fixtures/fixture.ts";

const DIRECTORY_ENTRY = [0x50, 0x4b, 1, 2];

function text(bytes: Uint8Array | undefined): string {
  return new TextDecoder().decode(bytes);
}

/** Where `signature` is in `bytes` for the n-th time. */
function find(bytes: Uint8Array, signature: number[], n = 0): number {
  const found = [...bytes.keys()].filter((at) => signature.every((byte, i) => bytes[at + i] === byte));
  return found[n]!;
}

/** Two files, one stored and one deflated, with 32-bit numbers of the n-th directory entry replaced. */
function damaged(changes: Record<number, number> = {}, n = 0): Uint8Array {
  const bytes = zipSync({ "a.txt": [strToU8("stored"), { level: 0 }], "b.txt": strToU8("deflated ".repeat(9)) });
  const entry = find(bytes, DIRECTORY_ENTRY, n);
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  for (const [at, value] of Object.entries(changes)) view.setUint32(entry + Number(at), value, true);
  return bytes;
}

/** All files of an archive. */
function unpacked(bytes: Uint8Array): Map<string, Uint8Array> {
  return new Map([...readArchive(bytes)].map(([name, unpack]) => [name, unpack()]));
}

function messageOf(bytes: Uint8Array): string {
  try {
    unpacked(bytes);
  } catch (error) {
    return `${(error as Error).name}: ${(error as Error).message}`;
  }
  return "no error";
}

describe("readArchive", () => {
  test("reads what Keras saves without copying it", () => {
    const bytes = fixture("float32.keras");
    const files = unpacked(bytes);
    expect([...files.keys()]).toEqual(["metadata.json", "config.json", "model.weights.h5"]);
    expect(JSON.parse(text(files.get("metadata.json")))).toHaveProperty("keras_version", "3.15.1");
    expect(files.get("model.weights.h5")!.buffer).toBe(bytes.buffer);
  });

  test("reads deflated files, names of Windows and comments, and leaves out directories", () => {
    const files = unpacked(fixture("deflated.zip"));
    expect([...files.keys()]).toEqual(["assets/vocabulary.txt", "config.json", "empty"]);
    expect(text(files.get("assets/vocabulary.txt"))).toBe("one\ntwo\n");
    expect(JSON.parse(text(files.get("config.json"))).numbers).toHaveLength(500);
    expect(files.get("empty")).toHaveLength(0);
  });

  test("reads an archive that is part of a larger buffer", () => {
    const archive = fixture("deflated.zip");
    const larger = new Uint8Array(archive.length + 20);
    larger.set(archive, 10);
    expect(unpacked(larger.subarray(10, -10))).toEqual(unpacked(archive));
  });

  test("returns any files that were zipped", () => {
    const file = fc.tuple(fc.uint8Array({ maxLength: 3000 }), fc.constantFrom(0, 6, 9));
    const names = fc.stringMatching(/^[a-z]{1,4}(\/[a-z]{1,4})?$/);
    fc.assert(
      fc.property(fc.dictionary(names, file, { noNullPrototype: true }), (files) => {
        const zipped = zipSync(
          Object.fromEntries(Object.entries(files).map(([n, [b, level]]) => [n, [b, { level: level as 0 }]])),
        );
        const read = unpacked(zipped);
        expect(read.size).toBe(Object.keys(files).length);
        for (const [name, [bytes]] of Object.entries(files)) expect(read.get(name)).toEqual(bytes);
      }),
      { seed: 2 },
    );
  });
});

test("an archive is unpacked file by file, those of more than so many bytes not at all", () => {
  const bytes = damaged({ 16: 1 });
  const files = readArchive(bytes);
  expect(text(files.get("b.txt")!(81))).toBe("deflated ".repeat(9));
  expect(() => files.get("b.txt")!(80)).toThrow(
    'loadKeras: file "b.txt" of the archive must unpack to at most 80 bytes, got 81.',
  );
  expect(() => files.get("a.txt")!()).toThrow("must have the checksum 00000001");
});

describe("readArchive of a damaged archive", () => {
  test("says that a file is no archive", () => {
    expect(messageOf(new Uint8Array(5))).toBe(
      "Error: loadKeras: the file must be a zip archive, as Keras 3 saves .keras files, got 5 other bytes.",
    );
    expect(messageOf(new Uint8Array([0x89, 0x48, 0x44, 0x46, 13, 10, 26, 10, ...new Uint8Array(90)]))).toBe(
      "Error: loadKeras: the file must be a zip archive, as Keras 3 saves .keras files, got an HDF5 file. " +
        "In Keras, save the model as .keras, not as .h5.",
    );
  });

  test("says that an archive is truncated", () => {
    expect(messageOf(fixture("float32.keras").subarray(0, -1))).toBe(
      "Error: loadKeras: the archive must end with its directory, got none. The file is truncated.",
    );
  });

  test("says that a file is encrypted", () => {
    const message = 'Error: loadKeras: file "a.txt" of the archive must not be encrypted, got an encrypted file.';
    expect(messageOf(damaged({ 8: 1 }))).toBe(message);
  });

  test.each<[string, Record<number, number>, number, string]>([
    [
      "a file larger than its bytes can hold",
      { 24: 1e9 },
      1,
      'file "b.txt" of the archive must unpack to at most 1032 times its 13 bytes, got 1000000000 bytes.',
    ],
    [
      "a file that unpacks to more",
      { 24: 80 },
      1,
      'file "b.txt" of the archive must unpack to 80 bytes, got more. The file is damaged.',
    ],
    [
      "a file that unpacks to less",
      { 24: 82 },
      1,
      'file "b.txt" of the archive must unpack to 82 bytes, got 81. The file is damaged.',
    ],
    [
      "a stored file of two sizes",
      { 24: 5 },
      0,
      'file "a.txt" of the archive must be of 5 bytes, being stored, got 6.',
    ],
    [
      "a wrong checksum",
      { 16: 1 },
      0,
      'file "a.txt" of the archive must have the checksum 00000001, got 5643f90b. The file is damaged.',
    ],
    ["bzip2", { 10: 12 }, 0, 'file "a.txt" of the archive must be stored or deflated, got compression method 12.'],
    ["ZIP64", { 24: 0xffffffff }, 0, 'file "a.txt" of the archive must be below 4 GiB, got a ZIP64 entry.'],
    [
      "a file that begins beyond the end",
      { 42: 0xfffffff0 },
      0,
      'file "a.txt" of the archive must begin at offset 4294967280, got other bytes there. The file is damaged.',
    ],
    [
      "a file that begins elsewhere",
      { 42: 3 },
      0,
      'file "a.txt" of the archive must begin at offset 3, got other bytes there. The file is damaged.',
    ],
    [
      "a file longer than the archive",
      { 20: 9999, 24: 9999 },
      0,
      'file "a.txt" of the archive must end before the end record at offset 191, got offset 10034.',
    ],
    ["files that overlap", { 42: 0 }, 1, 'the files of the archive must not overlap, got "a.txt" and "b.txt".'],
    ["a name twice", { 46: 0x78742e62 }, 0, 'the archive must hold every file once, got "b.txt" twice.'],
  ])("refuses %s", (_, changes, n, message) => {
    expect(messageOf(damaged(changes, n))).toBe(`Error: loadKeras: ${message}`);
  });

  test("refuses to unpack more than 4 GiB, before it unpacks anything", () => {
    const bytes = zipSync({ "a.txt": strToU8("abc"), "b.bin": [new Uint8Array(5e6), { level: 0 }] });
    const entry = find(bytes, DIRECTORY_ENTRY, 1);
    const view = new DataView(bytes.buffer, bytes.byteOffset);
    view.setUint16(entry + 10, 8, true);
    view.setUint32(entry + 24, 0xfffffffe, true);
    expect(messageOf(bytes)).toBe("Error: loadKeras: the archive must unpack to at most 4 GiB, got 4294967297 bytes.");
  });

  test("never fails otherwise: cut at any byte", () => {
    const bytes = damaged();
    for (let end = 0; end < bytes.length; end++) {
      expect(messageOf(bytes.subarray(0, end))).toMatch(/^Error: loadKeras: /);
    }
  });

  test("never fails otherwise, and never returns other bytes: any bytes changed", () => {
    const bytes = damaged();
    const files = [...unpacked(bytes).values()].map(text);
    const change = fc.tuple(fc.nat(bytes.length - 1), fc.nat(255));
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 4 }), (changes) => {
        const changed = bytes.slice();
        for (const [at, value] of changes) changed[at] = value;
        const message = messageOf(changed);
        if (message !== "no error") expect(message).toMatch(/^Error: loadKeras: /);
        else for (const file of unpacked(changed).values()) expect(files).toContain(text(file));
      }),
      { seed: 2, numRuns: 5000 },
    );
  });
});
