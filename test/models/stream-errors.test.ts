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
  tensor,
  type Value,
} from "../../src/index.ts";
import { memoryBytes } from "../../src/wasm/memory.ts";

describe("Stream", () => {
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
