import { describe, test } from "vitest";
import type { Value } from "../../src/graph/value.ts";
import {
  type AnyLayer,
  AveragePooling1D,
  Bidirectional,
  Dense,
  Dropout,
  Embedding,
  GRU,
  GRUCell,
  LSTM,
  LSTMCell,
  Masking,
  RNN,
  Sequential,
  SimpleRNN,
  SimpleRNNCell,
  type Tensor,
  TimeDistributed,
  tensor,
} from "../../src/index.ts";
import { expectSlopes } from "../contract/slopes.ts";
import { scaled, tensorOf } from "../contract/tensors.ts";
import { MinGRUCell } from "../layers/min-gru-cell.ts";

const [B, T, I] = [3, 4, 5];
const x = tensorOf([B, T, I], 1);
const mask = tensor(Uint8Array.of(1, 1, 1, 0, 0, 1, 0, 1, 1, 1, 1, 1), [B, T]);
const every = { returnSequences: true, returnState: true } as const;

/** Gives a layer weights that are not random, as those of initializers are. */
function settle(layer: AnyLayer, given: Tensor, options = {}): void {
  layer.apply(given, options);
  layer.setWeights(layer.getWeights().map(({ shape }, i) => scaled(tensorOf(shape, 100 + i), 0.4)));
}

/** What a recurrent layer does with a mask and with states, if they are given. */
function expectRecurrent(layer: AnyLayer, states: readonly Tensor[] = [], masked?: Tensor): void {
  const options = (given: readonly (Value | Tensor)[]): object => ({
    ...(masked ? { mask: masked } : {}),
    ...(given.length > 0 ? { initialState: given } : {}),
  });
  settle(layer, x, options(states));
  expectSlopes(layer, [x, ...states], ([value, ...given]) => layer.apply(value!, options(given) as never) as Value);
}

describe("the gradient of a recurrent layer", () => {
  const sizes = [3, 9];
  const layers: [string, number, (units: number, options: object) => AnyLayer][] = [
    ["SimpleRNN", 1, (units, options) => new SimpleRNN({ units, ...options })],
    ["GRU", 1, (units, options) => new GRU({ units, ...options })],
    ["GRU that resets before", 1, (units, options) => new GRU({ units, resetAfter: false, ...options })],
    ["LSTM", 2, (units, options) => new LSTM({ units, ...options })],
    ["RNN of a cell in ops", 1, (units, options) => new RNN({ cell: new MinGRUCell({ units }), ...options })],
    ["RNN of a built-in cell", 1, (units, options) => new RNN({ cell: new GRUCell({ units }), ...options })],
    [
      "RNN of a stack",
      3,
      (units, options) => new RNN({ cell: [new LSTMCell({ units }), new SimpleRNNCell({ units })], ...options }),
    ],
  ];
  const variants: [string, object][] = [
    ["the last output", {}],
    ["all steps and the states", every],
    ["all steps backwards", { ...every, goBackwards: true }],
    ["zeros where it is masked", { ...every, zeroOutputForMask: true }],
  ];
  describe.each(layers)("%s", (_, count, make) => {
    test.each(variants)("of %s, with and without mask and states", (_, options) => {
      for (const units of sizes) {
        const states = Array.from({ length: count }, (_, i) => tensorOf([B, units], 20 + i));
        for (const masked of [undefined, mask]) {
          expectRecurrent(make(units, options), [], masked);
          expectRecurrent(make(units, options), states, masked);
        }
      }
    });
  });

  test.each(layers.slice(0, 4))("%s with dropout of inputs and of states", (_, count, make) => {
    const states = Array.from({ length: count }, (_, i) => tensorOf([B, 5], 20 + i));
    for (const options of [{ dropout: 0.4 }, { recurrentDropout: 0.4 }, { dropout: 0.3, recurrentDropout: 0.2 }]) {
      expectRecurrent(make(5, { ...every, ...options }), states, mask);
    }
  });

  describe.each(layers.slice(0, 4))("%s without a bias", (_, __, make) => {
    test.each(["sigmoid", "softplus", "elu", "linear", "gelu", "softmax"])("with %s", (activation) => {
      expectRecurrent(make(5, { ...every, activation, useBias: false }));
    });
  });

  test.each(["concat", "sum", "mul", "ave", null])("Bidirectional merging by %s", (mergeMode) => {
    for (const layer of [new GRU({ units: 4 }), new LSTM({ units: 3, ...every, goBackwards: true })]) {
      expectRecurrent(new Bidirectional({ layer, mergeMode: mergeMode as "sum" }), [], mask);
    }
  });
});

describe("the gradient of a layer around layers", () => {
  test("TimeDistributed", () => {
    for (const layer of [new Dense({ units: 3, activation: "tanh" }), new Dropout({ rate: 0.5, seed: 1 })]) {
      const around = new TimeDistributed({ layer });
      settle(around, x);
      expectSlopes(around, [x], ([value]) => around.apply(value!) as Value);
    }
    const frames = tensorOf([2, 3, 4, 2], 4);
    const deep = new TimeDistributed({ layer: new GRU({ units: 3 }) });
    settle(deep, frames);
    expectSlopes(deep, [frames], ([value]) => deep.apply(value!) as Value);
  });

  test("Embedding, Masking and what reads their masks", () => {
    const ids = tensor(Int32Array.of(1, 2, 1, 0, 3, 3, 0, 0), [2, 4]);
    const reader = new Sequential([
      new Embedding({ inputDim: 4, outputDim: 3, maskZero: true }),
      new LSTM({ units: 4, returnSequences: true }),
      new GRU({ units: 3 }),
    ]);
    settle(reader, ids);
    expectSlopes(reader, [ids], ([value]) => reader.apply(value!) as Value);
    const masking = new Sequential([new Masking(), new AveragePooling1D({ poolSize: 2 }), new GRU({ units: 3 })]);
    settle(masking, x);
    expectSlopes(masking, [x], ([value]) => masking.apply(value!) as Value);
  });

  test("a layer that is called twice has the sum of both", () => {
    const layer = new Dense({ units: I, activation: "tanh" });
    settle(layer, x);
    expectSlopes(layer, [x], ([value]) => layer.apply(layer.apply(value!)) as Value);
  });
});
