import { describe, expect, test } from "vitest";
import {
  AveragePooling1D,
  GlobalAveragePooling1D,
  GlobalMaxPooling1D,
  input,
  Masking,
  MaxPooling1D,
  Model,
  type Tensor,
  tensor,
} from "../../src/index.ts";
import { describeLayer } from "../contract/layer.ts";
import { errorOf, part, tensorOf } from "../contract/tensors.ts";

for (const Class of [MaxPooling1D, AveragePooling1D]) {
  describeLayer(Class, [
    {
      name: "of 2",
      make: () => new Class(),
      inputs: [[2, 7, 3]],
      output: [2, 3, 3],
      stream: { refused: 'mixes time steps (windows of 2 steps, stride 2, padding "valid")' },
    },
    {
      name: "of single steps",
      make: () => new Class({ poolSize: 1, padding: "same" }),
      inputs: [[2, 7, 3]],
      output: [2, 7, 3],
      stream: "step",
    },
  ]);
}
for (const Class of [GlobalMaxPooling1D, GlobalAveragePooling1D]) {
  describeLayer(Class, [
    { name: "of vectors", make: () => new Class(), inputs: [[2, 7, 3]], output: [2, 3], stream: "prefix" },
    {
      name: "that keeps the axis",
      make: () => new Class({ keepdims: true }),
      inputs: [[2, 7, 3]],
      output: [2, 1, 3],
      stream: "prefix",
    },
  ]);
}

/** What windows of each feature hold, within the ends. */
function windowsOf({ data, shape }: Tensor, size: number, stride: number, padding: string): number[][] {
  const [B, T, C] = shape as [number, number, number];
  const count = padding === "valid" ? Math.floor((T - size) / stride) + 1 : Math.ceil(T / stride);
  const before = padding === "valid" ? 0 : Math.floor(Math.max(0, (count - 1) * stride + size - T) / 2);
  const found: number[][] = [];
  for (let b = 0; b < B; b++) {
    for (let w = 0; w < count; w++) {
      for (let c = 0; c < C; c++) {
        const steps = Array.from({ length: size }, (_, k) => w * stride + k - before).filter((t) => t >= 0 && t < T);
        found.push(steps.map((t) => data[(b * T + t) * C + c]!));
      }
    }
  }
  return found;
}

describe("MaxPooling1D and AveragePooling1D", () => {
  const x = tensorOf([2, 7, 3]);
  const cases = (["valid", "same"] as const).flatMap((padding) =>
    [1, 2, 3, 4].flatMap((poolSize) => [null, 1, 2, 3].map((strides) => ({ poolSize, strides, padding }))),
  );
  test.each(cases)("take the greatest and the mean of each window: %j", (options) => {
    const wanted = windowsOf(x, options.poolSize, options.strides ?? options.poolSize, options.padding);
    const greatest = new MaxPooling1D(options).apply(x);
    const means = new AveragePooling1D(options).apply(x);
    expect(Array.from(greatest.data)).toEqual(wanted.map((window) => Math.max(...window)));
    for (const [i, window] of wanted.entries()) {
      expect(means.data[i]).toBeCloseTo(window.reduce((sum, value) => sum + value, 0) / window.length, 5);
    }
  });

  test("refuse what does not fit", () => {
    expect(errorOf(() => new MaxPooling1D({ poolSize: 0 }))).toBe(
      "RangeError: MaxPooling1D: poolSize must be a positive integer, got 0.",
    );
    expect(errorOf(() => new AveragePooling1D({ padding: "causal" as "same" }))).toBe(
      'RangeError: AveragePooling1D: padding must be one of "valid", "same", got "causal".',
    );
    expect(errorOf(() => new MaxPooling1D({ name: "m" }).apply(tensorOf([2, 3])))).toBe(
      'RangeError: MaxPooling1D "m": input must have shape [batch, timesteps, features], got [2, 3].',
    );
    expect(new MaxPooling1D({ poolSize: 4, padding: "same" }).apply(tensorOf([2, 0, 3])).shape).toEqual([2, 0, 3]);
    expect(new AveragePooling1D({ padding: "same" }).apply(tensorOf([2, 0, 3])).shape).toEqual([2, 0, 3]);
    expect(errorOf(() => new MaxPooling1D({ name: "m", poolSize: 4 }).apply(tensorOf([2, 3, 1])))).toBe(
      'RangeError: MaxPooling1D "m": input must have 4 timesteps or more, got [2, 3, 1]. Set padding: "same".',
    );
  });
});

describe("GlobalMaxPooling1D and GlobalAveragePooling1D", () => {
  const x = tensor([
    [
      [1, 8],
      [5, 2],
      [3, -4],
    ],
  ]);

  test("take the greatest and the mean over time", () => {
    expect(new GlobalMaxPooling1D().apply(x).toArray()).toEqual([[5, 8]]);
    expect(new GlobalAveragePooling1D().apply(x).toArray()).toEqual([[3, 2]]);
  });

  test("average what the mask leaves, whatever stands elsewhere", () => {
    const mask = tensor([[true, false, true]]);
    expect(new GlobalAveragePooling1D().apply(x, { mask }).toArray()).toEqual([[2, 2]]);
    const holes = tensor([[[1], [Number.NaN], [3]]]);
    expect(new GlobalAveragePooling1D().apply(holes, { mask }).toArray()).toEqual([[2]]);
  });

  test("give the bits of the whole sequence in a stream with masked steps", () => {
    const source = input({ shape: [null, 2] });
    const model = new Model({
      inputs: source,
      outputs: new GlobalAveragePooling1D().apply(new Masking().apply(source)),
    });
    const masked = tensorOf([2, 6, 2]);
    for (const at of [0, 1, 6, 7, 18, 19]) masked.data[at] = 0;
    using stream = model.stream({ batch: 2 });
    for (let t = 0; t < 6; t++) {
      expect(stream.step(part(masked, 1, t, t + 1)).data).toEqual(model.predict(part(masked, 1, 0, t + 1)).data);
    }
  });

  test("refuse what is no sequence", () => {
    expect(errorOf(() => new GlobalMaxPooling1D({ name: "g" }).apply(tensorOf([2, 3])))).toBe(
      'RangeError: GlobalMaxPooling1D "g": input must have shape [batch, timesteps, features], got [2, 3].',
    );
    expect(errorOf(() => new GlobalMaxPooling1D({ keepdims: 1 as never }))).toBe(
      "TypeError: GlobalMaxPooling1D: keepdims must be true or false, got 1.",
    );
  });
});
