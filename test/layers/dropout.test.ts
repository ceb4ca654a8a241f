import { describe, expect, test } from "vitest";
import { Runner } from "../../src/graph/runner.ts";
import {
  type AnyLayer,
  Attention,
  Dropout,
  input,
  Model,
  SpatialDropout1D,
  type Tensor,
  tensor,
} from "../../src/index.ts";
import { RandomState } from "../../src/layers/random-state.ts";
import { gradientsOf, inTraining } from "../contract/in-training.ts";
import { describeLayer } from "../contract/layer.ts";
import { errorOf, tensorOf } from "../contract/tensors.ts";

describeLayer(Dropout, [
  {
    name: "of all options",
    make: () => new Dropout({ rate: 0.5, seed: 1, noiseShape: [null, 1, 4] }),
    inputs: [[2, 3, 4]],
    output: [2, 3, 4],
    stream: "step",
  },
]);
describeLayer(SpatialDropout1D, [
  {
    name: "of rate 0.5",
    make: () => new SpatialDropout1D({ rate: 0.5 }),
    inputs: [[2, 3, 4]],
    output: [2, 3, 4],
    stream: "step",
  },
]);

const ones = (...shape: number[]): Tensor => tensor(new Float32Array(shape.reduce((a, b) => a * b)).fill(1), shape);
const drop = (layer: AnyLayer, x: Tensor): Tensor => layer.apply(x, { training: true }) as Tensor;

describe("Dropout in training", () => {
  test.each([0.1, 0.5, 0.9])("drops a share of %d and multiplies the rest", (rate) => {
    const { data } = drop(new Dropout({ rate, seed: 3 }), ones(100, 200));
    const kept = data.filter((value) => value !== 0);
    expect(Math.abs(kept.length / data.length - (1 - rate))).toBeLessThan(0.01);
    expect(new Set(kept)).toEqual(new Set([Math.fround(1 / Math.fround(1 - rate))]));
  });

  test("changes nothing at rate 0, and gives zeros at rate 1", () => {
    const x = tensorOf([4, 5]);
    expect(drop(new Dropout({ rate: 0 }), x).data).toEqual(x.data);
    expect(drop(new Dropout({ rate: 1 }), x).data.every((value) => value === 0)).toBe(true);
  });

  test("draws anew at each call and each use, the same again with the same seed", () => {
    const x = ones(8, 8);
    const layer = new Dropout({ rate: 0.5, seed: 7 });
    const [first, second] = [drop(layer, x).data, drop(layer, x).data];
    expect(second).not.toEqual(first);
    expect(drop(new Dropout({ rate: 0.5, seed: 7 }), x).data).toEqual(first);
    expect(drop(new Dropout({ rate: 0.5, seed: 8 }), x).data).not.toEqual(first);
    expect(drop(new Dropout({ rate: 0.5 }), x).data).not.toEqual(drop(new Dropout({ rate: 0.5 }), x).data);
    const twice = inTraining(([value]) => [layer.apply(value!), layer.apply(value!)], [x]);
    expect(twice[1]!.data).not.toEqual(twice[0]!.data);
  });

  test("begins anew when it is seeded", () => {
    const layer = new Dropout({ rate: 0.5 });
    const x = ones(8, 8);
    const seeded = (): Tensor["data"] => {
      for (const state of layer.randomStates()) state.seedWith(-(2 ** 40));
      return drop(layer, x).data;
    };
    expect(seeded()).toEqual(seeded());
  });

  test("goes on when more was drawn than floats can count", () => {
    const state = new RandomState(3);
    const runner = new Runner({ training: true });
    const { plan } = runner.prepare([], () => state.draw([8]));
    const drawn = (): Tensor["data"] => {
      plan.run();
      return plan.read(0).data;
    };
    const first = drawn();
    plan.cells[0]!.write([3, 2 ** 24 - 1]);
    const last = drawn();
    expect(last).not.toEqual(first);
    expect(drawn()).toEqual(first);
    runner.dispose();
  });

  test("draws what noiseShape says", () => {
    const x = ones(3, 4, 5);
    const { data } = drop(new Dropout({ rate: 0.5, seed: 1, noiseShape: [null, 1, 5] }), x);
    for (let i = 0; i < data.length; i++) expect(data[i]).toBe(data[Math.floor(i / 20) * 20 + (i % 5)]);
    expect(new Set(data).size).toBe(2);
    expect(errorOf(() => drop(new Dropout({ rate: 0.5, name: "d", noiseShape: [2, 3, 4, 5] }), x))).toBe(
      'RangeError: Dropout "d": noiseShape must have a shape that broadcasts to the input\'s, got [2, 3, 4, 5].',
    );
  });

  test("of features drops them at all steps together", () => {
    const { data } = drop(new SpatialDropout1D({ rate: 0.5, seed: 1 }), ones(3, 6, 16));
    for (let i = 0; i < data.length; i++) expect(data[i]).toBe(data[Math.floor(i / 96) * 96 + (i % 16)]);
    expect(new Set(data.slice(0, 16)).size).toBe(2);
  });

  test("of attention drops weights", () => {
    const q = tensorOf([2, 3, 4]);
    const layer = new Attention({ dropout: 0.5, seed: 1 });
    const [, scores] = layer.apply([q, q], { returnAttentionScores: true, training: true });
    expect(scores.data.filter((value) => value === 0).length).toBeGreaterThan(2);
    expect(layer.apply([q, q]).data).toEqual(new Attention().apply([q, q]).data);
  });

  test("is told by a call, for a layer and for those inside it", () => {
    const x = ones(8, 8);
    const source = input({ shape: [8] });
    const always = new Model({ inputs: source, outputs: new Dropout({ rate: 0.5 }).apply(source, { training: true }) });
    expect(new Set(always.predict(x).data).size).toBe(2);
    const once = new Model({ inputs: source, outputs: new Dropout({ rate: 0.5 }).apply(source) });
    expect(new Set(once.apply(x, { training: true }).data).size).toBe(2);
    expect(once.apply(x).data).toEqual(x.data);
    expect(inTraining(([value]) => [once.apply(value!, { training: false })], [x])[0]!.data).toEqual(x.data);
    expect(errorOf(() => once.apply(x, { training: 1 as never }))).toBe(
      `TypeError: ${once.where}: training must be true or false, got 1.`,
    );
  });

  test("lets gradients through where it lets numbers through", () => {
    const x = tensorOf([4, 5]);
    const layer = new Dropout({ rate: 0.5, seed: 1 });
    const y = drop(new Dropout({ rate: 0.5, seed: 1 }), x).data;
    const [dx] = gradientsOf(layer, x);
    dx!.data.forEach((value, i) => {
      expect(value).toBeCloseTo(2 * y[i]! * 2, 5);
    });
  });
});

describe("Dropout", () => {
  test.each([0, 0.5, 1])("changes nothing outside training, at rate %d", (rate) => {
    const x = tensorOf([2, 3, 4]);
    expect(new Dropout({ rate }).apply(x).data).toEqual(x.data);
    expect(new SpatialDropout1D({ rate }).apply(x).data).toEqual(x.data);
  });

  test("refuses rates beyond 0 and 1, and other shapes of noise", () => {
    expect(errorOf(() => new Dropout({ rate: 1.5 }))).toBe(
      "RangeError: Dropout: rate must be a number from 0 to 1, got 1.5.",
    );
    expect(errorOf(() => new SpatialDropout1D({ rate: -0.1 }))).toBe(
      "RangeError: SpatialDropout1D: rate must be a number from 0 to 1, got -0.1.",
    );
    expect(errorOf(() => new Dropout({} as { rate: number }))).toBe(
      "TypeError: Dropout: rate must be a number from 0 to 1, got undefined.",
    );
    expect(errorOf(() => new Dropout({ rate: 0.5, noiseShape: [0] }))).toBe(
      "RangeError: Dropout: each size of noiseShape must be a positive integer, got 0.",
    );
    expect(errorOf(() => new Dropout({ rate: 0.5, noiseShape: 2 as never }))).toBe(
      "TypeError: Dropout: noiseShape must be a list of sizes, or null, got 2.",
    );
    const narrow = new Dropout({ rate: 0.5, noiseShape: [2, 1], name: "d" });
    expect(errorOf(() => narrow.apply(tensorOf([3, 4]), { training: true }))).toBe(
      'RangeError: Dropout "d": the second operand must have a shape that broadcasts with [3, 4], got [2, 1].',
    );
    const wide = new Dropout({ rate: 0.5, noiseShape: [2, 3, 4], name: "d" });
    expect(errorOf(() => wide.apply(tensorOf([3, 4]), { training: true }))).toBe(
      'RangeError: Dropout "d": noiseShape must have a shape that broadcasts to the input\'s, got [2, 3, 4].',
    );
    expect(errorOf(() => new Dropout({ rate: 0.5, seed: 0.5 }))).toBe(
      "RangeError: Dropout: seed must be an integer, got 0.5.",
    );
    expect(errorOf(() => new SpatialDropout1D({ rate: 0.5, name: "s" }).apply(tensorOf([2, 3])))).toBe(
      'RangeError: SpatialDropout1D "s": input must have shape [batch, timesteps, features], got [2, 3].',
    );
  });
});
