import { describe, expect, test } from "vitest";
import {
  GRU,
  GRUCell,
  LSTM,
  LSTMCell,
  RNN,
  SimpleRNNCell,
  StackedRNNCells,
  type Tensor,
  tensor,
} from "../../src/index.ts";
import { describeComposite } from "../contract/composite.ts";
import { errorOf, part, tensorOf } from "../contract/tensors.ts";
import { MinGRUCell } from "./min-gru-cell.ts";

const classes = { GRUCell, LSTMCell, SimpleRNNCell, StackedRNNCells, MinGRUCell };

describeComposite("StackedRNNCells", {
  make: () => new StackedRNNCells({ cells: [new GRUCell({ units: 4 }), new LSTMCell({ units: 2 })] }),
  input: tensorOf([3, 5]),
  outputs: [
    [3, 2],
    [3, 4],
    [3, 2],
    [3, 2],
  ],
  weights: [
    ["kernel", [5, 12]],
    ["recurrentKernel", [4, 12]],
    ["bias", [2, 12]],
    ["kernel", [4, 8]],
    ["recurrentKernel", [2, 8]],
    ["bias", [8]],
  ],
  classes,
});

const x = tensorOf([2, 6, 3]);
const mask = tensor([
  [true, false, true, true, false, false],
  [false, true, true, false, true, true],
]);

describe("StackedRNNCells in RNN", () => {
  test("is layers on top of one another", () => {
    const layer = new RNN({ cell: [new LSTMCell({ units: 4 }), new GRUCell({ units: 5 })], returnState: true });
    const [output, h, c, g] = layer.apply(x);
    const lower = new LSTM({ units: 4, returnSequences: true, returnState: true });
    const upper = new GRU({ units: 5 });
    upper.apply(lower.apply(x)[0]);
    lower.setWeights(layer.getWeights().slice(0, 3));
    upper.setWeights(layer.getWeights().slice(3));
    const [sequence, ...states] = lower.apply(x);
    expect([h, c]).toEqual(states);
    expect(output).toEqual(upper.apply(sequence));
    expect(g).toEqual(output);
  });

  const stacks = {
    "of kernels": () => [new GRUCell({ units: 4 }), new LSTMCell({ units: 2 }), new SimpleRNNCell({ units: 3 })],
    "of kernels and a cell of one's own": () => [new GRUCell({ units: 4 }), new MinGRUCell({ units: 3 })],
    "of stacks": () => [new StackedRNNCells({ cells: [new GRUCell({ units: 4 })] }), new LSTMCell({ units: 3 })],
  };
  for (const [title, make] of Object.entries(stacks)) {
    for (const goBackwards of [false, true]) {
      test(`gives the same bits step by step as at once: ${title}${goBackwards ? ", backwards" : ""}`, () => {
        const cell = new StackedRNNCells({ cells: make() });
        const options = { goBackwards, returnSequences: true, returnState: true } as const;
        const [sequence, ...final] = new RNN({ cell, ...options }).apply(x, { mask }) as [Tensor, ...Tensor[]];
        for (let row = 0; row < 2; row++) {
          let states: readonly Tensor[] | undefined;
          let last = new Float32Array(3);
          for (let t = 0; t < 6; t++) {
            const from = goBackwards ? 5 - t : t;
            const xt = part(part(x, 0, row, row + 1), 1, from, from + 1);
            if (mask.data[row * 6 + from]) {
              const [output, ...next] = cell.apply(tensor(xt.data, [1, 3]), { states }) as [Tensor, ...Tensor[]];
              states = next;
              last = output.data as Float32Array<ArrayBuffer>;
            }
            expect(part(part(sequence, 0, row, row + 1), 1, t, t + 1).data).toEqual(last);
          }
          expect(states!.map(({ data }) => data)).toEqual(final.map((state) => part(state, 0, row, row + 1).data));
        }
      });
    }
  }

  test("with a single cell is that cell", () => {
    const cell = new GRUCell({ units: 4 });
    const options = { returnSequences: true, returnState: true } as const;
    expect(new RNN({ cell: [cell], ...options }).apply(x)).toEqual(new RNN({ cell, ...options }).apply(x));
  });

  test("may hold one cell twice, with the same weights and states of their own", () => {
    const cell = new GRUCell({ units: 3 });
    const layer = new RNN({ cell: [cell, cell], returnState: true });
    const [output, lower, upper] = layer.apply(x);
    expect(layer.weights).toHaveLength(3);
    const [first, below] = new RNN({ cell, returnSequences: true, returnState: true }).apply(x);
    expect([output, lower, upper]).toEqual([new RNN({ cell }).apply(first), below, output]);
  });

  test("keeps its states between calls and gives them back", () => {
    const layer = new RNN({ cell: [new GRUCell({ units: 4 }), new LSTMCell({ units: 2 })], stateful: true });
    const whole = layer.apply(x);
    layer.resetStates();
    layer.apply(part(x, 1, 0, 2));
    expect(layer.apply(part(x, 1, 2, 6))).toEqual(whole);
  });

  test("refuses what is no list of cells, and states of other shapes", () => {
    expect(errorOf(() => new StackedRNNCells({ cells: [] }))).toBe(
      "TypeError: StackedRNNCells: cells must be a list of at least one cell, got [].",
    );
    expect(errorOf(() => new StackedRNNCells({ cells: [new GRU({ units: 3 })] as never }))).toBe(
      "TypeError: StackedRNNCells: cells must be a list of at least one cell, got [a GRU].",
    );
    const layer = new RNN({ cell: [new GRUCell({ units: 4 }), new GRUCell({ units: 2 })], name: "r" });
    expect(errorOf(() => layer.apply(x, { initialState: tensorOf([2, 4]) }))).toBe(
      'RangeError: RNN "r": initialState must be 2 tensors of shapes [2, 4], [2, 2], got 1.',
    );
    expect(errorOf(() => layer.apply(x, { initialState: [tensorOf([2, 4]), tensorOf([2, 4])] }))).toBe(
      'RangeError: RNN "r": tensor 1 of initialState must have shape [2, 2], got [2, 4].',
    );
  });
});
