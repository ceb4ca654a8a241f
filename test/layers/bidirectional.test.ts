import { describe, expect, test } from "vitest";
import {
  Bidirectional,
  Dense,
  GRU,
  GRUCell,
  initializers,
  input,
  LSTM,
  LSTMCell,
  Model,
  ops,
  RNN,
  StackedRNNCells,
  type Tensor,
  tensor,
} from "../../src/index.ts";
import { describeComposite } from "../contract/composite.ts";
import { backwards, errorOf, part, tensorOf } from "../contract/tensors.ts";
import { MinGRUCell } from "./min-gru-cell.ts";

const gruWeights = [
  ["kernel", [2, 9]],
  ["recurrentKernel", [3, 9]],
  ["bias", [2, 9]],
] as const;

describeComposite("Bidirectional over GRU", {
  make: () => new Bidirectional({ layer: new GRU({ units: 3, returnSequences: true }) }),
  input: tensorOf([3, 4, 2]),
  outputs: [[3, 4, 6]],
  weights: [...gruWeights, ...gruWeights],
  classes: { GRU },
});

describeComposite("Bidirectional over RNN with a backward layer of its own, summed", {
  make: () =>
    new Bidirectional({
      layer: new RNN({ cell: [new MinGRUCell({ units: 4 }), new GRUCell({ units: 3 })] }),
      backwardLayer: new GRU({ units: 3, goBackwards: true }),
      mergeMode: "sum",
    }),
  input: tensorOf([3, 4, 2]),
  outputs: [[3, 3]],
  weights: [
    ["kernel", [2, 8]],
    ["bias", [8]],
    ["kernel", [4, 9]],
    ["recurrentKernel", [3, 9]],
    ["bias", [2, 9]],
    ...gruWeights,
  ],
  classes: { GRU, GRUCell, RNN, MinGRUCell },
});

const x = tensorOf([2, 5, 3]);
const mask = tensor([
  [true, true, false, true, false],
  [false, true, true, true, false],
]);
const options = { returnSequences: true, returnState: true } as const;

/** Both directions by two layers of the same weights. */
function byHand(both: Bidirectional, sequences: boolean): [Tensor, Tensor] {
  const weights = both.getWeights();
  const half = weights.length / 2;
  const outputs = [weights.slice(0, half), weights.slice(half)].map((own, i) => {
    const gru = new GRU({ units: 4, returnSequences: sequences, goBackwards: i === 1, zeroOutputForMask: sequences });
    gru.apply(x);
    gru.setWeights(own);
    return gru.apply(x, { mask }) as Tensor;
  });
  return [outputs[0]!, sequences ? backwards(outputs[1]!) : outputs[1]!];
}

describe("Bidirectional", () => {
  for (const returnSequences of [false, true]) {
    test(`merges ${returnSequences ? "sequences" : "last outputs"} in five ways`, () => {
      const layer = new GRU({ units: 4, returnSequences });
      const merged = (mergeMode: "concat" | "sum" | "mul" | "ave" | null) => {
        const both = new Bidirectional({ layer, mergeMode });
        const output = both.apply(x, { mask });
        return [output, ...byHand(both as never, returnSequences)] as [Tensor, Tensor, Tensor];
      };
      const expectMerged = (mode: "concat" | "sum" | "mul" | "ave", merge: (a: Tensor, b: Tensor) => Tensor) => {
        const [output, a, b] = merged(mode);
        expect(output).toEqual(merge(a, b));
      };
      expectMerged("concat", (a, b) => ops.concatenate([a, b]));
      expectMerged("sum", (a, b) => ops.add(a, b));
      expectMerged("mul", (a, b) => ops.multiply(a, b));
      expectMerged("ave", (a, b) => ops.divide(ops.add(a, b), 2));
      const [outputs, a, b] = merged(null);
      expect(outputs).toEqual([a, b]);
    });
  }

  test("copies the layer by its configuration, with fresh weights and other names", () => {
    const layer = new LSTM({
      units: 4,
      name: "reader",
      activation: "relu",
      kernelInitializer: new initializers.RandomUniform({ minval: -1, maxval: 1 }),
    });
    layer.apply(x);
    const before = layer.getConfig();
    const both = new Bidirectional({ layer });
    both.apply(x);
    expect(both.forwardLayer.name).toBe("forward_reader");
    expect(both.backwardLayer.name).toBe("backward_reader");
    expect(both.backwardLayer.options.goBackwards).toBe(true);
    expect(both.forwardLayer.getConfig()).toEqual({ ...before, name: "forward_reader" });
    expect(both.weights).toHaveLength(6);
    expect(both.weights.some((weight) => layer.weights.includes(weight))).toBe(false);
    expect(layer.getConfig()).toEqual(before);
    expect(new Bidirectional({ layer: both.forwardLayer }).forwardLayer.name).toBe("forward_reader");
  });

  test("copies cells inside cells, and those of one's own", () => {
    const cell = new StackedRNNCells({ cells: [new MinGRUCell({ units: 4 }), new LSTMCell({ units: 2 })] });
    const both = new Bidirectional({ layer: new RNN({ cell: [cell, new MinGRUCell({ units: 5 })], ...options }) });
    const [output, ...states] = both.apply(x) as readonly Tensor[];
    expect(output!.shape).toEqual([2, 5, 10]);
    const sizes = [4, 2, 2, 5];
    expect(states.map(({ shape }) => shape[1])).toEqual([...sizes, ...sizes]);
    expect(cell.built).toBe(false);
  });

  test("goes both ways over a layer that goes backwards", () => {
    const layer = new GRU({ units: 4, goBackwards: true, returnSequences: true });
    const both = new Bidirectional({ layer, mergeMode: null });
    const [a, b] = both.apply(x);
    expect(both.backwardLayer.options.goBackwards).toBe(false);
    expect(a).toEqual(both.forwardLayer.apply(x));
    expect(b).toEqual(backwards(both.backwardLayer.apply(x) as Tensor));
  });

  test("uses a backward layer as it is", () => {
    const backwardLayer = new GRU({ units: 2, goBackwards: true, name: "mine" });
    const both = new Bidirectional({ layer: new LSTM({ units: 3 }), backwardLayer });
    const output = both.apply(x);
    expect(both.backwardLayer).toBe(backwardLayer);
    expect(output.shape).toEqual([2, 5]);
    expect(part(output, 1, 3, 5)).toEqual(backwardLayer.apply(x));
  });

  test("gives zeros at masked steps of sequences, and passes the mask on", () => {
    const source = input({ shape: [5, 3] });
    const given = input({ shape: [5], dtype: "bool" });
    const [a, b] = new Bidirectional({ layer: new GRU({ units: 4, returnSequences: true }), mergeMode: null }).apply(
      source,
      { mask: given },
    );
    expect([a.mask, b.mask]).toEqual([given, given]);
    const last = new Bidirectional({ layer: new GRU({ units: 4 }) }).apply(source, { mask: given });
    expect(last.mask).toBeUndefined();
    const [sequence] = new Model({ inputs: [source, given], outputs: [a] }).predict([x, mask]);
    expect(part(sequence!, 1, 4, 5).data).toEqual(new Float32Array(8));
    expect(part(part(sequence!, 0, 0, 1), 1, 2, 3).data).toEqual(new Float32Array(4));
  });

  test("ignores zeroOutputForMask of the layer for last outputs", () => {
    const zeroing = new Bidirectional({ layer: new GRU({ units: 4, zeroOutputForMask: true }) });
    const plain = new Bidirectional({ layer: new GRU({ units: 4 }) });
    zeroing.apply(x);
    plain.apply(x);
    plain.setWeights(zeroing.getWeights());
    expect(zeroing.apply(x, { mask })).toEqual(plain.apply(x, { mask }));
  });

  test("splits the initial state in halves, forward first", () => {
    const both = new Bidirectional({ layer: new LSTM({ units: 4, ...options }), mergeMode: null });
    const initialState = [1, 2, 3, 4].map((seed) => tensorOf([2, 4], seed));
    const [a, b, ...states] = both.apply(x, { initialState }) as readonly Tensor[];
    const forward = both.forwardLayer.apply(x, { initialState: initialState.slice(0, 2) }) as readonly Tensor[];
    const backward = both.backwardLayer.apply(x, { initialState: initialState.slice(2) }) as readonly Tensor[];
    expect(a).toEqual(forward[0]);
    expect(b).toEqual(backwards(backward[0]!));
    expect(states).toEqual([...forward.slice(1), ...backward.slice(1)]);
  });

  test("keeps the states of both directions when stateful, with a mask and returnState too", () => {
    const both = new Bidirectional({ layer: new GRU({ units: 4, stateful: true, ...options }) });
    const first = both.apply(x, { mask });
    const second = both.apply(x, { mask });
    const [, ...states] = first as readonly Tensor[];
    both.resetStates();
    expect(both.apply(x, { mask })).toEqual(first);
    expect(both.apply(x, { mask, initialState: states })).toEqual(second);
  });

  test("takes no step", () => {
    const both = new Bidirectional({ layer: new GRU({ units: 4, ...options }) });
    const none = both.apply(tensor(new Float32Array(), [2, 0, 3]));
    expect(none.map(({ shape }) => shape)).toEqual([
      [2, 0, 8],
      [2, 4],
      [2, 4],
    ]);
  });
});

describe("Bidirectional refuses", () => {
  const of = (given: object): string => errorOf(() => new Bidirectional(given as never));
  const gru = new GRU({ units: 4 });

  test("what is no recurrent layer, and other merge modes", () => {
    expect(of({ layer: 3 })).toBe("TypeError: Bidirectional: layer must be a recurrent layer, got 3.");
    expect(of({ layer: new Dense({ units: 3 }) })).toBe(
      "TypeError: Bidirectional: layer must be a recurrent layer, got a Dense.",
    );
    expect(of({ layer: gru, backwardLayer: 3 })).toBe(
      "TypeError: Bidirectional: backwardLayer must be a recurrent layer or null, got 3.",
    );
    expect(of({ layer: gru, mergeMode: "foo" })).toBe(
      'RangeError: Bidirectional: mergeMode must be one of "sum", "mul", "ave", "concat", null, got "foo".',
    );
  });

  test("what a call does not take", () => {
    const layer = new Bidirectional({ layer: gru, name: "b" });
    expect(errorOf(() => layer.apply(tensorOf([1, 2, 3]), { states: tensorOf([1, 4]) } as never))).toBe(
      'TypeError: Bidirectional "b": unknown option "states". Options: initialState, mask, training.',
    );
  });

  test("layers that do not go together", () => {
    expect(of({ layer: gru, backwardLayer: new GRU({ units: 4 }) })).toBe(
      "RangeError: Bidirectional: the layer must have goBackwards in one of both directions, " +
        "got forward false, backward false.",
    );
    const back = (more: object) => new GRU({ units: 4, goBackwards: true, ...more });
    expect(of({ layer: gru, backwardLayer: back({ returnSequences: true }) })).toBe(
      "RangeError: Bidirectional: the layer must return sequences the same way in both directions, " +
        "got forward false, backward true.",
    );
    expect(of({ layer: gru, backwardLayer: back({ returnState: true }) })).toBe(
      "RangeError: Bidirectional: the layer must return states the same way in both directions, " +
        "got forward false, backward true.",
    );
    expect(of({ layer: gru, backwardLayer: back({ stateful: true }) })).toBe(
      "RangeError: Bidirectional: the layer must keep states the same way in both directions, " +
        "got forward false, backward true.",
    );
  });

  test("to run in a stream", () => {
    const source = input({ shape: [null, 3] });
    const model = new Model({ inputs: source, outputs: new Bidirectional({ layer: gru, name: "b" }).apply(source) });
    expect(errorOf(() => model.stream())).toBe(
      'Error: stream: Bidirectional "b" reads the sequence from its end, so it cannot run step by step.',
    );
  });

  test("another number of initial states, and outputs that do not fit together", () => {
    const both = new Bidirectional({ layer: gru, name: "b" });
    expect(errorOf(() => both.apply(x, { initialState: [tensorOf([2, 4])] }))).toBe(
      'RangeError: Bidirectional "b": initialState must be 2 tensors, 1 for the forward and 1 for the backward layer, ' +
        "got 1.",
    );
    const backwardLayer = new GRU({ units: 3, goBackwards: true });
    const summing = new Bidirectional({ layer: gru, backwardLayer, mergeMode: "sum", name: "b" });
    expect(errorOf(() => summing.apply(x))).toBe(
      'RangeError: Bidirectional "b": output of the backward layer must have shape [2, 4], got [2, 3]. ' +
        'Only mergeMode "concat" and null join outputs of different sizes.',
    );
    const plain = new Bidirectional({ layer: gru });
    expect(errorOf(() => plain.resetStates())).toBe(
      `Error: GRU "${plain.forwardLayer.name}": resetStates needs a stateful layer. Set stateful: true.`,
    );
  });
});
