import { describe, expect, test } from "vitest";
import { random } from "../src/random.ts";

const BITS = 2n ** 32n;

/** The i-th number of a seed, from 0, by exact integers: a Weyl sequence and the finaliser of MurmurHash3. */
function reference(seed: number, i: number): number {
  let mixed = BigInt.asUintN(32, BigInt(seed) + 0x9e3779b9n * BigInt(i + 1));
  mixed = ((mixed ^ (mixed >> 16n)) * 0x85ebca6bn) % BITS;
  mixed = ((mixed ^ (mixed >> 13n)) * 0xc2b2ae35n) % BITS;
  return Number(mixed ^ (mixed >> 16n)) / Number(BITS);
}

describe("random", () => {
  const seeds = [0, 1, -3, 2 ** 31, 2 ** 33 + 5];

  test.each(seeds)("uniform numbers of the seed %d are those of the reference", (seed) => {
    const { uniform } = random(seed);
    for (let i = 0; i < 1000; i++) expect(uniform()).toBe(reference(seed, i));
  });

  test("numbers that are filled in go on where the last have ended", () => {
    const source = random(7);
    const numbers = new Float64Array(5);
    source.fill(numbers, (uniform) => 2 * uniform - 1);
    expect([...numbers, source.uniform()]).toEqual([
      ...[0, 1, 2, 3, 4].map((i) => 2 * reference(7, i) - 1),
      reference(7, 5),
    ]);
  });

  test("normal numbers have the mean and the moments of a normal distribution", () => {
    const { normal } = random(8);
    const numbers = Array.from({ length: 100_000 }, normal);
    const moment = (power: number): number => numbers.reduce((sum, x) => sum + x ** power, 0) / numbers.length;
    // Three standard errors: √(1/n), √(2/n), √(15/n), √(96/n).
    expect(Math.abs(moment(1))).toBeLessThan(0.01);
    expect(Math.abs(moment(2) - 1)).toBeLessThan(0.014);
    expect(Math.abs(moment(3))).toBeLessThan(0.037);
    expect(Math.abs(moment(4) - 3)).toBeLessThan(0.093);
  });
});
