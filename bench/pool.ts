/**
 * What workers save: predict and fit of a pool of one and of two workers beside the same by the model alone. The sides of a
 * row take turns, and the ratios are those within a turn.
 */
import { Dense, GRU, input, LSTM, Sequential, tensor } from "../src/index.ts";
import { Pool } from "../src/pool/index.ts";
import { normals } from "../test/numbers.ts";
import buildWorkers, { workerFile } from "../test/pool/build-workers.ts";

/** One piece of work, and how much faster it is done by one worker and by two: medians, and quartiles of them. */
export interface PoolRow {
  readonly name: string;
  /** Milliseconds by the model alone. */
  readonly alone: number;
  readonly one: Ratio;
  readonly two: Ratio;
}

/** The median of ratios, and the quartiles. */
export interface Ratio {
  readonly median: number;
  readonly low: number;
  readonly high: number;
}

const SAMPLES = 512;
const TIMESTEPS = 50;
const ROUNDS = 9;

/** Measures one model, with batches of each size. */
export async function measurePool(batchSizes: readonly number[]): Promise<PoolRow[]> {
  const rows: PoolRow[] = [];
  buildWorkers();
  const worker = workerFile("worker");
  for (const layer of [new GRU({ units: 128 }), new LSTM({ units: 128 })]) {
    const model = new Sequential([input({ shape: [null, 64] }), layer, new Dense({ units: 10 })]);
    model.compile({ optimizer: "adam", loss: "meanSquaredError" });
    const normal = normals(1);
    const numbers = (count: number): Float32Array => Float32Array.from({ length: count }, normal);
    const x = tensor(numbers(SAMPLES * TIMESTEPS * 64), [SAMPLES, TIMESTEPS, 64]);
    const y = tensor(numbers(SAMPLES * 10), [SAMPLES, 10]);
    using one = new Pool(model, { workers: 1, worker });
    using two = new Pool(model, { workers: 2, worker });
    for (const batchSize of batchSizes) {
      const options = { batchSize, verbose: 0 } as const;
      const name = (what: string): string => `${what}, ${layer.className}(128), batches of ${batchSize}`;
      const predict = [model, one, two].map((by) => async () => void (await by.predict(x, { batchSize })));
      const fit = [model, one, two].map((by) => async () => void (await by.fit(x, y, options)));
      rows.push({ name: name("predict"), ...(await compare(predict)) }, { name: name("fit"), ...(await compare(fit)) });
    }
  }
  return rows;
}

async function compare(sides: readonly (() => Promise<void>)[]): Promise<Omit<PoolRow, "name">> {
  for (const side of [...sides, ...sides]) await side();
  const rounds: number[][] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const times: number[] = [];
    for (const side of sides) {
      const start = performance.now();
      await side();
      times.push(performance.now() - start);
    }
    rounds.push(times);
  }
  const ratio = (side: number): Ratio => {
    const sorted = rounds.map((times) => times[0]! / times[side]!).sort((a, b) => a - b);
    const at = (share: number): number => sorted[Math.round(share * (sorted.length - 1))]!;
    return { median: at(0.5), low: at(0.25), high: at(0.75) };
  };
  const alone = rounds.map(([first]) => first!).sort((a, b) => a - b);
  return { alone: alone[alone.length >> 1]!, one: ratio(1), two: ratio(2) };
}
