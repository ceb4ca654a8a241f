import { describe, expect, test } from "vitest";
import {
  type Batches,
  callbacks,
  Dense,
  input,
  Sequential,
  type Tensor,
  tensor,
  timeseriesDataset,
} from "../../src/index.ts";
import { memoryBytes } from "../../src/wasm/memory.ts";
import { problem, rejection, weightsOf } from "./problem.ts";

const quiet = { verbose: 0, seed: 1 } as const;

/** The samples in batches of five. */
function batchesOf(x: Tensor, y: Tensor): [Tensor, Tensor][] {
  return Array.from({ length: x.shape[0]! / 5 }, (_, i) => [
    tensor(x.data.slice(i * 15, i * 15 + 15), [5, 3]),
    tensor(y.data.slice(i * 5, i * 5 + 5), [5, 1]),
  ]);
}

describe("batches of an iterable", () => {
  const trained = async (make: (batches: [Tensor, Tensor][]) => Batches, options: object = {}): Promise<number[]> => {
    const { model, x, y } = problem();
    await model.fit(make(batchesOf(x, y)), { ...quiet, epochs: 2, ...options });
    return weightsOf(model);
  };

  test("train as the samples do", async () => {
    const { model, x, y } = problem();
    await model.fit(x, y, { ...quiet, epochs: 2, batchSize: 5, shuffle: false });
    const wanted = weightsOf(model);
    expect(await trained((batches) => batches)).toEqual(wanted);
    expect(await trained((batches) => new Set(batches))).toEqual(wanted);
    expect(await trained((batches) => batches.map(([x, y]) => ({ x, y })))).toEqual(wanted);
    const async = (batches: [Tensor, Tensor][]): Batches => ({
      async *[Symbol.asyncIterator]() {
        for (const batch of batches) {
          await new Promise((resolve) => setTimeout(resolve, 1));
          yield batch;
        }
      },
    });
    expect(await trained(async)).toEqual(wanted);
    const generator = function* (batches: [Tensor, Tensor][]): Generator<[Tensor, Tensor]> {
      for (;;) yield* batches;
    };
    expect(await trained(generator, { stepsPerEpoch: 4 })).toEqual(wanted);
  });

  test("weigh samples by their third part", async () => {
    const { model, x, y } = problem();
    const sampleWeight = tensor(Float32Array.from({ length: 20 }, (_, i) => i % 3));
    await model.fit(x, y, { ...quiet, shuffle: false, batchSize: 20, sampleWeight });
    const wanted = weightsOf(model);
    const other = problem().model;
    await other.fit([[x, y, sampleWeight]], quiet);
    expect(weightsOf(other)).toEqual(wanted);
  });

  test("may have other lengths each time", async () => {
    const model = new Sequential([input({ shape: [null, 1] }), new Dense({ units: 1 })]);
    model.compile({ optimizer: "sgd", loss: "mse" });
    const batch = (length: number): [Tensor, Tensor] => {
      const x = tensor(new Float32Array(2 * length).fill(1), [2, length, 1]);
      return [x, x];
    };
    const { history } = await model.fit([batch(3), batch(5), batch(3)], { ...quiet, epochs: 2 });
    expect(history["loss"]).toHaveLength(2);
  });

  test("may be windows of a series, and validate", async () => {
    const series = Array.from({ length: 40 }, (_, i) => Math.sin(i / 3));
    const windows = timeseriesDataset(series, series.slice(4), { sequenceLength: 4, batchSize: 6 });
    const model = new Sequential([input({ shape: [4] }), new Dense({ units: 1 })]);
    model.compile({ optimizer: "adam", loss: "mse" });
    const { history } = await model.fit(windows, { ...quiet, epochs: 3, validationData: windows });
    expect(history["val_loss"]!.at(-1)).toBeLessThan(history["val_loss"]![0]!);
    const { loss } = await model.evaluate(windows, { verbose: 0 });
    expect(loss).toBe(history["val_loss"]!.at(-1));
  });

  test("go on in the next epoch where the last has ended, with stepsPerEpoch", async () => {
    const { model, x, y } = problem();
    const seen: number[] = [];
    const batches = batchesOf(x, y).map(([x, y], i) => ({
      get x() {
        seen.push(i);
        return x;
      },
      y,
    }));
    await model.fit(batches, { ...quiet, epochs: 2, stepsPerEpoch: 3 });
    expect(seen).toEqual([0, 1, 2, 3, 0, 1]);
  });

  test("are evaluated from the first one on, with validationSteps", async () => {
    const { model, x, y } = problem();
    const seen: number[] = [];
    const batches = batchesOf(x, y);
    const validationData = {
      *[Symbol.iterator]() {
        for (const [i, batch] of batches.entries()) {
          seen.push(i);
          yield batch;
        }
      },
    };
    await model.fit(batches, { ...quiet, epochs: 2, validationData, validationSteps: 3 });
    await model.evaluate(validationData, { steps: 2, verbose: 0 });
    expect(seen).toEqual([0, 1, 2, 0, 1, 2, 0, 1]);
  });

  test("that are not gone through to their end are closed", async () => {
    const { model, x, y } = problem();
    let closed = 0;
    const batches = {
      *[Symbol.iterator]() {
        try {
          yield* batchesOf(x, y);
        } finally {
          closed++;
        }
      },
    };
    await model.fit(batches, { ...quiet, stepsPerEpoch: 2, validationData: batches, validationSteps: 1 });
    expect(closed).toBe(2);
  });

  test("are refused if there are none, or no more", async () => {
    const { model, x, y } = problem();
    expect(await rejection(model.fit([], quiet))).toBe('Sequential "m": the iterable gave no batches.');
    expect(await rejection(model.fit(batchesOf(x, y).values(), { ...quiet, epochs: 2 }))).toBe(
      'Sequential "m": the iterable gave its batches once, and now none. A generator runs but once: give an object whose [Symbol.iterator] begins anew.',
    );
  });

  test("are refused if one does not fit, and weights are those of the steps before", async () => {
    const { model, x, y } = problem();
    const [first] = batchesOf(x, y);
    const expected = problem().model;
    await expected.fit([first!], quiet);
    const wide = tensor(new Float32Array(20), [5, 4]);
    expect(await rejection(model.fit([first!, [wide, first![1]]], quiet))).toBe(
      'Sequential "m": input "x" must have shape [batch, 3], got [5, 4].',
    );
    expect(weightsOf(model)).toEqual(weightsOf(expected));
    expect(await rejection(model.fit([[1, 2, 3, 4]] as never, quiet))).toBe(
      'Sequential "m": data must be [x, y], [x, y, sampleWeight] or { x, y, sampleWeight }, got [1, 2, 3, 4].',
    );
    expect(await rejection(model.fit([first!], { ...quiet, validationSplit: 0.5 }))).toBe(
      'Sequential "m": validationSplit cannot be given beside batches. Each batch may hold its own.',
    );
  });
});

describe("an abort", () => {
  test("ends training behind a whole step, with the reason", async () => {
    const { model, x, y } = problem();
    const controller = new AbortController();
    const steps: number[][] = [];
    let ended = false;
    const watch = new callbacks.LambdaCallback({
      onTrainBatchEnd: (batch) => {
        steps.push(weightsOf(model));
        if (batch === 2) controller.abort(new Error("enough"));
      },
      onTrainEnd: () => {
        ended = true;
      },
    });
    const options = { ...quiet, batchSize: 5, epochs: 3, callbacks: [watch], signal: controller.signal };
    expect(await rejection(model.fit(x, y, options))).toBe("enough");
    expect([steps.length, ended]).toEqual([3, false]);
    expect(weightsOf(model)).toEqual(steps.at(-1));
    // The model can go on.
    expect(await rejection(model.fit(x, y, quiet))).toBe("no error");
  });

  test("comes from a timer, for the event loop gets its turn", async () => {
    const { model, x, y } = problem(200);
    const signal = AbortSignal.timeout(100);
    // So many epochs do not end before the test is given up.
    const message = await rejection(model.fit(x, y, { ...quiet, epochs: 1e9, batchSize: 10, signal }));
    expect(message).toMatch(/timeout/);
  });

  test("ends the wait for a batch that never comes", async () => {
    const { model, x, y } = problem();
    let begun = 0;
    const stuck = {
      async *[Symbol.asyncIterator]() {
        begun++;
        yield { x, y };
        await new Promise(() => {});
      },
    };
    const signal = AbortSignal.timeout(100);
    expect(await rejection(model.fit(stuck, { ...quiet, stepsPerEpoch: 2, signal }))).toMatch(/timeout/);
    expect(await rejection(model.evaluate(stuck, { verbose: 0, signal: AbortSignal.timeout(100) }))).toMatch(/timeout/);
    expect(begun).toBe(2);
    expect(await rejection(model.fit(x, y, quiet))).toBe("no error");
  });

  test("lets an iterable know that no more is wanted", async () => {
    const { model, x, y } = problem();
    const controller = new AbortController();
    let ended = false;
    const batches = {
      *[Symbol.iterator]() {
        try {
          for (;;) yield { x, y };
        } finally {
          ended = true;
        }
      },
    };
    const abort = new callbacks.LambdaCallback({ onTrainBatchEnd: () => controller.abort(new Error("enough")) });
    const options = { ...quiet, callbacks: [abort], signal: controller.signal };
    expect(await rejection(model.fit(batches, options))).toBe("enough");
    expect(ended).toBe(true);
  });

  test("that came before lets nothing begin", async () => {
    const { model, x, y } = problem();
    const before = weightsOf(model);
    expect(await rejection(model.fit(x, y, { ...quiet, signal: AbortSignal.abort(new Error("no")) }))).toBe("no");
    expect(await rejection(model.evaluate(x, y, { verbose: 0, signal: AbortSignal.abort(new Error("no")) }))).toBe(
      "no",
    );
    expect(weightsOf(model)).toEqual(before);
  });
});

describe("memory", () => {
  test("is flat over steps, and given back by dispose", async () => {
    const { model, x, y } = problem();
    await model.fit(x, y, { ...quiet, batchSize: 7 });
    const before = memoryBytes();
    await model.fit(x, y, { ...quiet, batchSize: 7, epochs: 300 });
    expect(memoryBytes()).toBe(before);
    model.dispose();
    const round = async (): Promise<void> => {
      const other = problem();
      await other.model.fit(x, y, { ...quiet, batchSize: 7 });
      other.model.dispose();
    };
    await round();
    const disposed = memoryBytes();
    for (let i = 0; i < 50; i++) await round();
    expect(memoryBytes()).toBe(disposed);
  });
});
