import { describe, expect, test } from "vitest";
import * as tags from "../../src/wasm/tags.ts";
import { Arena, bits, builds, expectClose, random, SIZES } from "../contract/kernel.ts";
import { reduce, reductions } from "../reference/reduce.ts";

// Accumulated in f64 and rounded once.
const TOLERANCE = 1e-7;

const tagOf: Readonly<Record<string, number>> = { ...tags };
const reduceTags = Object.entries(reductions).map(([name, f]) => [name, tagOf[name]!, f] as const);

describe.each(builds)("reduce, $name build", (build) => {
  const run = (tag: number, outer: number, n: number, inner: number, x: ArrayLike<number>) => {
    const arena = new Arena(build);
    const y = arena.output(outer * inner, 3);
    build.exports.reduce(tag, outer, n, inner, arena.input(x, 1), y);
    arena.intact();
    return arena.read(y);
  };

  test("has every tag", () => {
    expect(reduceTags.map(([, tag]) => tag)).toEqual(Array.from({ length: 9 }, (_, i) => i));
  });

  describe.each(reduceTags)("%s", (_, tag, f) => {
    test.each(SIZES.flatMap((n) => SIZES.map((inner) => [n, inner] as const)))(
      "is right for n %i, inner %i",
      (n, inner) => {
        if (n === 0 && (tag === tags.ARGMAX || tag === tags.ARGMIN)) return;
        for (const outer of [0, 1, 3]) {
          const x = random(outer * n * inner, n + inner, 2).map((value) => Math.round(value));
          const expected = reduce(f, outer, n, inner, x).map(Math.fround);
          expectClose(run(tag, outer, n, inner, x), expected, TOLERANCE);
        }
      },
    );

    test.each([
      [[1, NaN, 3]],
      [[NaN, NaN, 3]],
      [[3, 3, 1, 1]],
      [[0, -0, 0]],
      [[-Infinity, -Infinity]],
      [[Infinity, Infinity]],
      [[Infinity, -Infinity, 1]],
      [[1e-45, 1e-40]],
      [[-1e-40, 0]],
    ])("of %j", (x) => {
      expectClose(run(tag, 1, x.length, 1, x), reduce(f, 1, x.length, 1, Float32Array.from(x)), TOLERANCE);
    });

    test("gives the same bits whatever columns lie beside", () => {
      const x = random(7 * 5, 3);
      const together = run(tag, 1, 7, 5, x);
      for (let column = 0; column < 5; column++) {
        const alone = run(
          tag,
          1,
          7,
          1,
          x.filter((_, i) => i % 5 === column),
        );
        expect(bits(alone)).toEqual(bits(together.slice(column, column + 1)));
      }
    });
  });

  test("sums a long column without drift", () => {
    const x = new Float32Array(100_000).fill(0.1);
    expectClose(run(tags.SUM, 1, x.length, 1, x), [Math.fround(x[0]! * x.length)], TOLERANCE);
    expectClose(run(tags.MEAN, 1, x.length, 1, x), [x[0]!], TOLERANCE);
  });

  test.each([
    [tags.ARGMAX, 1],
    [tags.ARGMIN, -1],
  ])("finds the best of a row at any place, tag %i", (tag, sign) => {
    const n = 39;
    for (let place = 0; place < n; place++) {
      const x = random(n, place, 1).map((value) => Math.round(2 * value));
      const best = (value: number) => run(tag, 1, n, 1, x.with(place, value))[0];
      expect(best(sign * 9)).toBe(place);
      expect(best(NaN)).toBe(place);
      // Of equal ones it is the first.
      expect(run(tag, 1, n, 1, x.with(place, sign * 9).fill(sign * 9, place))[0]).toBe(place);
      expect(run(tag, 1, n, 1, x.with(place, NaN).fill(NaN, place))[0]).toBe(place);
    }
  });

  test("gives the first index of nothing", () => {
    expect(Array.from(run(tags.ARGMAX, 1, 0, 3, []))).toEqual([0, 0, 0]);
    expect(Array.from(run(tags.ARGMIN, 1, 0, 3, []))).toEqual([0, 0, 0]);
  });
});
