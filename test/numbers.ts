/** Seeded numbers for tests and benches. */
import { random } from "../src/random.ts";

/** A source of standard normal numbers: the polar method of Marsaglia, 1964. */
export function normals(seed: number): () => number {
  const { uniform } = random(seed);
  let spare: number | undefined;
  return () => {
    if (spare !== undefined) {
      const value = spare;
      spare = undefined;
      return value;
    }
    for (;;) {
      const u = 2 * uniform() - 1;
      const v = 2 * uniform() - 1;
      const square = u * u + v * v;
      if (square >= 1 || square === 0) continue;
      const factor = Math.sqrt((-2 * Math.log(square)) / square);
      spare = v * factor;
      return u * factor;
    }
  };
}

/** Standard normal numbers of a seed. */
export function numbers(count: number, seed = 1): Float32Array {
  return Float32Array.from({ length: count }, normals(seed));
}
