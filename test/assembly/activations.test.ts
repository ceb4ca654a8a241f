import { describe, expect, test } from "vitest";
import * as tags from "../../src/wasm/tags.ts";
import { Arena, bits, builds, expectClose, random, SIZES } from "../contract/kernel.ts";
import { rowwise, unary } from "../reference/activations.ts";

// Absolute plus relative; f32 itself has 6e-8. erf, gelu and softmax add a few roundings.
const TOLERANCE = 1e-6;

const tagOf: Readonly<Record<string, number>> = { ...tags };
const unaryTags = Object.entries(unary).map(([name, f]) => [name, tagOf[name]!, f] as const);
const rowwiseTags = Object.entries(rowwise).map(([name, f]) => [name, tagOf[name]!, f] as const);

const SPECIAL = [0, -0, 1, -1, 0.5, -0.5, 2.5, 3, -3, 1e-45, -1e-40, 1e30, -1e18, Infinity, -Infinity, NaN];

/** The points of [-25, 25], close by, and magnitudes from 1e-38 to `largest` of either sign. */
function sweep(largest: number): Float32Array {
  const linear = Array.from({ length: 20_001 }, (_, i) => (i - 10_000) / 400);
  const powers = Array.from({ length: 3_001 }, (_, i) => 10 ** (-38 + (i / 3_000) * (38 + Math.log10(largest))));
  return new Float32Array([...linear, ...powers, ...powers.map((x) => -x)]);
}

function ulp(y: number): number {
  return 2 ** (Math.max(Math.floor(Math.log2(Math.abs(y))), -126) - 23);
}

describe.each(builds)("unary, $name build", (build) => {
  const run = (tag: number, x: ArrayLike<number>) => {
    const arena = new Arena(build);
    const y = arena.output(x.length, 1);
    build.exports.unary(tag, x.length, arena.input(x, 3), y);
    arena.intact();
    return arena.read(y);
  };

  test("has every tag", () => {
    expect(unaryTags.map(([, tag]) => tag)).toEqual(Array.from({ length: 45 }, (_, i) => i));
  });

  describe.each(unaryTags)("%s", (_, tag, f) => {
    const f32 = (x: number) => Math.fround(f(x));

    test("agrees with its equation", () => {
      // sin and cos promise 1e4; the square in squareplus overflows beyond 1e19, in Keras too.
      const largest = tag === tags.SIN || tag === tags.COS ? 1e4 : tag === tags.SQUAREPLUS ? 1e18 : 1e38;
      const x = sweep(largest);
      expectClose(run(tag, x), Array.from(x, f32), TOLERANCE);
    });

    test("keeps NaN and handles zeros, infinities and denormals", () => {
      const wild = tag === tags.SIN || tag === tags.COS ? [1e30, -1e18] : tag === tags.SQUAREPLUS ? [1e30] : [];
      const x = new Float32Array(SPECIAL.filter((value) => !wild.includes(value)));
      expectClose(run(tag, x), Array.from(x, f32), TOLERANCE);
    });

    test.each(SIZES)("writes %i elements, whatever lies beside them", (n) => {
      const x = random(n, n + 1, 4);
      expectClose(run(tag, x), Array.from(x, f32), TOLERANCE);
    });

    test("gives the same bits in place, and for a prefix", () => {
      const x = random(11, 5, 4);
      const apart = run(tag, x);
      const arena = new Arena(build);
      const y = arena.output(11);
      new Float32Array(build.exports.memory.buffer, y, 11).set(x);
      build.exports.unary(tag, 11, y, y);
      arena.intact();
      expect(bits(arena.read(y))).toEqual(bits(apart));
      expect(bits(run(tag, x.subarray(0, 6)))).toEqual(bits(apart.slice(0, 6)));
    });
  });

  test.each(["EXPONENTIAL", "EXPM1", "ELU", "LOG", "LOG1P", "SOFTPLUS"] as const)(
    "%s is within 3 ULP where its result is a normal number",
    (name) => {
      const x = sweep(1e38);
      const y = run(tagOf[name]!, x);
      let worst = 0;
      x.forEach((value, i) => {
        const exact = unary[name](value);
        if (Math.abs(exact) > 2 ** -124 && Math.abs(exact) < 3.4e38) {
          worst = Math.max(worst, Math.abs(y[i]! - exact) / ulp(exact));
        }
      });
      expect(worst).toBeLessThan(3);
    },
  );
});

describe.each(builds)("rowwise, $name build", (build) => {
  const run = (tag: number, rows: number, n: number, x: ArrayLike<number>) => {
    const arena = new Arena(build);
    const y = arena.output(x.length, 3);
    build.exports.rowwise(tag, rows, n, arena.input(x, 1), y);
    arena.intact();
    return arena.read(y);
  };
  const expected = (f: (row: number[]) => number[], n: number, x: Float32Array) =>
    Array.from({ length: n && x.length / n }, (_, i) => f(Array.from(x.subarray(i * n, (i + 1) * n)))).flat();

  describe.each(rowwiseTags)("%s", (_, tag, f) => {
    test.each(SIZES.flatMap((rows) => SIZES.map((n) => [rows, n] as const)))("is right for [%i, %i]", (rows, n) => {
      for (const scale of [0.1, 3, 100]) {
        const x = random(rows * n, rows + n, scale);
        expectClose(run(tag, rows, n, x), expected(f, n, x), TOLERANCE);
      }
    });

    test("does not overflow, and keeps ties", () => {
      const x = new Float32Array([1e30, 1e30, -1e30, 0, 3e38, -Infinity, 7, 7, 7, 7, 7, -Infinity]);
      expectClose(run(tag, 2, 6, x), expected(f, 6, x), TOLERANCE);
    });

    test("makes NaN of a row with NaN or ∞, or of −∞ alone, and of no other row", () => {
      const bad = [
        [1, NaN, 2],
        [1, 2, Infinity],
        [-Infinity, -Infinity, -Infinity],
      ].flat();
      const y = run(tag, 4, 3, [...bad, 1, 2, 4]);
      expect(Array.from(y.subarray(0, 9), Number.isNaN)).toEqual(Array(9).fill(true));
      expectClose(y.subarray(9), f([1, 2, 4]), TOLERANCE);
    });

    test("gives the same bits in place, and for a row alone", () => {
      const x = random(22, 7, 4);
      const apart = run(tag, 2, 11, x);
      const arena = new Arena(build);
      const y = arena.output(22);
      new Float32Array(build.exports.memory.buffer, y, 22).set(x);
      build.exports.rowwise(tag, 2, 11, y, y);
      arena.intact();
      expect(bits(arena.read(y))).toEqual(bits(apart));
      expect(bits(run(tag, 1, 11, x.subarray(11)))).toEqual(bits(apart.slice(11)));
    });
  });
});
