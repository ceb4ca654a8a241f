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
}

/** A source for a seed, or for none: then every source differs. */
export function random(seed?: number | null): Random {
  let state = (seed ?? Math.floor(Math.random() * 2 ** 32)) >>> 0;
  // Counter-based: a Weyl sequence mixed by the finaliser of MurmurHash3 (Appleby 2011, public domain).
  const next = (): number => {
    state = (state + 0x9e3779b9) >>> 0;
    let mixed = state;
    mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
    mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
    return (mixed ^ (mixed >>> 16)) >>> 0;
  };
  const uniform = (): number => next() / 2 ** 32;
  let spare: number | undefined;
  const normal = (): number => {
    if (spare !== undefined) {
      const value = spare;
      spare = undefined;
      return value;
    }
    // Marsaglia's polar method (1964): only a square root and a logarithm.
    for (;;) {
      const u = 2 * uniform() - 1;
      const v = 2 * uniform() - 1;
      const square = u * u + v * v;
      if (square >= 1 || square === 0) continue;
      const factor = Math.sqrt((-2 * logarithm(square)) / square);
      spare = v * factor;
      return u * factor;
    }
  };
  return { uniform, normal };
}

/** Brings numbers into a random order, each as likely: the method of Fisher and Yates. */
export function shuffle(order: Int32Array, { uniform }: Random): void {
  for (let i = order.length - 1; i > 0; i--) {
    const j = Math.floor(uniform() * (i + 1));
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
}
