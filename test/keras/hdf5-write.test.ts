import { describe, expect, test } from "vitest";
import { NewGroup, writeHdf5 } from "../../src/keras/hdf5/write/file.ts";
import { Dataset, type Group, openHdf5 } from "../../src/keras/hdf5.ts";

function withMembers(count: number): NewGroup {
  const root = new NewGroup();
  for (let i = 0; i < count; i++) root.members.set(`weight ${i}`, { shape: [1], numbers: Float32Array.of(i) });
  return root;
}

function datasetOf(bytes: Uint8Array, path: string): Dataset {
  const found = openHdf5(bytes).get(path);
  if (!(found instanceof Dataset)) throw new Error(`no dataset "${path}"`);
  return found;
}

describe("writeHdf5", () => {
  // A symbol node holds 8 names, a node of the tree 32 nodes: the tree has one level up to 256 names, two to 8192.
  test.each([0, 1, 8, 9, 256, 257, 8192, 8193])("writes a group of %i members", (count) => {
    const root = openHdf5(writeHdf5(withMembers(count)));
    expect(root.children.length).toBe(count);
    for (let i = 0; i < count; i += Math.max(1, count >> 5)) {
      expect([...(root.get(`weight ${i}`) as Dataset).read()]).toEqual([i]);
    }
  });

  test("sorts names by their bytes, in which HDF5 looks them up", () => {
    const root = new NewGroup();
    for (const name of ["😀", "\uffff", "é", "aa", "a", "z"]) root.group(name);
    expect(openHdf5(writeHdf5(root)).children).toEqual(["a", "aa", "z", "é", "\uffff", "😀"]);
  });

  test("keeps every bit of floats, at an address that is a multiple of 8", () => {
    const bits = Uint32Array.of(0x7fc01234, 0xffc00001, 0x80000000, 1, 0x7f7fffff);
    const root = withMembers(1);
    root.group("a/b").members.set("bits", { shape: [5], numbers: new Float32Array(bits.buffer) });
    const bytes = writeHdf5(root);
    const read = datasetOf(bytes, "a/b/bits").read();
    expect(read.buffer).toBe(bytes.buffer);
    expect(read.byteOffset % 8).toBe(0);
    expect(new Uint32Array(read.slice().buffer)).toEqual(bits);
  });

  test("writes scalars, integers of 64 bits, and datasets of nothing", () => {
    const root = new NewGroup();
    root.members.set("count", { shape: [], numbers: BigInt64Array.of(-(2n ** 40n)) });
    root.members.set("nothing", { shape: [0, 3], numbers: new Float32Array(0) });
    const bytes = writeHdf5(root);
    const count = datasetOf(bytes, "count");
    expect([count.dtype, count.shape, [...count.readFloat64()]]).toEqual(["int64", [], [-(2 ** 40)]]);
    expect([datasetOf(bytes, "nothing").shape, datasetOf(bytes, "nothing").read().length]).toEqual([[0, 3], 0]);
  });

  test("writes names of groups, short and long, and finds each among thousands", () => {
    const root = new NewGroup();
    root.name = "x".repeat(70_000);
    for (let i = 0; i < 5000; i++) root.group(`${i}`).name = `Größe ${i}`;
    const read = openHdf5(writeHdf5(root));
    expect(read.attribute("name")).toBe(root.name);
    for (const i of [0, 4094, 4095, 4096, 4999])
      expect((read.get(`${i}`) as Group).attribute("name")).toBe(`Größe ${i}`);
  });

  test("writes the same bytes each time", () => {
    expect(Buffer.compare(writeHdf5(withMembers(300)), writeHdf5(withMembers(300)))).toBe(0);
  });
});
