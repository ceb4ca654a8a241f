import { describe, expect, test } from "vitest";
import { Arena, builds, random, SIZES } from "../contract/kernel.ts";
import { gather, scatterAdd } from "../reference/gather.ts";

const ROWS = 6;

describe.each(builds)("gather, $name build", (build) => {
  const run = (ids: readonly number[], width: number) => {
    const arena = new Arena(build);
    const table = random(ROWS * width, width);
    const y = arena.output(ids.length * width, 1);
    build.exports.gather(ids.length, ROWS, width, arena.input(ids), arena.input(table, 2), y);
    arena.intact();
    return { y: arena.read(y), table };
  };

  test.each(SIZES.flatMap((count) => [...SIZES, 70].map((width) => [count, width] as const)))(
    "gathers %i rows of %i",
    (count, width) => {
      const ids = Array.from({ length: count }, (_, i) => (i * 5 + 2) % ROWS);
      const { y, table } = run(ids, width);
      expect(Array.from(y)).toEqual(gather(ids, width, table));
    },
  );

  test("drops fractions, as a cast does", () => {
    const ids = [0.99, 2.5, 5.75, -0, -0.5];
    const { y, table } = run(ids, 3);
    expect(Array.from(y)).toEqual(gather([0, 2, 5, 0, 0], 3, table));
  });

  test.each([-1, -1e30, ROWS, 1e30, 2 ** 32, Infinity, -Infinity, NaN])("refuses %d and writes nothing there", (id) => {
    const arena = new Arena(build);
    const y = arena.output(9);
    build.exports.gather(3, ROWS, 3, arena.input([1, id, 2]), arena.input(random(ROWS * 3, 1)), y);
    arena.intact();
    expect(build.exports.faultValue.value).toBe(Math.fround(id));
    expect(Array.from(arena.read(y).subarray(3), Number.isNaN)).toEqual(Array(6).fill(true));
  });
});

describe.each(builds)("scatter, $name build", (build) => {
  test.each(SIZES.flatMap((count) => [...SIZES, 70].map((width) => [count, width] as const)))(
    "writes %i rows of %i, and no others",
    (count, width) => {
      const rows = 2 * count + 1;
      const ids = Array.from({ length: count }, (_, i) => (2 * i + 1) % rows);
      const arena = new Arena(build);
      const y = random(count * width, 3);
      const before = random(rows * width, width);
      const table = arena.output(rows * width, 1);
      new Float32Array(build.exports.memory.buffer).set(before, table >>> 2);
      build.exports.scatter(count, width, arena.input(ids), arena.input(y, 2), table);
      arena.intact();
      const expected = Float32Array.from(before);
      ids.forEach((id, i) => {
        expected.set(y.subarray(i * width, (i + 1) * width), id * width);
      });
      expect(arena.read(table)).toEqual(expected);
    },
  );
});

describe.each(builds)("scatterAdd, $name build", (build) => {
  test.each(SIZES.flatMap((count) => [...SIZES, 70].map((width) => [count, width] as const)))(
    "adds %i rows of %i, in turn",
    (count, width) => {
      const ids = Array.from({ length: count }, (_, i) => (i * i) % ROWS);
      const arena = new Arena(build);
      const dy = random(count * width, 3, 1e3);
      const table = random(ROWS * width, width);
      const dtable = arena.output(ROWS * width, 1);
      new Float32Array(build.exports.memory.buffer).set(table, dtable >>> 2);
      build.exports.scatterAdd(count, width, arena.input(ids), arena.input(dy, 2), dtable);
      arena.intact();
      expect(Array.from(arena.read(dtable))).toEqual(scatterAdd(ids, width, dy, table));
    },
  );
});
