import { describe, expect, test } from "vitest";
import { Arena, type Build, builds, SIZES } from "../contract/kernel.ts";
import { normal, uniform } from "../reference/random.ts";

const DRAWS = 40_000;
// A mean of n such products is this far from its expectation once in 15,000 times.
const FOUR_SIGMA = 4 / Math.sqrt(DRAWS);

function draw(
  build: Build,
  n: number,
  seed: number,
  count: number,
  distribution: "uniform" | "normal" = "uniform",
): Float32Array {
  const arena = new Arena(build);
  const y = arena.output(n, 1);
  build.exports[distribution](n, arena.input([seed, count]), y);
  arena.intact();
  return arena.read(y);
}

const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;

/** The correlation of two sequences of uniform numbers, whose variance is 1/12. */
const correlation = (a: Float32Array, b: Float32Array) =>
  mean(Array.from(a, (value, i) => 12 * (value - 0.5) * ((b[i] ?? b[0]!) - 0.5)));

describe.each(builds)("uniform · $name", (build) => {
  test.each([...SIZES, 1000])("draws %i numbers, to the bit those of the reference", (n) => {
    for (const [seed, count] of [
      [0, 0],
      [1, 0],
      [0, 1],
      [2 ** 24 - 1, 2 ** 24 - 1],
    ] as const) {
      expect([...draw(build, n, seed, count)]).toEqual(uniform(n, seed, count));
    }
  });
});

describe.each(builds)("normal · $name", (build) => {
  test.each([...SIZES, 1000])("draws %i numbers, to 2e-6 those of the reference", (n) => {
    for (const [seed, count] of [
      [0, 0],
      [3, 2 ** 23 + 5],
      [2 ** 24 - 1, 2 ** 24 - 1],
    ] as const) {
      const got = draw(build, n, seed, count, "normal");
      expect(got).toHaveLength(n);
      normal(n, seed, count).forEach((value, i) => {
        expect(Math.abs(got[i]! - value)).toBeLessThan(2e-6);
      });
    }
  });

  test("has the mean and the moments of a normal distribution, and nothing infinite", () => {
    const numbers = Array.from({ length: 8 }, (_, count) => [...draw(build, DRAWS, 8, count, "normal")]).flat();
    const moment = (power: number): number => mean(numbers.map((x) => x ** power));
    // Four standard errors: √(1/n), √(2/n), √(15/n), √(96/n).
    const error = 4 / Math.sqrt(numbers.length);
    expect(Math.abs(moment(1))).toBeLessThan(error);
    expect(Math.abs(moment(2) - 1)).toBeLessThan(error * Math.sqrt(2));
    expect(Math.abs(moment(3))).toBeLessThan(error * Math.sqrt(15));
    expect(Math.abs(moment(4) - 3)).toBeLessThan(error * Math.sqrt(96));
    expect(numbers.every((x) => Math.abs(x) < 5.8)).toBe(true);
  });
});

describe.each(builds.slice(0, 1))("the numbers of uniform", (build) => {
  const all = Array.from({ length: 8 }, (_, seed) =>
    Array.from({ length: 8 }, (_, count) => draw(build, DRAWS, seed, count)),
  );

  test("lie in [0, 1) with mean 1/2 and variance 1/12", () => {
    for (const one of all.flat()) {
      const centred = Array.from(one, (value) => value - 0.5);
      expect(one.every((value) => value >= 0 && value < 1)).toBe(true);
      expect(Math.abs(mean(centred))).toBeLessThan(FOUR_SIGMA / Math.sqrt(12));
      expect(Math.abs(12 * mean(centred.map((value) => value * value)) - 1)).toBeLessThan(FOUR_SIGMA);
    }
  });

  test("do not go along with those of other counts, other seeds, or with their neighbours", () => {
    all.forEach((counts, seed) => {
      counts.forEach((one, count) => {
        for (const step of [1, 2, 4, 128])
          expect(Math.abs(correlation(one, one.subarray(step)))).toBeLessThan(FOUR_SIGMA);
        const nextCount = counts[count + 1];
        const nextSeed = all[seed + 1]?.[count];
        const turned = all[count]![seed]!;
        if (nextCount) expect(Math.abs(correlation(one, nextCount))).toBeLessThan(FOUR_SIGMA);
        if (nextSeed) expect(Math.abs(correlation(one, nextSeed))).toBeLessThan(FOUR_SIGMA);
        if (seed !== count) expect(Math.abs(correlation(one, turned))).toBeLessThan(FOUR_SIGMA);
      });
    });
  });

  test("fall evenly into 256 classes, by their high and by their low bits", () => {
    for (const classOf of [(value: number) => Math.floor(value * 256), (value: number) => (value * 2 ** 24) & 255]) {
      const counts = new Array<number>(256).fill(0);
      for (const value of all[3]![5]!) counts[classOf(value)]!++;
      const expected = DRAWS / 256;
      const chiSquare = counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
      // 255 degrees of freedom: the mean is 255, the standard deviation 22.6.
      expect(Math.abs(chiSquare - 255)).toBeLessThan(4 * 22.6);
    }
  });
});
