import { describe, expect, test } from "vitest";
import { AdditiveAttention, Attention, input, Model, Reshape, type Tensor, tensor } from "../../src/index.ts";
import { describeLayer } from "../contract/layer.ts";
import { errorOf, part, tensorOf } from "../contract/tensors.ts";

const inputs = [
  [2, 3, 4],
  [2, 3, 4],
];
const stream = { refused: "mixes time steps (a product of sequences)" };

describeLayer(Attention, [
  { name: "by products", make: () => new Attention(), inputs, output: [2, 3, 4], stream },
  {
    name: "by products, scaled",
    make: () => new Attention({ useScale: true, dropout: 0.5, seed: 1 }),
    inputs,
    output: [2, 3, 4],
    weights: [["scale", []]],
    stream,
  },
  {
    name: "by sums",
    make: () => new Attention({ useScale: true, scoreMode: "concat" }),
    inputs,
    output: [2, 3, 4],
    weights: [
      ["scale", []],
      ["concatScoreWeight", []],
    ],
    stream,
  },
]);
describeLayer(AdditiveAttention, [
  {
    name: "scaled",
    make: () => new AdditiveAttention(),
    inputs,
    output: [2, 3, 4],
    weights: [["scale", [4]]],
    stream,
  },
]);

type Score = (q: readonly number[], k: readonly number[]) => number;

/** Attention straight from its equation, for one row of a batch of 1. */
function reference(q: Tensor, v: Tensor, k: Tensor, score: Score, seen: (t: number, s: number) => boolean) {
  const row = ({ data, shape }: Tensor, t: number): number[] => {
    return Array.from(data.subarray(t * shape[2]!, (t + 1) * shape[2]!));
  };
  const weights: number[][] = Array.from({ length: q.shape[1]! }, (_, t) => {
    const scores = Array.from({ length: k.shape[1]! }, (_, s) =>
      seen(t, s) ? score(row(q, t), row(k, s)) : -Infinity,
    );
    const powers = scores.map((value) => Math.exp(value - Math.max(...scores)));
    return powers.map((power) => power / powers.reduce((a, b) => a + b));
  });
  const output = weights.map((ws) =>
    Array.from({ length: v.shape[2]! }, (_, j) => ws.reduce((sum, w, s) => sum + w * row(v, s)[j]!, 0)),
  );
  return { weights: weights.flat(), output: output.flat() };
}

const dot = (q: readonly number[], k: readonly number[]): number => q.reduce((sum, x, i) => sum + x * k[i]!, 0);
const [q, v, k] = [tensorOf([1, 3, 4], 1), tensorOf([1, 5, 2], 2), tensorOf([1, 5, 4], 3)];

describe("Attention and AdditiveAttention", () => {
  const w = [0.5, -1, 2, 0.25];
  const makers: [string, () => Attention | AdditiveAttention, number[][], Score][] = [
    ["by products", () => new Attention(), [], dot],
    ["by scaled products", () => new Attention({ useScale: true }), [[0.5]], (a, b) => dot(a, b) * 0.5],
    [
      "by sums",
      () => new Attention({ useScale: true, scoreMode: "concat" }),
      [[0.5], [2]],
      (a, b) => 2 * a.reduce((sum, x, i) => sum + Math.tanh(0.5 * (x + b[i]!)), 0),
    ],
    [
      "additive",
      () => new AdditiveAttention(),
      [w],
      (a, b) => a.reduce((sum, x, i) => sum + w[i]! * Math.tanh(x + b[i]!), 0),
    ],
    [
      "additive, not scaled",
      () => new AdditiveAttention({ useScale: false }),
      [],
      (a, b) => a.reduce((sum, x, i) => sum + Math.tanh(x + b[i]!), 0),
    ],
  ];
  const masks: [string, object, (t: number, s: number) => boolean][] = [
    ["without mask", {}, () => true],
    ["with a mask", { mask: [null, tensor([[true, false, true, true, false]])] }, (_, s) => s !== 1 && s !== 4],
    ["with a causal mask", { useCausalMask: true }, (t, s) => s <= t],
    [
      "with both",
      { mask: [null, tensor([[true, false, true, true, false]])], useCausalMask: true },
      (t, s) => s <= t && s !== 1,
    ],
  ];
  for (const [name, make, weights, score] of makers) {
    test.each(masks)(`${name} %s agree with their equations`, (_, options, seen) => {
      const layer = make();
      layer.apply([q, v, k]);
      layer.setWeights(weights.map((data, i) => tensor(Float32Array.from(data), layer.weights[i]!.shape)));
      const [output, scores] = layer.apply([q, v, k], { ...options, returnAttentionScores: true });
      const wanted = reference(q, v, k, score, seen);
      expect(output.shape).toEqual([1, 3, 2]);
      expect(scores.shape).toEqual([1, 3, 5]);
      for (const [i, value] of wanted.output.entries()) expect(output.data[i]).toBeCloseTo(value, 5);
      for (const [i, value] of wanted.weights.entries()) expect(scores.data[i]).toBeCloseTo(value, 5);
      expect(layer.apply([q, v, k], options).data).toEqual(output.data);
    });
  }

  test("make steps 0 that the mask of the query leaves out, and pass that mask on", () => {
    const mask = [tensor([[true, false, true]]), null];
    const { data } = new Attention().apply([q, v, k], { mask: mask as never });
    expect(Array.from(data.subarray(2, 4))).toEqual([0, 0]);
    const [a, b] = [input({ shape: [null, 4] }), input({ shape: [null, 4] })];
    a.mask = input({ shape: [null], dtype: "bool" });
    expect(new Attention().apply([a, b]).mask).toBe(a.mask);
  });

  test("run in a stream whose query walks over a value that is there as a whole", () => {
    for (const make of [() => new Attention(), () => new AdditiveAttention()]) {
      // An input of three axes would be walked over as well; a vector is given as it is.
      const [query, flat] = [input({ shape: [null, 4] }), input({ shape: [20] })];
      const value = new Reshape({ targetShape: [5, 4] }).apply(flat);
      const model = new Model({ inputs: [query, flat], outputs: make().apply([query, value]) });
      const [x, memory] = [tensorOf([2, 3, 4], 1), tensorOf([2, 20], 2)];
      const whole = model.predict([x, memory]);
      using stream = model.stream({ batch: 2 });
      for (let t = 0; t < 3; t++) {
        expect(stream.step([part(x, 1, t, t + 1), memory]).data).toEqual(part(whole, 1, t, t + 1).data);
      }
    }
  });

  test("refuse inputs that do not fit", () => {
    const of = (...shapes: number[][]): string =>
      errorOf(() => new Attention({ name: "a" }).apply(shapes.map((shape) => tensorOf(shape))));
    expect(of([1, 3, 4])).toBe(
      'RangeError: Attention "a": inputs must be a list [query, value] or [query, value, key], got 1.',
    );
    expect(of([1, 4], [1, 3, 4])).toBe(
      'RangeError: Attention "a": query must have shape [batch, timesteps, features], got [1, 4].',
    );
    expect(of([1, 3, 4], [1, 5, 2])).toBe(
      'RangeError: Attention "a": key must have as many features as the query, 4, got [1, 5, 2].',
    );
    expect(of([1, 3, 4], [1, 5, 2], [1, 6, 4])).toBe(
      'RangeError: Attention "a": key must have as many timesteps as the value, 5, got [1, 6, 4].',
    );
    const mask = tensor([[true, false, true, true, false]]);
    const rule = 'RangeError: Attention "a": mask must be a list [of the query, of the value] or one of three, got';
    for (const [given, got] of [
      [mask, "a Value"],
      [[mask], 1],
      [[null, mask, null, null], 4],
    ]) {
      expect(errorOf(() => new Attention({ name: "a" }).apply([q, v, k], { mask: given as never }))).toBe(
        `${rule} ${got}.`,
      );
    }
    const pair = [tensorOf([1, 3, 4]), tensorOf([1, 5, 4])];
    expect(errorOf(() => new Attention({ name: "a" }).apply(pair, { causal: true } as never))).toBe(
      'TypeError: Attention "a": unknown option "causal". ' +
        "Options: returnAttentionScores, useCausalMask, mask, training.",
    );
    expect(errorOf(() => new Attention({ scoreMode: "sum" as "dot" }))).toBe(
      'RangeError: Attention: scoreMode must be one of "dot", "concat", got "sum".',
    );
    expect(errorOf(() => new AdditiveAttention({ useScale: 1 as never }))).toBe(
      "TypeError: AdditiveAttention: useScale must be true or false, got 1.",
    );
    const open = [input({ shape: [3, null] }), input({ shape: [5, null] })];
    expect(errorOf(() => new AdditiveAttention({ name: "a" }).apply(open))).toBe(
      'RangeError: AdditiveAttention "a": query must have a known number of features, got [batch, 3, any].',
    );
  });
});
