import { describe, expectTypeOf, test } from "vitest";
import {
  Bidirectional,
  Cell,
  GRU,
  GRUCell,
  type GRUOptions,
  LSTM,
  LSTMCell,
  type LSTMOptions,
  Masking,
  ops,
  RNN,
  SimpleRNN,
  SimpleRNNCell,
  StackedRNNCells,
  type Tensor,
  TimeDistributed,
  type Value,
  type Variable,
} from "../../src/index.ts";

declare const x: Tensor;
declare const value: Value;

describe("GRU", () => {
  test("returns one output by default", () => {
    expectTypeOf(new GRU({ units: 4 }).apply(x)).toEqualTypeOf<Tensor>();
    expectTypeOf(new GRU({ units: 4, returnSequences: true }).apply(value)).toEqualTypeOf<Value>();
    expectTypeOf(new GRU({ units: 4, returnState: false }).apply(x)).toEqualTypeOf<Tensor>();
    expectTypeOf(new GRU({ units: 4, returnState: undefined }).apply(x)).toEqualTypeOf<Tensor>();
  });

  test("returns a pair with returnState", () => {
    expectTypeOf(new GRU({ units: 4, returnState: true }).apply(x)).toEqualTypeOf<readonly [Tensor, Tensor]>();
    const [sequence, state] = new GRU({ units: 4, returnSequences: true, returnState: true }).apply(value);
    expectTypeOf(sequence).toEqualTypeOf<Value>();
    expectTypeOf(state).toEqualTypeOf<Value>();
  });

  test("returns either where the option is not known", () => {
    const options: GRUOptions = { units: 4, returnState: true };
    expectTypeOf(new GRU(options).apply(x)).toEqualTypeOf<Tensor | readonly [Tensor, Tensor]>();
    const returnState = Math.random() > 0.5;
    expectTypeOf(new GRU({ units: 4, returnState }).apply(x)).toEqualTypeOf<Tensor | readonly [Tensor, Tensor]>();
  });

  test("refuses unknown options and a missing units", () => {
    // @ts-expect-error: there is no option "unit"
    new GRU({ units: 4, unit: 4 });
    // @ts-expect-error: units is missing
    new GRU({ returnState: true });
    // @ts-expect-error: units is a number
    new GRU({ units: "4" });
    // @ts-expect-error: there is no such activation
    new GRU({ units: 4, activation: "than" });
    // @ts-expect-error: glu halves its input
    new GRU({ units: 4, activation: "glu" });
    // @ts-expect-error: files have snake_case, options do not
    new GRU({ units: 4, return_state: true });
    // @ts-expect-error: it is called initialState
    new GRU({ units: 4 }).apply(x, { initialStates: x });
  });

  test("can be named with its options, to take it from a model", () => {
    const layers = { getLayer: <L>(_name: string, _type: abstract new (...options: never) => L) => ({}) as L };
    const encoder = layers.getLayer("encoder", GRU<{ units: number; returnState: true }>);
    expectTypeOf(encoder.apply(x)).toEqualTypeOf<readonly [Tensor, Tensor]>();
    expectTypeOf(layers.getLayer("encoder", GRU).apply(x)).toEqualTypeOf<Tensor | readonly [Tensor, Tensor]>();
    expectTypeOf(encoder.cell).toEqualTypeOf<GRUCell>();
    expectTypeOf(encoder.options.units).toEqualTypeOf<number>();
  });
});

describe("SimpleRNN and LSTM", () => {
  test("return as many states as they have", () => {
    expectTypeOf(new SimpleRNN({ units: 4 }).apply(x)).toEqualTypeOf<Tensor>();
    expectTypeOf(new SimpleRNN({ units: 4, returnState: true }).apply(x)).toEqualTypeOf<readonly [Tensor, Tensor]>();
    expectTypeOf(new LSTM({ units: 4 }).apply(x)).toEqualTypeOf<Tensor>();
    const [output, h, c] = new LSTM({ units: 4, returnState: true }).apply(value);
    expectTypeOf([output, h, c] as const).toEqualTypeOf<readonly [Value, Value, Value]>();
  });

  test("return either where the option is not known", () => {
    const options: LSTMOptions = { units: 4 };
    expectTypeOf(new LSTM(options).apply(x)).toEqualTypeOf<Tensor | readonly [Tensor, Tensor, Tensor]>();
  });

  test("refuse options of one another", () => {
    // @ts-expect-error: resetAfter is an option of GRU
    new LSTM({ units: 4, resetAfter: true });
    // @ts-expect-error: SimpleRNN has no gates
    new SimpleRNN({ units: 4, recurrentActivation: "sigmoid" });
  });
});

class MinGRUCell extends Cell<{ units: number }> {
  readonly stateSize = [this.options.units] as const;
  kernel!: Variable;
  override build([, inputs]: readonly number[]) {
    this.kernel = this.addWeight("kernel", [inputs!, 2 * this.options.units]);
  }
  override step(x: Value, [h]: readonly [Value]) {
    const [z, c] = ops.split(ops.matmul(x, this.kernel), 2);
    const next = ops.add(h, ops.multiply(ops.sigmoid(z), ops.subtract(c, h)));
    return { output: next, states: [next] };
  }
}

class LooseCell extends Cell<{ units: number }> {
  readonly stateSize = [this.options.units];
  override step(x: Value, states: Value[]) {
    return { output: x, states };
  }
}

describe("cells", () => {
  test("return their output and their states", () => {
    expectTypeOf(new GRUCell({ units: 4 }).apply(x)).toEqualTypeOf<readonly [Tensor, Tensor]>();
    expectTypeOf(new SimpleRNNCell({ units: 4 }).apply(x)).toEqualTypeOf<readonly [Tensor, Tensor]>();
    expectTypeOf(new LSTMCell({ units: 4 }).apply(value, { states: [value, value] })).toEqualTypeOf<
      readonly [Value, Value, Value]
    >();
    const cells = new StackedRNNCells({ cells: [new GRUCell({ units: 4 }), new LSTMCell({ units: 4 })] });
    expectTypeOf(cells.apply(x)).toEqualTypeOf<readonly [Tensor, Tensor, Tensor, Tensor]>();
  });

  test("refuse a missing units and unknown options", () => {
    // @ts-expect-error: units is missing
    new GRUCell({});
    // @ts-expect-error: returnState is an option of the layer
    new GRUCell({ units: 4, returnState: true });
    // @ts-expect-error: units is missing
    new MinGRUCell({});
    // @ts-expect-error: cells is missing
    new StackedRNNCells({});
  });
});

describe("RNN", () => {
  test("returns as many states as its cell has", () => {
    expectTypeOf(new RNN({ cell: new MinGRUCell({ units: 4 }) }).apply(x)).toEqualTypeOf<Tensor>();
    const one = new RNN({ cell: new MinGRUCell({ units: 4 }), returnState: true });
    expectTypeOf(one.apply(x)).toEqualTypeOf<readonly [Tensor, Tensor]>();
    const two = new RNN({ cell: new LSTMCell({ units: 4 }), returnState: true });
    expectTypeOf(two.apply(value)).toEqualTypeOf<readonly [Value, Value, Value]>();
  });

  test("counts the states of a list and of stacked cells", () => {
    const gru = new GRUCell({ units: 4 });
    const lstm = new LSTMCell({ units: 4 });
    const list = new RNN({ cell: [gru, lstm], returnState: true });
    expectTypeOf(list.apply(x)).toEqualTypeOf<readonly [Tensor, Tensor, Tensor, Tensor]>();
    const stacked = new RNN({ cell: new StackedRNNCells({ cells: [lstm, lstm] }), returnState: true });
    expectTypeOf(stacked.apply(x)).toEqualTypeOf<readonly [Tensor, Tensor, Tensor, Tensor, Tensor]>();
    const nested = new RNN({ cell: [new StackedRNNCells({ cells: [gru, lstm] }), gru], returnState: true });
    expectTypeOf(nested.apply(x)).toEqualTypeOf<readonly [Tensor, Tensor, Tensor, Tensor, Tensor]>();
  });

  test("returns a list of states where their number is not known", () => {
    const layer = new RNN({ cell: new LooseCell({ units: 4 }), returnState: true });
    expectTypeOf(layer.apply(x)).toEqualTypeOf<readonly [Tensor, ...Tensor[]]>();
  });

  test("refuses what is no cell", () => {
    // @ts-expect-error: a layer is no cell
    new RNN({ cell: new GRU({ units: 4 }) });
    // @ts-expect-error: cell is missing
    new RNN({ returnState: true });
    // @ts-expect-error: units is an option of the cell
    new RNN({ cell: new GRUCell({ units: 4 }), units: 4 });
  });
});

describe("Bidirectional", () => {
  const gru = new GRU({ units: 4 });
  const withState = new LSTM({ units: 4, returnState: true });

  test("returns one output, or two with mergeMode null", () => {
    expectTypeOf(new Bidirectional({ layer: gru }).apply(x)).toEqualTypeOf<Tensor>();
    expectTypeOf(new Bidirectional({ layer: gru, mergeMode: "sum" }).apply(value)).toEqualTypeOf<Value>();
    expectTypeOf(new Bidirectional({ layer: gru, mergeMode: null }).apply(x)).toEqualTypeOf<
      readonly [Tensor, Tensor]
    >();
  });

  test("doubles the states", () => {
    expectTypeOf(new Bidirectional({ layer: withState }).apply(x)).toEqualTypeOf<
      readonly [Tensor, Tensor, Tensor, Tensor, Tensor]
    >();
    expectTypeOf(new Bidirectional({ layer: withState, mergeMode: null }).apply(x)).toEqualTypeOf<
      readonly [Tensor, Tensor, Tensor, Tensor, Tensor, Tensor]
    >();
    const rnn = new RNN({ cell: [new GRUCell({ units: 4 }), new GRUCell({ units: 4 })], returnState: true });
    expectTypeOf(new Bidirectional({ layer: rnn }).apply(value)).toEqualTypeOf<
      readonly [Value, Value, Value, Value, Value]
    >();
  });

  test("counts the states of the backward layer by itself", () => {
    const backwardLayer = new GRU({ units: 4, returnState: true, goBackwards: true });
    expectTypeOf(new Bidirectional({ layer: withState, backwardLayer }).apply(x)).toEqualTypeOf<
      readonly [Tensor, Tensor, Tensor, Tensor]
    >();
  });

  test("returns either where the option is not known", () => {
    const mergeMode = Math.random() > 0.5 ? null : "sum";
    expectTypeOf(new Bidirectional({ layer: gru, mergeMode }).apply(x)).toEqualTypeOf<
      Tensor | readonly [Tensor, Tensor]
    >();
  });

  test("refuses unknown options, merge modes and layers", () => {
    // @ts-expect-error: there is no option "mode"
    new Bidirectional({ layer: gru, mode: "sum" });
    // @ts-expect-error: there is no such merge mode
    new Bidirectional({ layer: gru, mergeMode: "mean" });
    // @ts-expect-error: Masking is not recurrent
    new Bidirectional({ layer: new Masking() });
    // @ts-expect-error: layer is missing
    new Bidirectional({ mergeMode: "sum" });
  });
});

describe("TimeDistributed", () => {
  test("returns what its layer returns", () => {
    expectTypeOf(new TimeDistributed({ layer: new GRU({ units: 4 }) }).apply(x)).toEqualTypeOf<Tensor>();
    const layer = new TimeDistributed({ layer: new LSTM({ units: 4, returnState: true }) });
    expectTypeOf(layer.apply(value)).toEqualTypeOf<readonly [Value, Value, Value]>();
    expectTypeOf(layer.layer.cell).toEqualTypeOf<LSTMCell>();
  });

  test("refuses what is no layer", () => {
    // @ts-expect-error: layer is missing
    new TimeDistributed({});
    // @ts-expect-error: 3 is no layer
    new TimeDistributed({ layer: 3 });
  });
});
