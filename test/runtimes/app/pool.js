// The program that every runtime with workers runs beside conformance.js: a pool of one worker, and one of two.
import { Dense, Dropout, GRU, input, Sequential, tensor } from "rivulet";
import { Pool } from "rivulet/pool";
import { hash, numbers, seeded } from "./conformance.js";

/**
 * Runs the program.
 *
 * @returns the hash of what a pool has trained and then predicts, or the error that ended it
 */
export async function pool() {
  try {
    const [one, two] = [await trained(1), await trained(2)];
    if (one !== two) throw new Error(`one worker gives ${one}, two give ${two}`);
    return { pool: one };
  } catch (error) {
    return { error: String(error) };
  }
}

/** Four steps, each of four shards, then predictions: the hash of the weights and of these, which are the model's own. */
async function trained(workers) {
  const model = new Sequential([
    input({ shape: [null, 5] }),
    new GRU({ units: 7, kernelInitializer: seeded(1), recurrentInitializer: seeded(2) }),
    new Dropout({ rate: 0.3, seed: 3 }),
    new Dense({ units: 4, activation: "softmax", kernelInitializer: seeded(4) }),
  ]);
  model.compile({ optimizer: "adam", loss: "sparseCategoricalCrossentropy", metrics: ["accuracy"] });
  const x = tensor(numbers([48, 8, 5], 5), [48, 8, 5]);
  const y = tensor(Int32Array.from({ length: 48 }, (_, i) => i % 4));
  const before = hash(...model.weights);
  const pool = new Pool(model, { workers, shardSize: 6 });
  try {
    await pool.fit(x, y, { batchSize: 24, epochs: 2, seed: 6, verbose: 0 });
    if (hash(...model.weights) === before) throw new Error("nothing was trained");
    const predicted = await pool.predict(x, { batchSize: 4 });
    if (hash(predicted) !== hash(model.predict(x))) throw new Error("a pool predicts otherwise than its model");
    return hash(...model.weights, predicted);
  } finally {
    pool.dispose();
  }
}
