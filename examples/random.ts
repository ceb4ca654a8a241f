/** Seeded random numbers for generated data, uniform in [0, 1): the same on every machine. */
export type Random = () => number;

/** A source of random numbers: Tommy Ettinger's mulberry32, in the public domain. */
export function random(seed: number): Random {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** An integer from 0 to below − 1. */
export function below(uniform: Random, limit: number): number {
  return Math.floor(uniform() * limit);
}

/** One of a list. */
export function choose<T>(uniform: Random, list: readonly T[]): T {
  return list[below(uniform, list.length)]!;
}

/** The list in random order. */
export function shuffled<T>(uniform: Random, list: readonly T[]): T[] {
  const result = [...list];
  for (let i = result.length - 1; i > 0; i--) {
    const j = below(uniform, i + 1);
    [result[i], result[j]] = [result[j]!, result[i]!];
  }
  return result;
}
