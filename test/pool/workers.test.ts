import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import { describe, expect, test, vi } from "vitest";
import { callbacks, Dense, GRU, input, Sequential, tensor, type Value } from "../../src/index.ts";
import { Pool } from "../../src/pool/index.ts";
import { numbers } from "../numbers.ts";
import { rejection } from "../training/problem.ts";
import { workerFile } from "./build-workers.ts";
import { Deadly, squared } from "./own.ts";
import { poolOf, recurrent, samples, stateOf } from "./problems.ts";

const deadly = (how: string): Sequential => recurrent(new Deadly({ how }));
const ended = "Pool: a worker has ended at work: it exited with 7. The next call begins a new one.";

describe("a worker that ends", () => {
  test.each([1, 2])("fails the call, and the next one has another; of %i", async (workers) => {
    const model = deadly("exit");
    using pool = poolOf(model, workers);
    const { x } = samples(40);
    const expected = model.predict(x);
    expect(await pool.predict(x)).toEqual(expected);
    for (let time = 0; time < 2; time++) {
      expect(await rejection(pool.predict(x, { batchSize: 13 }))).toBe(ended);
      expect(await pool.predict(x)).toEqual(expected);
    }
  });

  test("leaves weights and optimizer as they were after the last whole step", async () => {
    const { x, y } = samples(29);
    const run = async (shared: boolean): Promise<number[][]> => {
      const model = deadly("exit");
      model.compile({ optimizer: "adam", loss: "mse" });
      using pool = poolOf(model, 2, { shardSize: 16 });
      // The second step is of 13 samples.
      const fit = (shared ? pool : model).fit(x, y, {
        batchSize: 16,
        shuffle: false,
        verbose: 0,
        stepsPerEpoch: shared ? 2 : 1,
      });
      expect(await rejection(fit)).toBe(shared ? ended : "no error");
      const state = stateOf(model);
      if (shared) await pool.fit(x, y, { batchSize: 24, verbose: 0 });
      return state;
    };
    const [alone, shared] = [await run(false), await run(true)];
    expect(shared.map((one) => one.length)).toEqual(alone.map((one) => one.length));
    expect(shared.at(-1)).toEqual([1]);
    shared.flat().forEach((value, i) => {
      expect(value).toBeCloseTo(alone.flat()[i]!, 5);
    });
  });

  test("says why, if its file cannot be run", async () => {
    using pool = new Pool(recurrent(), { workers: 2, worker: new URL("file:///nowhere/worker.js") });
    expect(await rejection(pool.predict(samples(4).x))).toMatch(
      /^Pool: a worker has ended at work: Cannot find module/,
    );
  });
});

describe("an abort", () => {
  test("ends predict at once, and the pool goes on", async () => {
    const model = recurrent();
    using pool = poolOf(model, 1);
    const { x } = samples(400);
    const controller = new AbortController();
    const pending = pool.predict(x, { batchSize: 1, signal: controller.signal });
    setTimeout(() => controller.abort(new Error("enough")), 5);
    expect(await rejection(pending)).toBe("enough");
    expect(await rejection(pool.predict(x, { signal: controller.signal }))).toBe("enough");
    expect(await pool.predict(x)).toEqual(model.predict(x));
  });

  test("ends fit between two steps", async () => {
    const model = recurrent();
    model.compile({ optimizer: "sgd", loss: "mse" });
    using pool = poolOf(model, 2);
    const { x, y } = samples(64);
    const controller = new AbortController();
    const callback = new callbacks.LambdaCallback({
      onTrainBatchEnd: (step) => {
        if (step === 1) controller.abort(new Error("enough"));
      },
    });
    const options = { batchSize: 16, verbose: 0, callbacks: [callback], signal: controller.signal } as const;
    expect(await rejection(pool.fit(x, y, options))).toBe("enough");
    expect(model.optimizer!.iterations).toBe(2);
  });
});

describe("a pool", () => {
  test("does many calls at a time, also in the course of fit", async () => {
    const model = recurrent();
    model.compile({ optimizer: "sgd", loss: "mse" });
    using pool = poolOf(model, 2);
    const { x, y } = samples(64);
    const expected = model.predict(x);
    const calls = Array.from({ length: 20 }, (_, i) => pool.predict(x, { batchSize: 1 + i }));
    for (const result of await Promise.all(calls)) expect(result).toEqual(expected);
    const within: unknown[] = [];
    const callback = new callbacks.LambdaCallback({
      onTrainBatchEnd: async () => void within.push([await pool.predict(x), model.predict(x)]),
    });
    const fit = pool.fit(x, y, { batchSize: 16, verbose: 0, callbacks: [callback] });
    await Promise.all([fit, pool.predict(x), pool.evaluate(x, y, { verbose: 0 })]);
    expect(within.length).toBe(4);
    for (const [shared, alone] of within as [unknown, unknown][]) expect(shared).toEqual(alone);
  });

  test("is disposed of at any time, and its model lives on", async () => {
    const model = deadly("wait");
    const { x, y } = samples(13);
    const pool = poolOf(model, 2);
    const pending = [pool.predict(x), pool.predict(x), pool.predict(x)].map(rejection);
    setTimeout(() => pool.dispose(), 300);
    expect(new Set(await Promise.all(pending))).toEqual(new Set(["Pool: used after dispose()."]));
    for (const call of [pool.predict(x), pool.fit(x, y), pool.evaluate(x, y)]) {
      expect(await rejection(call)).toBe("Pool: used after dispose().");
    }
    pool.dispose();
    expect(model.predict(x).shape).toEqual([13, 2]);
  });

  test("works until nobody refers to it any more, then its workers end", async () => {
    const ends = vi.spyOn(Worker.prototype, "terminate");
    const collect = async (): Promise<void> => {
      globalThis.gc?.();
      await new Promise((resolve) => setTimeout(resolve, 20));
    };
    const watch = new (class extends callbacks.Callback {
      override onTrainBatchEnd = collect;
    })();
    const model = recurrent();
    model.compile({ loss: "mse" });
    const { x, y } = samples(40);
    await poolOf(model, 2).fit(x, y, { batchSize: 10, verbose: 0, callbacks: [watch] });
    for (let time = 0; time < 100 && ends.mock.calls.length < 2; time++) await collect();
    expect(ends.mock.calls.length).toBe(2);
    ends.mockRestore();
  });

  test("keeps no process alive that has nothing else to do", () => {
    const printed = execFileSync("node", [fileURLToPath(workerFile("idle"))], { timeout: 30_000 });
    expect(printed.toString()).toBe("[ 64, 1 ]\n");
  });

  test("refuses what is no option, no model or no file", async () => {
    const model = recurrent();
    expect(() => new Pool({} as never)).toThrow(new TypeError("Pool: model must be a model, got an object."));
    expect(() => new Pool(model, { workers: 0 })).toThrow("Pool: workers must be a positive integer, got 0.");
    expect(() => new Pool(model, { workers: 1e9 })).toThrow("Pool: workers must be at most 1024, got 1000000000.");
    expect(() => new Pool(model, { shardSize: 1.5 })).toThrow("Pool: shardSize must be a positive integer, got 1.5.");
    expect(() => new Pool(model, { worker: 3 as never })).toThrow("Pool: worker must be the address of a file");
    expect(() => new Pool(model, { size: 3 } as never)).toThrow('Pool: unknown option "size"');
    using pool = new Pool(model, { workers: 3 });
    expect(pool.workers).toBe(3);
    const { x, y } = samples(4);
    expect(await rejection(pool.fit(x, y))).toMatch(/the model is not compiled/);
  });

  test("says which functions and classes its workers do not know", async () => {
    const model = recurrent();
    const { x, y } = samples(4);
    using pool = new Pool(model, { workers: 1 });
    model.compile({ loss: squared });
    const fix = "Have the pool use a worker of your own, which calls serve({ objects: { squared } }).";
    const unknown = `Pool: the workers do not know the loss or metric squared. ${fix}`;
    expect(await rejection(pool.fit(x, y, { verbose: 0 }))).toBe(unknown);
    model.compile({ loss: [(y: Value) => y][0]! });
    expect(await rejection(pool.fit(x, y, { verbose: 0 }))).toMatch(/a function has no name to be found by/);
    expect(await pool.predict(x)).toEqual(model.predict(x));
  });

  test("sends weights once, not by the call", async () => {
    const units = 512;
    const model = new Sequential([input({ shape: [null, units] }), new GRU({ units }), new Dense({ units: 1 })]);
    const x = tensor(numbers(units), [1, 1, units]);
    using pool = poolOf(model, 1);
    const sent: number[] = [];
    await pool.predict(x);
    const { set } = Float32Array.prototype;
    Float32Array.prototype.set = function (this: Float32Array, array, offset): void {
      sent.push(array.length);
      set.call(this, array, offset);
    };
    try {
      for (let i = 0; i < 3; i++) await pool.predict(x);
    } finally {
      Float32Array.prototype.set = set;
    }
    expect(Math.max(0, ...sent)).toBeLessThan(units * units);
  });
});
