import { describe, expect, test } from "vitest";
import {
  Add,
  Dense,
  Embedding,
  GlobalAveragePooling1D,
  GlobalMaxPooling1D,
  GRU,
  input,
  Model,
  ops,
  Sequential,
  type Tensor,
  tensor,
  type Value,
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

  test("refuses frames that hold anything but numbers, as tensors do", () => {
    const model = new Sequential([input({ shape: [null, 2] }), new GRU({ units: 3 })]);
    const stream = model.stream();
    const streams = model.streams({ capacity: 1 });
    const id = streams.open();
    const junk = [
      [null, 1],
      [1, "2"],
      new Array(2),
      [1, {}],
      [1n, 2n],
      [undefined, 1],
      { length: 2 },
      { 0: 1, length: 2 },
    ];
    for (const frame of junk) {
      expect(() => stream.step(frame as never)).toThrow(TypeError);
      expect(() => streams.push(id, frame as never)).toThrow(TypeError);
    }
    expect(stream.step([0, 0]).data).toEqual(model.predict(tensor([[[0, 0]]])).data);
    expect(streams.step().ids.length).toBe(0);
  });

  test("refuses a state of another batch than its states have before it makes any", () => {
    const model = new Sequential([input({ shape: [null, 2] }), new GRU({ units: 3 })]);
    const state = model.stream().save();
    new DataView(state.buffer).setUint32(4, 2 ** 24 + 1, true);
    const before = memoryBytes();
    expect(() => model.stream({ state })).toThrow("stream: state must be of one batch, got 16777217 beside [1, 3].");
    expect(memoryBytes()).toBe(before);
    structuredClone(state, { transfer: [state.buffer] });
    expect(() => model.stream({ state })).toThrow(
      "stream: state must be the bytes that save() gave, got 0 bytes of them.",
    );
  });

  test("is told its batch where no states in the bytes confirm it", () => {
    const model = new Sequential([input({ shape: [null, 2] }), new Dense({ units: 3 })]);
    const state = model.stream({ batch: 2 }).save();
    expect(model.stream({ batch: 2, state }).batch).toBe(2);
    new DataView(state.buffer).setUint32(4, 2 ** 32 - 1, true);
    const before = memoryBytes();
    expect(() => model.stream({ state })).toThrow("stream: state must be of batch 1, got 4294967295.");
    expect(memoryBytes()).toBe(before);
  });

  test("refuses a damaged or foreign state", () => {
    const model = new Sequential([input({ shape: [null, 2] }), new GRU({ units: 3 })]);
    const saved = model.stream().save();
    for (let bytes = 0; bytes < saved.length; bytes++) {
      expect(() => model.stream({ state: saved.subarray(0, bytes) })).toThrow(/^stream: state must/);
    }
    const huge = saved.slice();
    huge.fill(255, 4);
    expect(() => model.stream({ state: huge })).toThrow(/^stream: /);
    expect(() => model.stream({ batch: 2, state: saved })).toThrow("stream: state must be of batch 2, got 1.");
    const other = new Sequential([input({ shape: [null, 2] }), new GRU({ units: 4 })], { name: "other" });
    expect(() => other.stream({ state: saved })).toThrow(
      'stream: state must hold [1, 4] as Sequential "other" needs, got [1, 3].',
    );
  });

  test("leaves its states alone when a frame is refused", () => {
    const tokens = input({ shape: [null] });
    const first = new GRU({ units: 2, returnSequences: true }).apply(
      new Embedding({ inputDim: 4, outputDim: 2 }).apply(tokens),
    );
    const others = input({ shape: [null] });
    const second = new GRU({ units: 2, returnSequences: true }).apply(
      new Embedding({ inputDim: 4, outputDim: 2 }).apply(others),
    );
    const stream = new Model({ inputs: [tokens, others], outputs: [first, second] }).stream();
    stream.step([1, 2]);
    const { states } = stream;
    expect(() => stream.step([1, 4])).toThrow(/indices must be integers from 0 to 3, got 4\.$/);
    expect(() => stream.step([1, Number.NaN])).toThrow(/got NaN\.$/);
    expect(() => stream.step([1])).toThrow("stream: step needs a list of 2 frames, one an input, got 1.");
    expect(() => stream.step(1)).toThrow("stream: step needs a list of 2 frames, one an input, got 1.");
    expect(() => stream.step([1, [1, 2]])).toThrow(
      "stream: a frame must hold the 1 numbers of one step, [1, 1], got 2.",
    );
    expect(stream.states).toEqual(states);
  });

  test("is refused where a layer needs the whole sequence", () => {
    const backwards = new Sequential([
      input({ shape: [null, 2] }),
      new GRU({ units: 3, goBackwards: true, name: "back" }),
    ]);
    expect(() => backwards.stream()).toThrow('stream: GRU "back" goes backwards, so it cannot run step by step.');
  });

  test("is refused where a step meets what is made of all steps", () => {
    const x = input({ shape: [null, 2] });
    const wholes = [
      new GlobalMaxPooling1D({ keepdims: true }).apply(x),
      new GlobalAveragePooling1D({ keepdims: true }).apply(x),
      new GRU({ units: 2 }).apply(x),
    ];
    for (const whole of wholes) {
      const model = new Model({ inputs: x, outputs: new Add({ name: "both" }).apply([x, whole]) });
      expect(() => model.stream()).toThrow(
        'stream: Add "both" mixes time steps (each step beside what is made of all steps), so it cannot run step by step.',
      );
    }
    const pooled = new GlobalMaxPooling1D().apply(x);
    const decoded = new GRU({ units: 2, name: "decoder" }).apply(x, { initialState: pooled });
    expect(() => new Model({ inputs: x, outputs: decoded }).stream()).toThrow(
      'stream: GRU "decoder" takes its initialState from a whole sequence.',
    );
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

  test.each([
    ["expandDims", (x: Value) => ops.expandDims(x, 1)],
    ["getItem with a new axis", (x: Value) => ops.getItem(x, [{}, null])],
    ["stack", (x: Value) => ops.stack([x, x], 1)],
    ["tile", (x: Value) => ops.tile(x, [2, 1, 1, 1])],
    ["Add to a value of one axis more", (x: Value) => new Add().apply([ops.expandDims(x, -1), x])],
  ])("is refused where %s would put an axis before that of time", (_, put) => {
    const x = input({ shape: [3, 3] });
    expect(() => new Model({ inputs: x, outputs: put(x) }).stream()).toThrow(
      /^stream: .* mixes time steps \(an axis before that of time\), so it cannot run step by step\.$/,
    );
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

  test("cannot be used after dispose", () => {
    const stream = new Sequential([input({ shape: [null, 2] }), new GRU({ units: 3 })]).stream();
    stream.dispose();
    stream.dispose();
    // The memory of its states is somebody else's by now.
    for (const use of [() => stream.step([1, 2]), () => stream.states, () => stream.reset(), () => stream.save()]) {
      expect(use).toThrow("stream: used after dispose().");
    }
  });

  test("has a batch that is a positive integer, and known options only", () => {
    const model = new Sequential([input({ shape: [null, 2] }), new GRU({ units: 3 })]);
    expect(() => model.stream({ batch: 0 })).toThrow("stream: batch must be a positive integer, got 0.");
    expect(() => model.stream({ bacth: 1 } as object)).toThrow(
      'stream: unknown option "bacth". Options: batch, state.',
    );
  });
});
