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
});
