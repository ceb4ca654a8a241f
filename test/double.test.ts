import { describe, expect, test } from "vitest";
import { cosineOfPi, exponential, logarithm, power, wholePower } from "../src/double.ts";
import { random } from "../src/random.ts";

// What remains of a 64-bit float's 1.1e-16 after a few dozen operations, with room.
const TOLERANCE = 1e-12;

function relativeError(got: number, wanted: number): number {
  return got === wanted ? 0 : Math.abs(got - wanted) / Math.abs(wanted);
}

/** The greatest of what a function gives for 20000 numbers of a range. */
function greatest(low: number, high: number, error: (x: number) => number): number {
  const { uniform } = random(1);
  let worst = 0;
  for (let i = 0; i < 20000; i++) worst = Math.max(worst, error(low + (high - low) * uniform()));
  return worst;
}

describe("functions of 64-bit floats", () => {
  test("exponential is Math.exp", () => {
    expect(greatest(-700, 700, (x) => relativeError(exponential(x), Math.exp(x)))).toBeLessThan(TOLERANCE);
    expect(greatest(-1, 1, (x) => relativeError(exponential(x), Math.exp(x)))).toBeLessThan(1e-15);
    expect([-1e9, 0, 1e9].map(exponential)).toEqual([0, 1, Number.POSITIVE_INFINITY]);
    expect(exponential(Number.NaN)).toBeNaN();
  });

  test("logarithm is Math.log", () => {
    expect(greatest(-300, 300, (x) => relativeError(logarithm(10 ** x), Math.log(10 ** x)))).toBeLessThan(TOLERANCE);
    expect(greatest(0.5, 2, (x) => Math.abs(logarithm(x) - Math.log(x)))).toBeLessThan(1e-15);
    expect([0, 1, Number.POSITIVE_INFINITY].map(logarithm)).toEqual([
      Number.NEGATIVE_INFINITY,
      0,
      Number.POSITIVE_INFINITY,
    ]);
    expect([logarithm(-1), logarithm(Number.NaN)]).toEqual([Number.NaN, Number.NaN]);
  });

  test("cosineOfPi is Math.cos of a multiple of π", () => {
    expect(greatest(0, 1, (x) => Math.abs(cosineOfPi(x) - Math.cos(Math.PI * x)))).toBeLessThan(1e-15);
    expect([0, 1].map(cosineOfPi)).toEqual([1, -1]);
  });

  test("power is Math.pow, of whole and of other exponents", () => {
    expect(greatest(-20, 20, (y) => relativeError(power(0.37, y), 0.37 ** y))).toBeLessThan(TOLERANCE);
    for (const n of [0, 1, 2, 7, 1000]) expect(relativeError(wholePower(0.999, n), 0.999 ** n)).toBeLessThan(TOLERANCE);
    expect([power(0, 0), power(0, 0.5), power(0, -1), power(2, 0.5)]).toEqual([
      1,
      0,
      Number.POSITIVE_INFINITY,
      expect.closeTo(Math.SQRT2, 12),
    ]);
  });
});
