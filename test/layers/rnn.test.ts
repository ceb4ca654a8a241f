import { describe, expect, test } from "vitest";
import { GRU, GRUCell, input, LSTMCell, Model, RNN, StackedRNNCells, type Tensor, tensor } from "../../src/index.ts";
import { describeComposite } from "../contract/composite.ts";
import { backwards, errorOf, part, tensorOf } from "../contract/tensors.ts";
import { MinGRUCell } from "./min-gru-cell.ts";

const classes = { GRUCell, LSTMCell, MinGRUCell, StackedRNNCells };

describeComposite("RNN over a cell of one's own", {
  make: () => new RNN({ cell: new MinGRUCell({ units: 3 }), returnSequences: true }),
  input: tensorOf([3, 4, 2]),
  outputs: [[3, 4, 3]],
  weights: [
    ["kernel", [2, 6]],
    ["bias", [6]],
  ],
  classes,
});

describeComposite("RNN over a list of cells, last output", {
  make: () => new RNN({ cell: [new GRUCell({ units: 3 }), new MinGRUCell({ units: 2 }), new LSTMCell({ units: 1 })] }),
  input: tensorOf([3, 4, 2]),
  outputs: [[3, 1]],
  weights: [
    ["kernel", [2, 9]],
    ["recurrentKernel", [3, 9]],
    ["bias", [2, 9]],
    ["kernel", [3, 4]],
    ["bias", [4]],
    ["kernel", [2, 4]],
    ["recurrentKernel", [1, 4]],
    ["bias", [4]],
  ],
  classes,
});

describeComposite("RNN over stacked cells", {
  make: () =>
    new RNN({ cell: new StackedRNNCells({ cells: [new LSTMCell({ units: 2 }), new LSTMCell({ units: 3 })] }) }),
  input: tensorOf([3, 4, 2]),
  outputs: [[3, 3]],
  weights: [
    ["kernel", [2, 8]],
    ["recurrentKernel", [2, 8]],
    ["bias", [8]],
    ["kernel", [2, 12]],
    ["recurrentKernel", [3, 12]],
    ["bias", [12]],
  ],
  classes,
});

const x = tensorOf([2, 6, 3]);
const mask = tensor([
  [false, true, false, true, true, false],
  [true, true, true, false, false, false],
]);
const options = { returnSequences: true, returnState: true } as const;

describe("RNN over a cell of one's own", () => {
  const cell = new MinGRUCell({ units: 4 });
  const initialState = tensorOf([2, 4], 3);

  test("repeats the output at masked steps, zeros before the first that counts", () => {
    const [sequence, state] = new RNN({ cell, ...options }).apply(x, { mask, initialState });
    const at = (row: number, t: number) => part(part(sequence, 0, row, row + 1), 1, t, t + 1).data;
    expect(at(0, 0)).toEqual(new Float32Array(4));
    expect(at(0, 2)).toEqual(at(0, 1));
    expect(at(1, 5)).toEqual(at(1, 2));
    expect(part(state, 0, 0, 1).data).toEqual(at(0, 4));
  });

  test("gives zeros at masked steps with zeroOutputForMask", () => {
    const [plain] = new RNN({ cell, ...options }).apply(x, { mask });
    const [sequence] = new RNN({ cell, zeroOutputForMask: true, ...options }).apply(x, { mask });
    const kept = plain.data.map((value, i) => (mask.data[Math.floor(i / 4)] ? value : 0));
    expect(sequence.data).toEqual(kept);
  });

  test("keeps a NaN of a masked step out", () => {
    const poisoned = tensor(
      x.data.map((value, i) => (mask.data[Math.floor(i / 3)] ? value : Number.NaN)),
      x.shape,
    );
    const layer = new RNN({ cell, ...options });
    expect(layer.apply(poisoned, { mask })).toEqual(layer.apply(x, { mask }));
  });

  test("goes backwards as forwards over the turned sequence", () => {
    const forward = new RNN({ cell, ...options }).apply(backwards(x), { mask: backwards(mask), initialState });
    expect(new RNN({ cell, goBackwards: true, ...options }).apply(x, { mask, initialState })).toEqual(forward);
  });

  test("keeps its states when stateful", () => {
    const layer = new RNN({ cell, stateful: true, returnSequences: true });
    const whole = new RNN({ cell, returnSequences: true }).apply(x);
    expect(layer.apply(part(x, 1, 0, 2))).toEqual(part(whole, 1, 0, 2));
    expect(layer.apply(part(x, 1, 2, 6))).toEqual(part(whole, 1, 2, 6));
    layer.resetStates();
    expect(layer.apply(part(x, 1, 0, 2))).toEqual(part(whole, 1, 0, 2));
  });

  test("gives the same bits with a mask in a stream", () => {
    const [source, given] = [input({ shape: [null, 3] }), input({ shape: [null], dtype: "bool" })];
    const outputs = new RNN({ cell, returnSequences: true }).apply(source, { mask: given });
    const model = new Model({ inputs: [source, given], outputs });
    const whole = model.predict([x, mask]);
    const stream = model.stream({ batch: 2 });
    for (let t = 0; t < 6; t++) {
      const step = stream.step([part(x, 1, t, t + 1), part(mask, 1, t, t + 1)]) as Tensor;
      expect(step.data).toEqual(part(whole, 1, t, t + 1).data);
    }
  });

  test("takes a single step, no step and no row", () => {
    const layer = new RNN({ cell, ...options });
    expect(layer.apply(part(x, 1, 0, 1))[0]).toEqual(part(layer.apply(x)[0], 1, 0, 1));
    const [sequence, state] = layer.apply(tensor(new Float32Array(), [2, 0, 3]), { initialState });
    expect(sequence.shape).toEqual([2, 0, 4]);
    expect(state).toEqual(initialState);
    expect(layer.apply(tensor(new Float32Array(), [0, 6, 3])).map(({ shape }) => shape)).toEqual([
      [0, 6, 4],
      [0, 4],
    ]);
  });

  test("shares the weights of a cell that other layers use", () => {
    const layers = [new RNN({ cell }), new RNN({ cell, goBackwards: true })];
    for (const layer of layers) layer.apply(x);
    expect(layers[0]!.weights).toEqual(layers[1]!.weights);
    expect(layers[0]!.weights[0]).toBe(layers[1]!.weights[0]);
  });
});

describe("RNN refuses", () => {
  const of = (given: object): string => errorOf(() => new RNN(given as never));

  test("what is no cell", () => {
    expect(of({})).toBe("TypeError: RNN: cell must be a cell or a list of at least one, got undefined.");
    expect(of({ cell: [] })).toBe("TypeError: RNN: cell must be a cell or a list of at least one, got [].");
    expect(of({ cell: new GRU({ units: 3 }) })).toBe(
      "TypeError: RNN: cell must be a cell or a list of at least one, got a GRU.",
    );
  });

  test("cells whose stateSize is no size", () => {
    class SizelessCell extends MinGRUCell {}
    const cell = new SizelessCell({ units: 3, name: "s" });
    Object.assign(cell, { stateSize: undefined });
    expect(of({ cell })).toBe(
      'RangeError: SizelessCell "s": stateSize must be a positive integer or a list of them, got undefined.',
    );
  });

  test("inputs and states of other shapes", () => {
    const layer = new RNN({ cell: new MinGRUCell({ units: 3 }), name: "r" });
    layer.apply(x);
    expect(errorOf(() => layer.apply(tensorOf([2, 3])))).toBe(
      'RangeError: RNN "r": input must have shape [batch, timesteps, 3], got [2, 3]. ' +
        "Set returnSequences: true on the layer before it.",
    );
    expect(errorOf(() => layer.apply(tensorOf([2, 6, 4])))).toBe(
      'RangeError: RNN "r": input must have shape [batch, timesteps, 3], got [2, 6, 4].',
    );
    expect(errorOf(() => layer.apply(x, { initialState: tensorOf([1, 3]) }))).toBe(
      'RangeError: RNN "r": initialState must have shape [2, 3], got [1, 3]. ' +
        "One state for all rows must be repeated for each.",
    );
  });
});
