import { describe, expect, test } from "vitest";
import { Dense, Embedding, GRU, input, Sequential, tensor } from "../../src/index.ts";
import { wasm } from "../../src/wasm/load.ts";
import { memoryBytes } from "../../src/wasm/memory.ts";
import { numbers } from "../numbers.ts";

const x = tensor(numbers(2 * 3 * 4), [2, 3, 4]);

function makeAndUse(): Sequential {
  const model = new Sequential([input({ shape: [null, 4] }), new GRU({ units: 32 }), new Dense({ units: 3 })]);
  model.predict(x);
  return model;
}

/** Lets the engine collect what was dropped, and run the callbacks that free its memory. */
async function collect(): Promise<void> {
  for (let i = 0; i < 3; i++) {
    globalThis.gc?.();
    await new Promise((resolve) => setTimeout(resolve, 0));
  }
}

// A busy machine optimises late: until it has, a call takes more.
const patience = { timeout: 60_000 };

/** Bytes of JavaScript's heap that a call takes: the median over rounds too short for the engine to collect anything. */
async function bytesOf(calls: number, call: () => unknown): Promise<number> {
  const rounds: number[] = [];
  for (let round = 0; round < 25; round++) {
    // Code takes less once the engine has optimised it, which it does beside.
    await collect();
    const before = process.memoryUsage().heapUsed;
    for (let i = 0; i < calls; i++) {
      const result = call();
      if (result instanceof Promise) await result;
    }
    rounds.push((process.memoryUsage().heapUsed - before) / calls);
  }
  return rounds.slice(-9).sort((a, b) => a - b)[4]!;
}

describe("memory", () => {
  test("is flat over ten thousand models that are disposed of", () => {
    makeAndUse().dispose();
    const before = memoryBytes();
    for (let i = 0; i < 10_000; i++) makeAndUse().dispose();
    expect(memoryBytes()).toBe(before);
  });

  test("is flat over ten thousand models that are dropped", async () => {
    const round = async (models: number): Promise<void> => {
      for (let i = 0; i < models; i++) {
        makeAndUse();
        if (i % 500 === 499) await collect();
      }
    };
    await round(1000);
    const before = memoryBytes();
    await round(9000);
    expect(memoryBytes()).toBeLessThanOrEqual(before * 1.3);
  });

  test("is flat over streams that are made and dropped, whose model stays", async () => {
    const model = makeAndUse();
    const round = async (streams: number): Promise<void> => {
      for (let i = 0; i < streams; i++) {
        model.stream().step(new Float32Array(4));
        if (i % 500 === 499) await collect();
      }
    };
    await round(1000);
    const before = memoryBytes();
    await round(4000);
    expect(memoryBytes()).toBeLessThanOrEqual(before * 1.3);
  });

  test("is flat over a million steps", () => {
    const stream = makeAndUse().stream();
    const frame = numbers(4);
    stream.step(frame);
    globalThis.gc?.();
    const { heapUsed } = process.memoryUsage();
    const before = memoryBytes();
    for (let i = 0; i < 1_000_000; i++) stream.step(frame);
    globalThis.gc?.();
    expect(memoryBytes()).toBe(before);
    expect(process.memoryUsage().heapUsed - heapUsed).toBeLessThan(1e6);
    expect([...stream.step(frame).data].every(Number.isFinite)).toBe(true);
  });

  test.each([
    [
      "numbers",
      () =>
        new Sequential([input({ shape: [null] }), new Embedding({ inputDim: 9, outputDim: 4 }), new GRU({ units: 8 })]),
      3,
    ],
    ["typed arrays", makeAndUse, numbers(4)],
    ["tensors", makeAndUse, tensor(numbers(4))],
  ] as const)("is not taken by a step of a stream that is given %s", (_, make, frame) => {
    const stream = make().stream();
    for (let i = 0; i < 100_000; i++) stream.step(frame);
    globalThis.gc?.();
    const before = process.memoryUsage().heapUsed;
    for (let i = 0; i < 200_000; i++) stream.step(frame);
    // The smallest object has 16 bytes.
    expect((process.memoryUsage().heapUsed - before) / 200_000).toBeLessThan(4);
  });

  test("is shared by the streams of a model: each has its states and a workspace", () => {
    const model = new Sequential([input({ shape: [null, 64] }), new GRU({ units: 256 })]);
    const first = model.stream();
    const before = memoryBytes();
    const streams = Array.from({ length: 50 }, () => model.stream());
    // The weights alone are 983 kB.
    expect((memoryBytes() - before) / streams.length).toBeLessThan(20_000);
    for (const stream of [first, ...streams]) stream.dispose();
  });

  test("is taken by predict on a shape it knows for its result, and a list of its inputs", async () => {
    const model = makeAndUse();
    const { length } = model.predict(x).data;
    const result = await bytesOf(1000, () => wasm().f32.slice(64, 64 + length));
    await expect.poll(() => bytesOf(1000, () => model.predict(x)), patience).toBeLessThan(result + 200);
    // Lengths that come in turns have a plan each.
    const longer = tensor(numbers(2 * 7 * 4), [2, 7, 4]);
    const both = () => {
      model.predict(x);
      model.predict(longer);
    };
    await expect.poll(() => bytesOf(500, both), patience).toBeLessThan(2 * (result + 200));
  });

  test("is taken by a step of training for what it reports, not to find its program", async () => {
    const model = makeAndUse();
    model.compile({ optimizer: "adam", loss: "meanSquaredError", metrics: ["meanAbsoluteError"] });
    const y = tensor(numbers(2 * 3), [2, 3]);
    await expect.poll(() => bytesOf(300, () => model.trainOnBatch(x, y)), patience).toBeLessThan(8000);
    const steps = 200;
    const [many, labels] = [tensor(numbers(steps * 24), [2 * steps, 3, 4]), tensor(numbers(steps * 6), [2 * steps, 3])];
    const fit = () => model.fit(many, labels, { batchSize: 2, verbose: 0 });
    await expect.poll(() => bytesOf(1, fit), patience).toBeLessThan(2500 * steps);
  });
});
