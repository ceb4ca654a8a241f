/**
 * Seeded random numbers, the same on every machine.
 *
 * @module
 */
import { logarithm } from "./double.ts";

/** A source of random numbers; equal seeds give equal numbers. */
export interface Random {
  /** Uniform in [0, 1). */
  uniform(): number;
  /** Standard normal. */
  normal(): number;
  /** Puts into `numbers` what `made` makes of uniform ones. */
  fill(numbers: Float32Array | Float64Array, made: (uniform: number) => number): void;
}

// Standard normal numbers are made of so many uniform ones at a time.
const BLOCK = 512;

/** A source for a seed, or for none: then every source differs. */
export function random(seed?: number | null): Random {
  let state = (seed ?? Math.floor(Math.random() * 2 ** 32)) | 0;
  // Counter-based: a Weyl sequence mixed by the finaliser of MurmurHash3 (Appleby 2011, public domain). All in one loop,
  // for most weights are drawn before the engine has compiled it.
  const fill = (numbers: Float32Array | Float64Array, made: (uniform: number) => number): void => {
    let at = state;
    for (let i = 0; i < numbers.length; i++) {
      at = (at + 0x9e3779b9) | 0;
      let mixed = Math.imul(at ^ (at >>> 16), 0x85ebca6b);
      mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
      numbers[i] = made(((mixed ^ (mixed >>> 16)) >>> 0) / 2 ** 32);
    }
    state = at;
  };
  const one = new Float64Array(1);
  const uniform = (): number => {
    fill(one, (number) => number);
    return one[0]!;
  };
  const block = new Float64Array(BLOCK);
  let next = BLOCK;
  let spare: number | undefined;
  const normal = (): number => {
    if (spare !== undefined) {
      const value = spare;
      spare = undefined;
      return value;
    }
    // Marsaglia's polar method (1964): only a square root and a logarithm.
    for (;;) {
      if (next === BLOCK) {
        fill(block, (number) => 2 * number - 1);
        next = 0;
      }
      const u = block[next++]!;
      const v = block[next++]!;
      const square = u * u + v * v;
      if (square >= 1 || square === 0) continue;
      const factor = Math.sqrt((-2 * logarithm(square)) / square);
      spare = v * factor;
      return u * factor;
    }
  };
  return { uniform, normal, fill };
}

/** Brings numbers into a random order, each as likely: the method of Fisher and Yates. */
export function shuffle(order: Int32Array, { uniform }: Random): void {
  for (let i = order.length - 1; i > 0; i--) {
    const j = Math.floor(uniform() * (i + 1));
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
}
