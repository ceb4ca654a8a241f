import { describe, expect, test } from "vitest";
import { Conv1D, type Conv1DOptions, type Tensor, tensor } from "../../src/index.ts";
import { describeLayer } from "../contract/layer.ts";
import { errorOf, tensorOf } from "../contract/tensors.ts";

const weights = [
  ["kernel", [3, 4, 5]],
  ["bias", [5]],
] as const;

describeLayer(Conv1D, [
  {
    name: "causal",
    make: () => new Conv1D({ filters: 5, kernelSize: 3, padding: "causal", activation: "tanh" }),
    inputs: [[2, 7, 4]],
    output: [2, 7, 5],
    weights,
    stream: "step",
  },
  {
    name: "causal, dilated, in groups",
    make: () =>
      new Conv1D({ filters: 6, kernelSize: [3], padding: "causal", dilationRate: 2, groups: 2, useBias: false }),
    inputs: [[2, 7, 4]],
    output: [2, 7, 6],
    weights: [["kernel", [3, 2, 6]]],
    stream: "step",
  },
  {
    name: "of single steps",
    make: () => new Conv1D({ filters: 5, kernelSize: 1 }),
    inputs: [[2, 7, 4]],
    output: [2, 7, 5],
    weights: [
      ["kernel", [1, 4, 5]],
      ["bias", [5]],
    ],
    stream: "step",
  },
  {
    name: "valid",
    make: () => new Conv1D({ filters: 5, kernelSize: 3 }),
    inputs: [[2, 7, 4]],
    output: [2, 5, 5],
    weights,
    stream: { refused: 'mixes time steps (windows of 3 steps, stride 1, padding "valid")' },
  },
  {
    name: "causal with strides",
    make: () => new Conv1D({ filters: 5, kernelSize: 3, strides: 2, padding: "causal" }),
    inputs: [[2, 7, 4]],
    output: [2, 4, 5],
    weights,
    stream: { refused: 'mixes time steps (windows of 3 steps, stride 2, padding "causal")' },
  },
]);

/** The convolution straight from its equation. */
function reference(
  x: Tensor,
  W: Tensor,
  b: Tensor,
  options: Required<Pick<Conv1DOptions, "padding">> & Numbers,
): number[][][] {
  const { strides, dilationRate, groups, padding } = options;
  const [B, T, C] = x.shape as [number, number, number];
  const [K, I, F] = W.shape as [number, number, number];
  const span = (K - 1) * dilationRate + 1;
  const count = padding === "valid" ? Math.floor((T - span) / strides) + 1 : Math.ceil(T / strides);
  const missing = Math.max(0, (count - 1) * strides + span - T);
  const before = padding === "valid" ? 0 : padding === "causal" ? span - 1 : Math.floor(missing / 2);
  return Array.from({ length: B }, (_, n) =>
    Array.from({ length: count }, (_, t) =>
      Array.from({ length: F }, (_, f) => {
        const group = Math.floor(f / (F / groups));
        let sum = b.data[f]!;
        for (let k = 0; k < K; k++) {
          const at = t * strides + k * dilationRate - before;
          if (at < 0 || at >= T) continue;
          for (let i = 0; i < I; i++) {
            sum += x.data[(n * T + at) * C + group * I + i]! * W.data[(k * I + i) * F + f]!;
          }
        }
        return sum;
      }),
    ),
  );
}

interface Numbers {
  readonly strides: number;
  readonly dilationRate: number;
  readonly groups: number;
}

describe("Conv1D", () => {
  const x = tensorOf([2, 9, 4]);
  const plain = { strides: 1, dilationRate: 1, groups: 1 };
  const cases = (["valid", "same", "causal"] as const).flatMap((padding) =>
    [{}, { strides: 2 }, { strides: 3 }, { dilationRate: 3 }, { groups: 2 }, { groups: 4 }].flatMap((options) =>
      [1, 2, 3].map((kernelSize) => ({ ...plain, ...options, padding, kernelSize })),
    ),
  );
  test.each(cases)("agrees with its equation: %j", (options) => {
    const layer = new Conv1D({ filters: 8, biasInitializer: "randomNormal", ...options });
    const y = layer.apply(x);
    const [W, b] = layer.getWeights();
    const wanted = reference(x, W!, b!, options);
    expect(y.shape).toEqual([2, wanted[0]!.length, 8]);
    for (const [i, value] of wanted.flat(2).entries()) expect(y.data[i]).toBeCloseTo(value, 5);
  });

  test.each(["same", "causal"] as const)("makes no steps of none, padding %s", (padding) => {
    for (const strides of [1, 2, 5]) {
      const layer = new Conv1D({ filters: 4, kernelSize: 3, strides, padding });
      expect(layer.apply(tensorOf([2, 0, 3])).shape).toEqual([2, 0, 4]);
    }
  });

  test("refuses options that do not go together", () => {
    const of = (options: object): string =>
      errorOf(() => new Conv1D({ filters: 4, kernelSize: 2, name: "c", ...options }));
    expect(of({ filters: 0 })).toBe("RangeError: Conv1D: filters must be a positive integer, got 0.");
    expect(of({ kernelSize: [2, 2] })).toBe("TypeError: Conv1D: kernelSize must be a positive integer, got [2, 2].");
    expect(of({ padding: "full" })).toBe(
      'RangeError: Conv1D: padding must be one of "valid", "same", "causal", got "full".',
    );
    expect(of({ strides: 2, dilationRate: 2 })).toBe(
      "RangeError: Conv1D: dilationRate must be 1 where strides are not, got 2.",
    );
    expect(of({ groups: 3 })).toBe("RangeError: Conv1D: groups must divide the 4 filters, got 3.");
  });

  test("refuses inputs that do not fit", () => {
    const of = (options: object, shape: number[]): string =>
      errorOf(() => new Conv1D({ filters: 4, kernelSize: 3, name: "c", ...options }).apply(tensorOf(shape)));
    expect(of({}, [2, 4])).toBe(
      'RangeError: Conv1D "c": input must have shape [batch, timesteps, features], got [2, 4].',
    );
    expect(of({ groups: 2 }, [2, 4, 3])).toBe(
      'RangeError: Conv1D "c": input must have shape [batch, timesteps, features, a multiple of 2], got [2, 4, 3].',
    );
    expect(of({}, [2, 2, 4])).toBe(
      'RangeError: Conv1D "c": input must have 3 timesteps or more, got [2, 2, 4]. Set padding: "same".',
    );
    const layer = new Conv1D({ filters: 4, kernelSize: 3, name: "c" });
    layer.apply(x);
    expect(errorOf(() => layer.apply(tensor(new Float32Array(10), [1, 5, 2])))).toBe(
      'RangeError: Conv1D "c": input must have shape [batch, timesteps, 4], got [1, 5, 2].',
    );
  });
});
