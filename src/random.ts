/**
 * Seeded random numbers, one at a time, the same on every machine.
 *
 * @module
 */

/** As many seeds do kernels tell apart: they take seed and count as floats, which hold integers up to here. */
export const SEEDS: number = 2 ** 24;

/** A source of random numbers; equal seeds give equal numbers. */
export interface Random {
  /** Uniform in [0, 1). */
  uniform(): number;
}

/** The finalizer of MurmurHash3 (Appleby 2011, public domain): a permutation of 32-bit integers that mixes all their bits. */
export function mixed(value: number): number {
  let h = value;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/** A source for a seed, or for none: then every source differs. */
export function random(seed?: number | null): Random {
  let state = (seed ?? Math.floor(Math.random() * 2 ** 32)) | 0;
  return {
    // Counter-based: a Weyl sequence, mixed.
    uniform() {
      state = (state + 0x9e3779b9) | 0;
      return mixed(state) / 2 ** 32;
    },
  };
}

/** Brings numbers into a random order, each as likely: the method of Fisher and Yates. */
export function shuffle(order: Int32Array, { uniform }: Random): void {
  for (let i = order.length - 1; i > 0; i--) {
    const j = Math.floor(uniform() * (i + 1));
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
}
