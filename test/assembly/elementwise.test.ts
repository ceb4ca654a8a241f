import { describe, expect, test } from "vitest";
import * as tags from "../../src/wasm/tags.ts";
import { Arena, builds, expectClose, random, SIZES } from "../contract/kernel.ts";
import { binary, broadcast } from "../reference/elementwise.ts";

// All operations round once; pow and modulo are made in f64.
const TOLERANCE = 1e-7;

type Name = keyof typeof binary;
const names = Object.keys(binary) as Name[];
const tagOf: Readonly<Record<string, number>> = { ...tags };

type Four = readonly [number, number, number, number];
interface Operand {
  data: Float32Array;
  strides: Four;
}

// Strides of a dense tensor of this shape, 0 along the axes in `repeated`.
function operand(shape: Four, repeated: readonly number[], seed: number): Operand {
  const sizes = shape.map((size, axis) => (repeated.includes(axis) ? 1 : size));
  const strides = sizes.map((_, axis) =>
    repeated.includes(axis) ? 0 : sizes.slice(axis + 1).reduce((a, b) => a * b, 1),
  );
  const data = random(
    sizes.reduce((a, b) => a * b, 1),
    seed,
    4,
  );
  return { data: data.map((x) => Math.round(x * 2) / 2), strides: strides as unknown as Four };
}

const SPECIAL = [0, -0, 1, -1, 2, -3, 0.5, -2.5, 1e-40, 3e38, Infinity, -Infinity, NaN];

describe.each(builds)("binary, $name build", (build) => {
  const run = (tag: number, shape: Four, a: Operand, b: Operand) => {
    const arena = new Arena(build);
    const y = arena.output(
      shape.reduce((x, size) => x * size, 1),
      2,
    );
    build.exports.binary(tag, ...shape, arena.input(a.data, 1), ...a.strides, arena.input(b.data, 3), ...b.strides, y);
    arena.intact();
    return arena.read(y);
  };
  const check = (name: Name, shape: Four, a: Operand, b: Operand) => {
    const f = (x: number, y: number) => Math.fround(binary[name](x, y));
    expectClose(run(tagOf[name]!, shape, a, b), broadcast(f as never, shape, a, b), TOLERANCE);
  };

  test("has every tag", () => {
    expect(names.map((name) => tagOf[name])).toEqual(Array.from({ length: 17 }, (_, i) => i));
  });

  describe.each(names)("%s", (name) => {
    test.each(SIZES)("is right for rows of %i, either operand repeated", (n) => {
      const shape = [1, 1, 2, n] as const;
      for (const a of [[], [3], [2], [2, 3]]) {
        for (const b of [[], [3], [2], [2, 3]]) check(name, shape, operand(shape, a, 1), operand(shape, b, 2));
      }
    });

    test("pairs zeros, infinities, denormals and NaN as numpy does", () => {
      const n = SPECIAL.length;
      const data = new Float32Array(SPECIAL);
      const column = { data, strides: [0, 0, 1, 0] as const };
      check(name, [1, 1, n, n], column, { data, strides: [0, 0, 0, 1] });
    });
  });

  test.each(SIZES.flatMap((n) => [0, 1, 2].map((axis) => [n, axis] as const)))(
    "is right for size %i along axis %i",
    (n, axis) => {
      const shape = [2, 3, 2, 5].map((size, i) => (i === axis ? n : size)) as unknown as Four;
      check("SUBTRACT", shape, operand(shape, [0, 2], 3), operand(shape, [1], 4));
    },
  );

  test("follows strides that are neither 0 nor 1", () => {
    const b = operand([2, 3, 4, 5], [], 6);
    for (const name of ["SUBTRACT", "POWER"] as const) {
      check(name, [2, 3, 5, 4], operand([2, 3, 5, 4], [], 5), { data: b.data, strides: [60, 20, 1, 5] });
      check(name, [2, 3, 5, 4], { data: b.data, strides: [60, 20, 1, 5] }, operand([2, 3, 5, 4], [0, 1, 2, 3], 5));
    }
  });

  test.each([tags.ADD, tags.LESS, tags.POWER])("tag %i may write over either operand", (tag) => {
    const shape = [1, 1, 1, 11] as const;
    const a = operand(shape, [], 8);
    const b = operand(shape, [], 9);
    const apart = run(tag, shape, a, b);
    for (const over of [0, 1]) {
      const arena = new Arena(build);
      const y = arena.output(11);
      new Float32Array(build.exports.memory.buffer, y, 11).set([a, b][over]!.data);
      const other = arena.input([b, a][over]!.data);
      const [x1, x2] = over ? [other, y] : [y, other];
      build.exports.binary(tag, ...shape, x1, ...a.strides, x2, ...b.strides, y);
      arena.intact();
      expect(arena.read(y)).toEqual(apart);
    }
  });

  test("raises to a power as exactly as f32 can hold", () => {
    const a = random(2000, 1, 3).map((x) => Math.abs(x) + 1e-3);
    const b = random(2000, 2, 20);
    const strides = [0, 0, 0, 1] as const;
    check("POWER", [1, 1, 1, 2000], { data: a, strides }, { data: b, strides });
  });
});

describe.each(builds)("where, $name build", (build) => {
  const check = (shape: Four, c: Operand, a: Operand, b: Operand) => {
    const arena = new Arena(build);
    const y = arena.output(
      shape.reduce((x, size) => x * size, 1),
      1,
    );
    const [cAt, aAt, bAt] = [arena.input(c.data, 2), arena.input(a.data, 3), arena.input(b.data, 1)];
    build.exports.where(...shape, cAt, ...c.strides, aAt, ...a.strides, bAt, ...b.strides, y);
    arena.intact();
    const expected = broadcast((x, t, f) => (x ? t! : f!), shape, c, a, b);
    expect(Array.from(arena.read(y))).toEqual(expected);
  };
  const mask = ({ data, strides }: Operand) => ({ data: data.map((x) => Math.max(x, 0)), strides });

  test.each(SIZES)("is right for rows of %i, any operand repeated", (n) => {
    const shape = [1, 1, 2, n] as const;
    for (const c of [[], [3], [2]]) {
      for (const a of [[], [3], [2, 3]]) {
        for (const b of [[], [3], [2, 3]]) {
          check(shape, mask(operand(shape, c, 1)), operand(shape, a, 2), operand(shape, b, 3));
        }
      }
    }
  });

  test.each(SIZES.flatMap((n) => [0, 1, 2].map((axis) => [n, axis] as const)))(
    "is right for size %i along axis %i",
    (n, axis) => {
      const shape = [2, 3, 2, 5].map((size, i) => (i === axis ? n : size)) as unknown as Four;
      check(shape, mask(operand(shape, [3], 1)), operand(shape, [0], 2), operand(shape, [1, 2], 3));
    },
  );

  test("follows other strides", () => {
    const a = operand([2, 3, 4, 5], [], 6);
    const shape = [2, 3, 5, 4] as const;
    check(shape, mask(operand(shape, [], 5)), { data: a.data, strides: [60, 20, 1, 5] }, operand(shape, [3], 7));
  });

  test("lets nothing through of what is not chosen, and takes NaN for true", () => {
    const strides = [0, 0, 0, 1] as const;
    const data = (...values: number[]) => ({ data: new Float32Array(values), strides });
    const c = { data: new Float32Array([0, -0, 1, NaN, 1e-45]), strides };
    const arena = new Arena(build);
    const y = arena.output(5);
    const [a, b] = [data(NaN, NaN, 1, 2, 3), data(4, 5, NaN, NaN, NaN)];
    const at = [c, a, b].map((x) => arena.input(x.data));
    build.exports.where(1, 1, 1, 5, at[0]!, ...strides, at[1]!, ...strides, at[2]!, ...strides, y);
    expect(Array.from(arena.read(y))).toEqual([4, 5, 1, 2, 3]);
  });
});
