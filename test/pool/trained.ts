// What becomes of models that pools and models alone have trained.
import { expect } from "vitest";
import type { CompileOptions, FitOptions, Model } from "../../src/index.ts";
import { distance, poolOf, recurrent, samples, stateOf } from "./problems.ts";

interface Case {
  readonly model: Model<never>;
  readonly x: never;
  readonly y: never;
}

/** Trains a problem by a pool of so many workers, or alone; tells what became of it. */
export async function trained(
  make: () => object,
  compile: () => CompileOptions,
  options: FitOptions,
  workers: number,
): Promise<{ state: number[][]; history: Record<string, number[]> }> {
  const { model, x, y } = make() as Case;
  model.compile(compile());
  const given = { verbose: 0, seed: 3, epochs: 2, batchSize: 16, ...options } as const;
  if (workers === 0) {
    const { history } = await model.fit(x, y, given);
    return { state: stateOf(model), history };
  }
  // Six shards of a batch.
  using pool = poolOf(model, workers, { shardSize: 3 });
  const { history } = await pool.fit(x, y, given);
  return { state: stateOf(model), history };
}

/** Expects of pools what the model alone does, but for rounding, and of all pools the same bits. */
export async function expectSame(
  make: () => object,
  compile: () => CompileOptions,
  options: FitOptions = {},
): Promise<void> {
  const alone = await trained(make, compile, options, 0);
  const [one, ...others] = await Promise.all([1, 2, 3, 4].map((workers) => trained(make, compile, options, workers)));
  expect(distance(alone.state, one!.state)).toBeLessThan(1e-5);
  expect(Object.keys(one!.history)).toEqual(Object.keys(alone.history));
  expect(distance(Object.values(alone.history), Object.values(one!.history))).toBeLessThan(1e-5);
  for (const other of others) expect(other).toEqual(one);
}

/** A small model and so many samples. */
export const plain =
  (count = 45) =>
  () => ({ model: recurrent(), ...samples(count) });
