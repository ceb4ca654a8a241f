import { describe, expect, test } from "vitest";
import { Arena, builds, random, SIZES } from "../contract/kernel.ts";
import { copy } from "../reference/copy.ts";

type Four = readonly [number, number, number, number];

const product = (sizes: readonly number[]) => sizes.reduce((a, b) => a * b, 1);
const dense = ([, b, c, d]: Four): Four => [b * c * d, c * d, d, 1];

describe.each(builds)("copy, $name build", (build) => {
  // Copies between tensors of xSize and ySize floats, starting at these offsets.
  const check = (shape: Four, xSize: number, xAt: number, x: Four, ySize: number, yAt: number, y: Four) => {
    const arena = new Arena(build);
    const data = random(xSize, xSize);
    const to = arena.output(ySize, 1);
    const before = arena.read(to);
    build.exports.copy(...shape, arena.input(data, 2) + 4 * xAt, ...x, to + 4 * yAt, ...y);
    arena.intact();
    const expected = Array.from(before);
    copy(shape, data, xAt, x, expected, yAt, y);
    expect(Array.from(arena.read(to))).toEqual(expected);
  };

  test.each(SIZES.flatMap((n) => [0, 1, 2, 3].map((axis) => [n, axis] as const)))(
    "is right for size %i along axis %i",
    (n, axis) => {
      const shape = [2, 3, 2, 5].map((size, i) => (i === axis ? n : size)) as unknown as Four;
      check(shape, product(shape), 0, dense(shape), product(shape), 0, dense(shape));
    },
  );

  test.each([63, 64, 65, 300])("copies rows of %i, on both sides of the call to memory.copy", (n) => {
    check([1, 1, 2, n], 2 * n, 0, [0, 0, n, 1], 2 * n + 10, 0, [0, 0, n + 5, 1]);
  });

  test("transposes", () => {
    check([1, 2, 5, 4], 40, 0, [0, 20, 1, 5], 40, 0, dense([1, 2, 5, 4]));
    check([1, 2, 5, 4], 40, 0, dense([1, 2, 5, 4]), 40, 0, [0, 20, 1, 5]);
  });

  test("reverses: negative strides from the last element", () => {
    check([1, 1, 5, 7], 35, 28, [0, 0, -7, 1], 35, 0, [0, 0, 7, 1]);
    check([1, 1, 5, 7], 35, 34, [0, 0, -7, -1], 35, 0, [0, 0, 7, 1]);
    check([1, 1, 5, 7], 35, 0, [0, 0, 7, 1], 35, 34, [0, 0, -7, -1]);
  });

  test("repeats: strides of 0", () => {
    check([2, 3, 4, 5], 5, 0, [0, 0, 0, 1], 120, 0, dense([2, 3, 4, 5]));
    check([2, 3, 4, 5], 4, 0, [0, 0, 1, 0], 120, 0, dense([2, 3, 4, 5]));
  });

  test("places side by side: strides of y longer than the row", () => {
    check([1, 1, 3, 4], 12, 0, [0, 0, 4, 1], 30, 6, [0, 0, 10, 1]);
  });

  test("keeps every bit, NaN's too", () => {
    const arena = new Arena(build);
    const words = Uint32Array.from([0x7fa00001, 0xffc12345, 1, 0x80000000, 0x7f800000]);
    const to = arena.output(5);
    build.exports.copy(1, 1, 1, 5, arena.input(new Float32Array(5)) as number, 0, 0, 0, 1, to, 0, 0, 0, 1);
    const x = arena.output(5);
    new Uint32Array(build.exports.memory.buffer, x, 5).set(words);
    build.exports.copy(1, 1, 1, 5, x, 0, 0, 0, 1, to, 0, 0, 0, 1);
    expect(new Uint32Array(build.exports.memory.buffer, to, 5)).toEqual(words);
    build.exports.copy(1, 1, 5, 1, x, 0, 0, 1, 1, to, 0, 0, 1, 1);
    expect(new Uint32Array(build.exports.memory.buffer, to, 5)).toEqual(words);
  });
});

describe.each(builds)("fill, $name build", (build) => {
  test.each([...SIZES, 100])("fills %i elements", (n) => {
    for (const value of [1.5, -0, NaN, Infinity, 1e-45]) {
      const arena = new Arena(build);
      const y = arena.output(n, 3);
      build.exports.fill(n, arena.input([value]), y);
      arena.intact();
      expect(Array.from(arena.read(y))).toEqual(Array(n).fill(Math.fround(value)));
    }
  });
});
