import { describe, expect, test } from "vitest";
import {
  Dense,
  Embedding,
  GlobalMaxPooling1D,
  GRU,
  input,
  Model,
  ops,
  Sequential,
  type Tensor,
  tensor,
} from "../../src/index.ts";
import { memoryBytes } from "../../src/wasm/memory.ts";
import { numbers } from "../numbers.ts";

/** Step t of a batch of sequences. */
function stepOf({ data, shape }: Tensor, t: number): Float32Array {
  const [batch, time, ...rest] = shape as [number, number, ...number[]];
  const width = rest.reduce((product, size) => product * size, 1);
  const frame = new Float32Array(batch * width);
  for (let b = 0; b < batch; b++) {
    const at = (b * time + t) * width;
    frame.set(data.subarray(at, at + width), b * width);
  }
  return frame;
}

/** Requires a stream to give the bits of `predict`, step by step. */
function expectSameBits(model: Model, x: Tensor): void {
  const [batch, time] = x.shape as [number, number];
  const whole = model.predict(x);
  using stream = model.stream({ batch });
  for (let t = 0; t < time; t++) {
    const y = stream.step(stepOf(x, t));
    if (whole.shape.length === 3) expect(y.data, `step ${t}`).toEqual(stepOf(whole, t));
    else if (t === time - 1) expect(y.data).toEqual(whole.data);
  }
}

describe("Stream", () => {
  test.each([1, 2, 3, 5, 9])("gives the bits of the whole sequence, for a batch of %i", (batch) => {
    const model = new Sequential([
      input({ shape: [null, 3] }),
      new GRU({ units: 9, returnSequences: true }),
      new GRU({ units: 5, returnSequences: true, resetAfter: false }),
      new Dense({ units: 2, activation: "tanh" }),
    ]);
    expectSameBits(model, tensor(numbers(batch * 7 * 3), [batch, 7, 3]));
  });

  test("gives at each step what a shorter sequence would, when only the last output is wanted", () => {
    const model = new Sequential([input({ shape: [null, 3] }), new GRU({ units: 4 }), new Dense({ units: 1 })]);
    const x = tensor(numbers(6 * 3), [1, 6, 3]);
    const stream = model.stream();
    for (let t = 0; t < 6; t++) {
      const shorter = tensor(x.data.slice(0, (t + 1) * 3), [1, t + 1, 3]);
      expect(stream.step(stepOf(x, t)).data).toEqual(model.predict(shorter).data);
    }
  });

  test("repeats the last output at masked steps, also before the first valid one", () => {
    const model = new Sequential([
      input({ shape: [null] }),
      new Embedding({ inputDim: 5, outputDim: 3, maskZero: true }),
      new GRU({ units: 4, returnSequences: true }),
      new GRU({ units: 3, returnSequences: true }),
    ]);
    const ids = tensor([
      [0, 1, 0, 0, 2],
      [0, 0, 0, 0, 0],
      [4, 3, 0, 1, 0],
    ]);
    expectSameBits(model, ids);
  });

  test("begins with the initial state that the model is given", () => {
    const x = input({ shape: [null, 2] });
    const h = input({ shape: [3], name: "h" });
    const model = new Model({
      inputs: [x, h],
      outputs: new GRU({ units: 3, returnSequences: true }).apply(x, { initialState: h }),
    });
    const data = tensor(numbers(8), [1, 4, 2]);
    const state = tensor([[0.5, -0.5, 0.25]]);
    const whole = model.predict([data, state]);
    const stream = model.stream();
    for (const _ of ["once", "again"]) {
      for (let t = 0; t < 4; t++) expect(stream.step([stepOf(data, t), state]).data).toEqual(stepOf(whole, t));
      stream.reset();
    }
    // States set by hand come before the one given.
    stream.reset([tensor([[0, 0, 0]])]);
    const fromZeros = model.predict([data, tensor([[0, 0, 0]])]);
    expect(stream.step([stepOf(data, 0), state]).data).toEqual(stepOf(fromZeros, 0));
  });

  test("takes numbers, arrays, typed arrays and tensors as frames", () => {
    const model = new Sequential([
      input({ shape: [null] }),
      new Embedding({ inputDim: 5, outputDim: 3 }),
      new GRU({ units: 2 }),
    ]);
    const frames = [3, [3], Int32Array.of(3), Float64Array.of(3), BigInt64Array.of(3n), tensor([3]), tensor([[3]])];
    const results = frames.map((frame) => model.stream().step(frame).data);
    for (const result of results) expect(result).toEqual(results[0]);
  });

  test("goes on elsewhere from its saved state", () => {
    const model = new Sequential([input({ shape: [null, 2] }), new GRU({ units: 5 }), new Dense({ units: 1 })]);
    const stream = model.stream({ batch: 2 });
    stream.step(numbers(4, 1));
    const saved = stream.save();
    const expected = stream.step(numbers(4, 2)).data.slice();
    const resumed = model.stream({ state: saved });
    expect(resumed.batch).toBe(2);
    expect(resumed.step(numbers(4, 2)).data).toEqual(expected);
    expect(resumed.states).toEqual(stream.states);
    // Saving leaves the stream as it is; an ArrayBuffer will do as well.
    const buffer = saved.buffer.slice(0) as ArrayBuffer;
    expect(model.stream({ batch: 2, state: buffer }).step(numbers(4, 2)).data).toEqual(expected);
  });

  test("takes rows of frames for a batch", () => {
    const model = new Sequential([input({ shape: [null, 2] }), new GRU({ units: 3 })]);
    const flat = model.stream({ batch: 2 }).step([1, 2, 3, 4]).data;
    for (const rows of [
      [
        [1, 2],
        [3, 4],
      ],
      [[[1, 2]], [[3, 4]]],
    ]) {
      // biome-ignore format: rows
      expect(model.stream({ batch: 2 }).step(rows).data).toEqual(flat);
    }
  });

  test("does not take one step for the whole of the time axis", () => {
    const x = input({ shape: [null, 2] });
    for (const along of [ops.cumsum(x, 1), ops.roll(x, 1, 1)]) {
      expect(() => new Model({ inputs: x, outputs: along }).stream()).toThrow(/mixes time steps \(.* time axis\)/);
    }
    const ones = new Model({ inputs: x, outputs: new GRU({ units: 2 }).apply(ops.onesLike(x)) });
    const values = tensor(numbers(6), [1, 3, 2]);
    const stream = ones.stream();
    const steps = [0, 1, 2].map((t) => stream.step(stepOf(values, t)).data.slice());
    expect(steps[2]).toEqual(ones.predict(values).data);
    const pooled = new Model({ inputs: x, outputs: new GlobalMaxPooling1D().apply(ops.cast(x, "int32")) });
    expect(pooled.stream().step([1, 2]).dtype).toBe("int32");
  });

  test("walks along ids that an Embedding reads, also of a fixed length and in a model within", () => {
    const inner = new Sequential([
      input({ shape: [4] }),
      new Embedding({ inputDim: 5, outputDim: 3 }),
      new GRU({ units: 2 }),
    ]);
    const ids = tensor([[3, 0, 4, 1]]);
    expectSameBits(inner, ids);
    const x = input({ shape: [4] });
    expectSameBits(new Model({ inputs: x, outputs: inner.apply(x) }), ids);
  });

  test("walks along a mask that is an input, also of a fixed length", () => {
    const x = input({ shape: [3, 2] });
    const mask = input({ shape: [3], dtype: "bool" });
    const model = new Model({ inputs: [x, mask], outputs: new GRU({ units: 2 }).apply(x, { mask }) });
    const values = tensor(numbers(6), [1, 3, 2]);
    const stream = model.stream();
    stream.step([stepOf(values, 0), 1]);
    stream.step([stepOf(values, 1), 0]);
    const { data } = stream.step([stepOf(values, 2), 1]);
    expect(data).toEqual(model.predict([values, tensor([[true, false, true]])]).data);
  });

  test("goes on where an axis is put behind that of time", () => {
    const x = input({ shape: [6, 3] });
    const model = new Model({ inputs: x, outputs: ops.expandDims(ops.multiply(x, 2), -1) });
    const data = tensor(numbers(18), [1, 6, 3]);
    expect(model.stream().step(stepOf(data, 0)).shape).toEqual([1, 3, 1]);
  });

  test("survives the growth of memory", () => {
    const model = new Sequential([input({ shape: [null, 2] }), new GRU({ units: 5 })]);
    const x = tensor(numbers(20), [1, 10, 2]);
    const stream = model.stream();
    for (let t = 0; t < 5; t++) stream.step(stepOf(x, t));
    const before = memoryBytes();
    using big = new Sequential([input({ shape: [null, 64] }), new GRU({ units: 512 })]);
    big.predict(tensor(new Float32Array(64 * 512), [8, 64, 64]));
    big.predict(tensor(new Float32Array(4096 * 64), [16, 256, 64]));
    expect(memoryBytes()).toBeGreaterThan(before);
    let last: Tensor | undefined;
    for (let t = 5; t < 10; t++) last = stream.step(stepOf(x, t));
    expect(last!.data).toEqual(model.predict(x).data);
  });
});
