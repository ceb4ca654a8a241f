import { describe, expect, test, vi } from "vitest";
import { type CompileOptions, callbacks, Dense, Dropout, input, LSTM, Sequential, tensor } from "../../src/index.ts";
import { rejection } from "../training/problem.ts";
import { distance, everything, masked, poolOf, samples, settled, stateOf } from "./problems.ts";
import { plain, trained } from "./trained.ts";

describe("fit", () => {
  test("draws at random by shards, not by workers", async () => {
    const make = () => {
      const layers = [input({ shape: [null, 3] }), new LSTM({ units: 5, dropout: 0.3, recurrentDropout: 0.2 })];
      return {
        model: settled(new Sequential([...layers, new Dropout({ rate: 0.4 }), new Dense({ units: 2 })])),
        ...samples(45),
      };
    };
    const compile = (): CompileOptions => ({ optimizer: "adam", loss: "mse" });
    const [one, ...others] = await Promise.all([1, 2, 3].map((workers) => trained(make, compile, {}, workers)));
    for (const other of others) expect(other).toEqual(one);
    const reseeded = await trained(make, compile, { seed: 4, shuffle: false }, 1);
    expect(distance(one!.state, reseeded.state)).toBeGreaterThan(1e-3);
  });

  test("drops something else at each step and in each shard", async () => {
    const model = new Sequential([
      input({ shape: [1] }),
      new Dropout({ rate: 0.5 }),
      new Dense({ units: 1, useBias: false }),
    ]);
    model.setWeights([tensor([[1]])]);
    model.compile({ optimizer: "sgd", loss: "mse" });
    using pool = poolOf(model, 2, { shardSize: 50 });
    const { history } = await pool.fit(
      tensor(new Float32Array(100).fill(1), [100, 1]),
      tensor(new Float32Array(100), [100, 1]),
      {
        batchSize: 100,
        epochs: 6,
        verbose: 0,
        callbacks: [new callbacks.LambdaCallback({ onEpochBegin: () => model.setWeights([tensor([[1]])]) })],
        seed: 1,
      },
    );
    // The mean of 100 squares, each 0 or 4.
    expect(new Set(history["loss"]).size).toBeGreaterThan(3);
    // If both shards dropped the same, each loss would be of an even number of 4s.
    expect(history["loss"]!.some((loss) => Math.round(loss * 25) % 2 === 1)).toBe(true);
  });

  test("goes on where fit of the model has ended, and the other way round", async () => {
    const run = async (workers: readonly number[]): Promise<number[][]> => {
      const { model, x, y } = plain()();
      model.compile({ optimizer: everything(), loss: "mse" });
      for (const count of workers) {
        using pool = count > 0 ? poolOf(model, count) : undefined;
        await (pool ?? model).fit(x, y, { batchSize: 16, verbose: 0, shuffle: false });
      }
      return stateOf(model);
    };
    const alone = await run([0, 0, 0]);
    expect(distance(alone, await run([2, 0, 1]))).toBeLessThan(1e-5);
    expect(distance(alone, await run([0, 3, 0]))).toBeLessThan(1e-5);
  });

  test("takes batches, and calls callbacks as Model.fit does", async () => {
    const run = async (shared: boolean): Promise<string[]> => {
      const { model, x, y } = plain(32)();
      model.compile({ optimizer: "sgd", loss: "mse" });
      const told: string[] = [];
      const tell = (what: string) => (index: number, logs?: object) =>
        void told.push(`${what} ${index} ${Object.keys(logs ?? {})}`);
      const callback = new callbacks.LambdaCallback({ onEpochEnd: tell("epoch"), onTrainBatchEnd: tell("batch") });
      const batches = {
        *[Symbol.iterator]() {
          for (const at of [0, 16]) yield [part(x, at), part(y, at)] as const;
        },
      };
      using pool = poolOf(model, 2);
      await (shared ? pool : model).fit(batches as never, {
        epochs: 2,
        verbose: 0,
        callbacks: [callback],
        validationData: [x, y],
        stepsPerEpoch: 2,
      });
      return told;
    };
    expect(await run(true)).toEqual(await run(false));
  });

  test("evaluates as Model.evaluate does", async () => {
    const { model, x, y } = masked();
    model.compile({ loss: "sparseCategoricalCrossentropy", metrics: ["accuracy"] });
    using pool = poolOf(model, 2);
    const [alone, shared] = [await model.evaluate(x, y, { verbose: 0 }), await pool.evaluate(x, y, { verbose: 0 })];
    expect(Object.keys(shared)).toEqual(["loss", "accuracy"]);
    expect(distance([Object.values(alone)], [Object.values(shared)])).toBeLessThan(1e-6);
  });

  test("heeds what is compiled anew, and which weights are trained by then", async () => {
    const { model, x, y } = plain()();
    using pool = poolOf(model, 2);
    const fit = { verbose: 0, batchSize: 16 } as const;
    model.compile({ optimizer: "sgd", loss: "mse" });
    await pool.fit(x, y, fit);
    const [gru, dense] = model.layers;
    gru!.trainable = false;
    model.compile({ optimizer: "sgd", loss: "mae" });
    const before = gru!.getWeights();
    const loss = await model.evaluate(x, y, { verbose: 0 });
    expect((await pool.evaluate(x, y, { verbose: 0 }))["loss"]).toBeCloseTo(loss["loss"]!, 5);
    const old = dense!.getWeights();
    await pool.fit(x, y, fit);
    expect(gru!.getWeights()).toEqual(before);
    expect(dense!.getWeights()).not.toEqual(old);
  });

  test("leaves weights as they were after the last whole step if data is refused", async () => {
    const { model, x } = masked();
    model.compile({ optimizer: "sgd", loss: "sparseCategoricalCrossentropy" });
    const before = stateOf(model);
    using pool = poolOf(model, 2);
    const y = tensor(
      Int32Array.from({ length: 45 * 6 }, (_, i) => (i === 100 ? 7 : 1)),
      [45, 6],
    );
    const alone = await rejection(model.fit(x, y, { verbose: 0, batchSize: 45 }));
    expect(await rejection(pool.fit(x, y, { verbose: 0, batchSize: 45 }))).toBe(alone);
    expect(stateOf(model).slice(0, 6)).toEqual(before.slice(0, 6));
  });

  test("computes with data as it was checked, also where a worker has to be waited for", async () => {
    const { model, x, y } = plain(8)();
    model.compile({ loss: "mse" });
    using pool = poolOf(model, 1);
    const { loss } = await pool.evaluate(x, y, { verbose: 0 });
    // The only worker is busy with this one when the other call is ready.
    const first = pool.predict(samples(5000).x);
    const spoil = () => void setImmediate(() => x.data.fill(Number.NaN));
    const spoiling = new callbacks.LambdaCallback({ onTestBatchBegin: spoil });
    const second = pool.evaluate(x, y, { verbose: 0, callbacks: [spoiling] });
    await first;
    expect((await second)["loss"]).toBe(loss);
  });

  test("makes no memory for messages once it is at work", async () => {
    const { model, x, y } = plain(64)();
    model.compile({ optimizer: "adam", loss: "mse" });
    using pool = poolOf(model, 2);
    const made: number[] = [];
    const construct = (Target: typeof ArrayBuffer, args: [number]): ArrayBuffer => {
      made.push(model.optimizer!.iterations);
      return new Target(...args);
    };
    vi.stubGlobal("ArrayBuffer", new Proxy(ArrayBuffer, { construct }));
    try {
      await pool.fit(x, y, { batchSize: 16, epochs: 3, verbose: 0 });
    } finally {
      vi.unstubAllGlobals();
    }
    expect(new Set(made)).toEqual(new Set([0]));
  });

  test("is refused while the model is being trained", async () => {
    const { model, x, y } = plain()();
    model.compile({ optimizer: "sgd", loss: "mse" });
    using pool = poolOf(model, 1);
    const first = pool.fit(x, y, { verbose: 0 });
    expect(await rejection(pool.fit(x, y))).toMatch(/the model is being trained/);
    await first;
  });
});

/** 16 samples. */
function part({ data, shape: [, ...rest] }: { data: unknown; shape: readonly number[] }, at: number) {
  const row = rest.reduce((a, b) => a * b, 1);
  return tensor((data as Float32Array).slice(at * row, (at + 16) * row), [16, ...rest]);
}
