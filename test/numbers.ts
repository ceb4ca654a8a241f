/** Seeded numbers for tests. */
import { random } from "../src/random.ts";

/** Standard normal numbers of a seed. */
export function numbers(count: number, seed = 1): Float32Array {
  const source = random(seed);
  return Float32Array.from({ length: count }, () => source.normal());
}
