import { describe, expect, test } from "vitest";
import { Arena, type Build, builds } from "../contract/kernel.ts";
import { numbers } from "../numbers.ts";

/** Rows of `length` numbers, each padded with zeros to whole vectors, and the four rows of zeros behind them. */
function padded(rows: readonly Float32Array[], width: number): Float32Array {
  const all = new Float32Array((rows.length + 4) * width);
  rows.forEach((row, i) => {
    all.set(row, i * width);
  });
  return all;
}

/** What the kernel makes of rows; looks that nothing beside them has changed. */
function orthonormalize(build: Build, rows: readonly Float32Array[]): Float32Array[] {
  const { length } = rows[0]!;
  const width = Math.ceil(length / 4) * 4;
  const arena = new Arena(build);
  const given = padded(rows, width);
  const x = arena.output(given.length);
  new Float32Array(build.exports.memory.buffer, x, given.length).set(given);
  build.exports.orthonormalize(rows.length, width * 4, x);
  arena.intact();
  const got = arena.read(x);
  const made = rows.map((_, i) => got.slice(i * width, i * width + length));
  expect(got).toEqual(padded(made, width));
  return made;
}

const dot = (a: Float32Array, b: Float32Array): number => a.reduce((sum, value, i) => sum + value * b[i]!, 0);

/** Rows that are orthonormal to 1e-6. */
function expectOrthonormal(rows: readonly Float32Array[]): void {
  rows.forEach((row, i) => {
    for (let j = 0; j <= i; j++) expect(Math.abs(dot(row, rows[j]!) - (i === j ? 1 : 0))).toBeLessThan(1e-6);
  });
}

describe.each(builds)("orthonormalize · $name", (build) => {
  test.each([
    [1, 1],
    [1, 9],
    [2, 2],
    [3, 4],
    [4, 5],
    [5, 8],
    [7, 7],
    [8, 8],
    [9, 33],
    [63, 65],
    [64, 64],
    [65, 65],
    [127, 130],
  ])("%i rows of %i numbers become orthonormal, each in the span of itself and those before", (count, length) => {
    const rows = Array.from({ length: count }, (_, i) => numbers(length, 10 + i));
    const made = orthonormalize(build, rows);
    expectOrthonormal(made);
    // What a row was is the sum of its parts along the rows up to its own, the last of them positive.
    rows.forEach((row, i) => {
      const rest = Float64Array.from(row);
      for (const one of made.slice(0, i + 1)) {
        const along = dot(row, one);
        one.forEach((value, k) => {
          rest[k]! -= along * value;
        });
      }
      expect(Math.max(...rest.map(Math.abs))).toBeLessThan(2e-5);
      expect(dot(row, made[i]!)).toBeGreaterThan(0);
    });
  });

  test("rows that hardly differ become orthonormal too", () => {
    const common = numbers(24, 1);
    const rows = Array.from({ length: 6 }, (_, i) => numbers(24, 2 + i).map((value, k) => common[k]! + 1e-3 * value));
    expectOrthonormal(orthonormalize(build, rows));
  });
});
