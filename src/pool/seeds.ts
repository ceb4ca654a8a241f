/**
 * Random numbers of parts of a batch.
 *
 * @module
 */
import type { RandomState } from "../layers/random-state.ts";
import { mixed, SEEDS } from "../random.ts";

/** A seed for shard `shard` of the coming batch; the same until {@link countBatch} is called. */
export function seedOf(state: RandomState, shard: number): number {
  const [seed, count] = state.kept().read();
  return mixed(mixed(mixed(seed!) ^ count!) ^ shard) % SEEDS;
}

/** Says that a batch was computed elsewhere. */
export function countBatch(state: RandomState): void {
  const cell = state.kept();
  const [seed, count] = cell.read();
  cell.write([seed!, (count! + 1) % SEEDS]);
}
