import { describe, expect, test } from "vitest";
import { Runner } from "../../src/graph/runner.ts";
import {
  type AnyLayer,
  type AnyRecurrent,
  Bidirectional,
  Cell,
  GRU,
  GRUCell,
  type GRUOptions,
  LSTM,
  LSTMCell,
  type RecurrentCallOptions,
  RNN,
  SimpleRNN,
  SimpleRNNCell,
  type Tensor,
  tensor,
  type Value,
} from "../../src/index.ts";
import { RandomState } from "../../src/layers/random-state.ts";
import { gradientsOf, trained } from "../contract/in-training.ts";
import { tensorOf } from "../contract/tensors.ts";

// Sums are added up in another order; absolute plus relative.
const TOLERANCE = 1e-6;
const GRADIENT_TOLERANCE = 1e-5;

const layers: Readonly<Record<string, new (options: never) => AnyLayer>> = { SimpleRNN, GRU, LSTM };
const gates = { SimpleRNN: 1, GRU: 3, LSTM: 4 } as const;
const [B, T, I, H] = [3, 5, 4, 6];
const x = tensorOf([B, T, I]);
const mask = tensor(Uint8Array.of(1, 1, 1, 0, 0, 0, 0, 1, 1, 1, 1, 0, 1, 0, 1), [B, T]);

type Kind = keyof typeof gates;

function make(kind: Kind, options: object): AnyRecurrent {
  return new layers[kind]!({ units: H, ...options } as never) as AnyRecurrent;
}

/** Gives a layer weights that depend on nothing but their shapes, and are not zero. */
function withWeights<L extends AnyLayer>(layer: L, given: Tensor = x): L {
  layer.apply(given);
  layer.setWeights(
    layer.getWeights().map(({ shape }, i) => {
      const { data } = tensorOf(shape, 50 + i);
      return tensor(
        Float32Array.from(data, (value) => value / 2),
        shape,
      );
    }),
  );
  return layer;
}

function outputs(layer: AnyRecurrent, options: RecurrentCallOptions = {}): Tensor[] {
  return [layer.apply(x, options)].flat();
}

function expectNear(got: readonly Tensor[], wanted: readonly Tensor[], tolerance = TOLERANCE): void {
  expect(got.map(({ shape }) => shape)).toEqual(wanted.map(({ shape }) => shape));
  got.forEach(({ data }, i) => {
    const excess = Array.from(data, (value, j) => {
      const other = wanted[i]!.data[j]!;
      return Math.abs(value - other) / (1 + Math.abs(other));
    });
    expect(Math.max(...excess)).toBeLessThan(tolerance);
  });
}

/** The factors that a cell draws with a seed. */
function factors(seed: number, draws: readonly (readonly [rate: number, size: number])[]): Float32Array[] {
  const state = new RandomState(seed);
  const runner = new Runner();
  const results = runner.run([], () => draws.map(([rate, size]) => state.mask(rate, [B, size]))) as Tensor[];
  return results.map(({ data }) => data as Float32Array);
}

const sigmoid = (v: number): number => 1 / (1 + Math.exp(-v));
type Product = (vector: readonly number[], gate: number) => number[];

/** One row of a sequence by Keras's equations, factors by gate included; h at the end. */
function reference(
  kind: Kind,
  weights: readonly Tensor[],
  row: number,
  inputs: Float32Array[],
  states: Float32Array[],
): number[] {
  const G = gates[kind];
  const [W, U, bias] = weights as [Tensor, Tensor, Tensor];
  const product =
    (weight: Tensor, of: Float32Array[], from: number): Product =>
    (vector, gate) =>
      Array.from({ length: H }, (_, unit) => {
        const column = gate * H + unit;
        const factor = (i: number): number =>
          of.length > 0 ? of[of.length > 1 ? gate : 0]![row * vector.length + i]! : 1;
        const start = bias.data.length > from ? bias.data[from + column]! : 0;
        return vector.reduce((sum, v, i) => sum + v * factor(i) * weight.data[i * G * H + column]!, start);
      });
  const [ofX, ofH] = [product(W, inputs, 0), product(U, states, G * H)];
  let [h, c] = [new Array<number>(H).fill(0), new Array<number>(H).fill(0)];
  for (let t = 0; t < T; t++) {
    const xt = Array.from(x.data.slice((row * T + t) * I, (row * T + t + 1) * I));
    const z = Array.from({ length: G }, (_, gate) =>
      ofX(xt, gate).map((v, i) => v + (kind === "GRU" && gate === 2 ? 0 : ofH(h, gate)[i]!)),
    );
    if (kind === "SimpleRNN") h = z[0]!.map(Math.tanh);
    else if (kind === "GRU") {
      const seen = ofH(h, 2);
      h = h.map((old, i) => {
        const [update, reset] = [sigmoid(z[0]![i]!), sigmoid(z[1]![i]!)];
        return update * old + (1 - update) * Math.tanh(z[2]![i]! + reset * seen[i]!);
      });
    } else {
      c = c.map((old, i) => sigmoid(z[1]![i]!) * old + sigmoid(z[0]![i]!) * Math.tanh(z[2]![i]!));
      h = c.map((cell, i) => sigmoid(z[3]![i]!) * Math.tanh(cell));
    }
  }
  return h;
}

describe.each(Object.keys(gates) as Kind[])("%s", (kind) => {
  const G = gates[kind];

  test("drops the same inputs at all steps and for all gates", () => {
    const layer = withWeights(make(kind, { dropout: 0.5, seed: 4 }));
    const [inputs] = factors(4, [[0.5, I]]);
    expect(new Set(inputs).size).toBe(2);
    const [y] = outputs(layer, { training: true });
    for (let row = 0; row < B; row++) {
      const wanted = reference(kind, layer.getWeights(), row, [inputs!], []);
      wanted.forEach((value, i) => {
        expect(y!.data[row * H + i]).toBeCloseTo(value, 5);
      });
    }
  });

  test("drops inputs and states by gate when recurrentDropout is given", () => {
    const layer = withWeights(make(kind, { dropout: 0.25, recurrentDropout: 0.5, seed: 5 }));
    const draws = [...new Array(G).fill([0.25, I]), ...new Array(G).fill([0.5, H])];
    const drawn = factors(5, draws);
    expect(new Set(drawn.map((one) => one.slice(0, B * I).join())).size).toBe(2 * G);
    const [y] = outputs(layer, { training: true });
    for (let row = 0; row < B; row++) {
      const wanted = reference(kind, layer.getWeights(), row, drawn.slice(0, G), drawn.slice(G));
      wanted.forEach((value, i) => {
        expect(y!.data[row * H + i]).toBeCloseTo(value, 5);
      });
    }
  });

  test("drops nothing outside training, and anew in each call in training", () => {
    const layer = withWeights(make(kind, { dropout: 0.5, recurrentDropout: 0.5 }));
    expect(outputs(layer)).toEqual(outputs(withWeights(make(kind, {}))));
    expect(outputs(layer, { training: true })[0]!.data).not.toEqual(outputs(layer, { training: true })[0]!.data);
  });

  const variants: [string, object, RecurrentCallOptions?][] = [
    ["the last output", {}],
    ["sequences and states", { returnSequences: true, returnState: true }],
    ["backwards", { goBackwards: true, returnSequences: true, returnState: true }],
    ["without bias", { useBias: false, returnState: true }],
    ["with a mask", { returnSequences: true, returnState: true }, { mask }],
    ["with a mask, backwards", { goBackwards: true, returnSequences: true, returnState: true }, { mask }],
    ["zeros for the mask", { zeroOutputForMask: true, returnSequences: true, returnState: true }, { mask }],
    ["with an initial state", { returnState: true }, { initialState: tensorOf([B, H], 9) }],
    ["relu and hardSigmoid", { activation: "relu", recurrentActivation: "hardSigmoid", returnState: true }],
    ["reset before", { resetAfter: false, returnState: true }],
    ["softmax", { activation: "softmax", returnState: true }],
  ];
  test.each(variants)("gives what the kernel gives when it is composed of ops: %s", (_, given, call = {}) => {
    const own = Object.entries(given).filter(
      ([name]) => name in (layers[kind] as unknown as { defaults: object }).defaults,
    );
    const options = Object.fromEntries(own);
    const { initialState } = call;
    const states = initialState && kind === "LSTM" ? [initialState, tensorOf([B, H], 10)] : initialState;
    const called = { ...call, ...(states ? { initialState: states as Tensor[] } : {}) };
    const wanted = outputs(withWeights(make(kind, options)), called);
    // So small a share is nothing: all factors are 1.
    const composed = withWeights(make(kind, { ...options, recurrentDropout: 1e-9, seed: 1 }));
    expectNear(outputs(composed, { ...called, training: true }), wanted);
    expectNear(
      gradientsOf(composed, x, called),
      gradientsOf(withWeights(make(kind, options)), x, called),
      GRADIENT_TOLERANCE,
    );
    // No kernel knows the derivative of this.
    const curved = withWeights(make(kind, { ...options, activation: "gelu" }));
    expectNear(trained(curved, x, called), outputs(curved, called));
  });

  test("drops all inputs at rate 1 if it has one gate, and else nothing", () => {
    const layer = withWeights(make(kind, { dropout: 1 }));
    const plain = withWeights(make(kind, {}));
    const zeros = tensor(new Float32Array(B * T * I), [B, T, I]);
    const wanted = kind === "SimpleRNN" ? [plain.apply(zeros)].flat() : outputs(plain);
    expectNear(outputs(layer, { training: true }), wanted as Tensor[]);
  });

  test("has the gradients of finite differences with dropout", () => {
    const layer = withWeights(make(kind, { units: 3, dropout: 0.3, recurrentDropout: 0.3, seed: 2 }));
    const reseeded = (): AnyRecurrent => {
      for (const state of layer.randomStates()) state.seedWith(2);
      return layer;
    };
    const found = gradientsOf(reseeded(), x);
    const loss = (): number =>
      Array.from(trained(reseeded(), x)[0]!.data).reduce((sum, value) => sum + value * value, 0);
    const STEP = 1e-2;
    layer.weights.forEach((weight, w) => {
      for (const at of [0, Math.floor(weight.size / 2), weight.size - 1]) {
        const moved = (by: number): number => {
          const before = layer.getWeights();
          const data = Float32Array.from(before[w]!.data);
          data[at]! += by;
          layer.setWeights(before.map((one, i) => (i === w ? tensor(data, one.shape) : one)));
          const result = loss();
          layer.setWeights(before);
          return result;
        };
        const difference = (moved(STEP) - moved(-STEP)) / (2 * STEP);
        expect(found[1 + w]!.data[at]).toBeCloseTo(difference, 2);
      }
    });
  });
});

describe("dropout in cells", () => {
  const options: GRUOptions = { units: H, dropout: 0.4, recurrentDropout: 0.4, seed: 6 };

  /** A cell of one's own around another. */
  class Around extends Cell {
    readonly inner = new GRUCell(options);
    override readonly stateSize = [H] as const;
    override build([batch, features]: readonly number[]): void {
      this.inner.ensureBuilt([batch!, features!]);
    }
    override step(value: Value, states: readonly [Value]) {
      const [output, next] = this.inner.apply(value, { states }) as readonly [Value, Value];
      return { output, states: [next] };
    }
  }

  test("is the same in RNN, in cells of one's own and in the layer", () => {
    const wanted = outputs(withWeights(new GRU(options)) as AnyRecurrent, { training: true });
    expect(outputs(withWeights(new RNN({ cell: new GRUCell(options) })), { training: true })).toEqual(wanted);
    expectNear(outputs(withWeights(new RNN({ cell: new Around({}) })) as AnyRecurrent, { training: true }), wanted);
  });

  test("is drawn by each cell of a stack, and in both directions", () => {
    const stack = withWeights(
      new RNN({
        cell: [
          new LSTMCell({ units: 3, recurrentDropout: 0.5, seed: 1 }),
          new SimpleRNNCell({ units: 2, dropout: 0.5, seed: 2 }),
        ],
      }),
    );
    expect(stack.randomStates()).toHaveLength(2);
    const [lstm, rnn] = [
      new LSTM({ units: 3, recurrentDropout: 0.5, seed: 1, returnSequences: true }),
      new SimpleRNN({ units: 2, dropout: 0.5, seed: 2 }),
    ];
    lstm.apply(x);
    rnn.apply(lstm.apply(x));
    lstm.setWeights(stack.getWeights().slice(0, 3));
    rnn.setWeights(stack.getWeights().slice(3));
    const wanted = rnn.apply(lstm.apply(x, { training: true }), { training: true });
    expect(stack.apply(x, { training: true })).toEqual(wanted);

    const both = withWeights(new Bidirectional({ layer: new GRU({ units: H, dropout: 0.5, seed: 3 }) }));
    const forward = new GRU({ units: H, dropout: 0.5, seed: 3 });
    forward.apply(x);
    forward.setWeights(both.getWeights().slice(0, 3));
    const half = forward.apply(x, { training: true });
    const y = both.apply(x, { training: true }) as Tensor;
    expect(y.data.slice(0, H)).toEqual(half.data.slice(0, H));
  });

  test("of a cell alone is drawn for one step", () => {
    const cell = new LSTMCell({ units: H, dropout: 0.5, recurrentDropout: 0.5, seed: 1 });
    const xt = tensorOf([B, I]);
    const states = [tensorOf([B, H], 2), tensorOf([B, H], 3)];
    const plain = cell.apply(xt, { states });
    const [first] = cell.apply(xt, { states, training: true });
    const [second] = cell.apply(xt, { states, training: true });
    expect(first!.data).not.toEqual(plain[0]!.data);
    expect(second!.data).not.toEqual(first!.data);
  });

  test("carries the states of a stateful layer, between batches of training too", () => {
    const layer = withWeights(new GRU({ units: H, stateful: true, recurrentDropout: 1e-9, seed: 1 })) as AnyRecurrent;
    layer.resetStates();
    const first = outputs(layer, { training: true });
    const second = outputs(layer, { training: true });
    const plain = withWeights(new GRU({ units: H })) as AnyRecurrent;
    expectNear(second, outputs(plain, { initialState: first }));
  });

  test.each([0, 1e-9])("cuts the gradient of a stateful layer at the batch, with recurrentDropout %d", (rate) => {
    const layer = withWeights(new LSTM({ units: H, stateful: true, recurrentDropout: rate, seed: 1 })) as AnyRecurrent;
    layer.resetStates();
    const plain = withWeights(new LSTM({ units: H, returnState: true })) as AnyRecurrent;
    const [, ...initialState] = outputs(plain);
    const last = withWeights(new LSTM({ units: H })) as AnyRecurrent;
    // It makes the first batch outside training, and the second in training.
    expectNear(gradientsOf(layer, x), gradientsOf(last, x, { initialState }), GRADIENT_TOLERANCE);
  });
});
