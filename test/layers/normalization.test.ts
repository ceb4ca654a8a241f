import { describe, expect, test } from "vitest";
import { BatchNormalization, input, LayerNormalization, type Tensor, tensor } from "../../src/index.ts";
import { describeLayer } from "../contract/layer.ts";
import { errorOf, tensorOf } from "../contract/tensors.ts";

describeLayer(LayerNormalization, [
  {
    name: "over features",
    make: () => new LayerNormalization(),
    inputs: [[2, 3, 5]],
    output: [2, 3, 5],
    weights: [
      ["gamma", [5]],
      ["beta", [5]],
    ],
    stream: "step",
  },
  {
    name: "without weights",
    make: () => new LayerNormalization({ center: false, scale: false, epsilon: 0.1 }),
    inputs: [[2, 3, 5]],
    output: [2, 3, 5],
    stream: "step",
  },
  {
    name: "as Keras scaled once",
    make: () => new LayerNormalization({ rmsScaling: true, gammaInitializer: "ones" }),
    inputs: [[2, 3, 5]],
    output: [2, 3, 5],
    weights: [["gamma", [5]]],
    stream: "step",
  },
]);
describeLayer(BatchNormalization, [
  {
    name: "of features",
    make: () => new BatchNormalization({ momentum: 0.9 }),
    inputs: [[2, 3, 5]],
    output: [2, 3, 5],
    weights: [
      ["gamma", [5]],
      ["beta", [5]],
      ["movingMean", [5]],
      ["movingVariance", [5]],
    ],
    stream: "step",
  },
  {
    name: "without factor and offset",
    make: () => new BatchNormalization({ center: false, scale: false }),
    inputs: [[2, 3, 5]],
    output: [2, 3, 5],
    weights: [
      ["movingMean", [5]],
      ["movingVariance", [5]],
    ],
    stream: "step",
  },
]);

/** Gives a layer positive weights, all different. */
function filled<T extends LayerNormalization | BatchNormalization>(layer: T, x: Tensor): T {
  layer.apply(x);
  layer.setWeights(
    layer.getWeights().map(({ shape, data }, i) =>
      tensor(
        Float32Array.from(data, (_, j) => 0.5 + i + j / 10),
        shape,
      ),
    ),
  );
  return layer;
}

describe("LayerNormalization", () => {
  const x = tensorOf([2, 3, 5]);

  test.each([
    [[2], [5]],
    [[1], [3]],
    [
      [1, 2],
      [3, 5],
    ],
  ])("takes mean and variance over the axes %j", (axes, shape) => {
    const layer = filled(new LayerNormalization({ axis: axes, epsilon: 0.01 }), x);
    expect(layer.weights.map((weight) => weight.shape)).toEqual([shape, shape]);
    const [gamma, beta] = layer.weights.map((weight) => weight.data);
    const { data } = layer.apply(x);
    const index = (b: number, t: number, c: number): number => (b * 3 + t) * 5 + c;
    for (let b = 0; b < 2; b++) {
      for (let t = 0; t < 3; t++) {
        for (let c = 0; c < 5; c++) {
          const ts = axes.includes(1) ? [0, 1, 2] : [t];
          const cs = axes.includes(2) ? [0, 1, 2, 3, 4] : [c];
          const group = ts.flatMap((s) => cs.map((d) => x.data[index(b, s, d)]!));
          const mean = group.reduce((sum, v) => sum + v, 0) / group.length;
          const variance = group.reduce((sum, v) => sum + (v - mean) ** 2, 0) / group.length;
          const weight = (axes.includes(1) ? t : 0) * (axes.includes(2) ? 5 : 1) + (axes.includes(2) ? c : 0);
          const wanted =
            ((x.data[index(b, t, c)]! - mean) / Math.sqrt(variance + 0.01)) * gamma![weight]! + beta![weight]!;
          expect(data[index(b, t, c)]).toBeCloseTo(wanted, 5);
        }
      }
    }
  });

  test("is refused in a stream where it goes over time, and without known sizes", () => {
    expect(errorOf(() => new LayerNormalization({ axis: 3, name: "n" }).apply(x))).toBe(
      'RangeError: LayerNormalization "n": axis must be an axis of a tensor of rank 3 (from -3 to 2), got 3.',
    );
    const layer = new LayerNormalization({ name: "n" });
    layer.apply(x);
    expect(errorOf(() => layer.apply(tensorOf([2, 3, 4])))).toBe(
      'RangeError: LayerNormalization "n": input must have the sizes 5 on the axes 2, got [2, 3, 4].',
    );
    expect(errorOf(() => new LayerNormalization({ axis: 0.5 }))).toBe(
      "RangeError: LayerNormalization: axis must be an integer, got 0.5.",
    );
    expect(errorOf(() => new LayerNormalization({ name: "n" }).apply(input({ shape: [3, null] })))).toBe(
      'RangeError: LayerNormalization "n": input must have known sizes on the axes that are normalised, got [batch, 3, any].',
    );
  });
});

describe("BatchNormalization", () => {
  const x = tensorOf([2, 3, 5]);

  test.each([
    [-1, 5],
    [1, 3],
  ])("uses the moving mean and variance of each feature of axis %i", (axis, size) => {
    const layer = filled(new BatchNormalization({ axis, epsilon: 0.01 }), x);
    const [gamma, beta, mean, variance] = layer.weights.map((weight) => weight.data);
    expect(gamma).toHaveLength(size);
    const { data } = layer.apply(x);
    x.data.forEach((value, i) => {
      const f = axis === 1 ? Math.floor(i / 5) % 3 : i % 5;
      const wanted = ((value - mean![f]!) / Math.sqrt(variance![f]! + 0.01)) * gamma![f]! + beta![f]!;
      expect(data[i]).toBeCloseTo(wanted, 5);
    });
  });

  test("has a moving mean and variance that are not trained", () => {
    const layer = new BatchNormalization();
    layer.apply(x);
    expect(layer.weights.map((weight) => weight.trainable)).toEqual([true, true, false, false]);
  });

  test("refuses another number of features than it was built for", () => {
    const layer = new BatchNormalization({ name: "b" });
    layer.apply(x);
    expect(errorOf(() => layer.apply(tensorOf([2, 3, 4])))).toBe(
      'RangeError: BatchNormalization "b": input must have size 5 on axis 2, got [2, 3, 4].',
    );
    expect(errorOf(() => new BatchNormalization({ name: "b" }).apply(input({ shape: [3, null] })))).toBe(
      'RangeError: BatchNormalization "b": input must have a known size on axis -1, got [batch, 3, any].',
    );
  });
});
