import { describe, expect, test } from "vitest";
import {
  Add,
  type AnyLayer,
  Average,
  Concatenate,
  Dot,
  GRU,
  input,
  Masking,
  Maximum,
  Minimum,
  Model,
  Multiply,
  Subtract,
  type Tensor,
  tensor,
} from "../../src/index.ts";
import { describeLayer } from "../contract/layer.ts";
import { errorOf, tensorOf } from "../contract/tensors.ts";

const elementwise = [Add, Subtract, Multiply, Average, Maximum, Minimum];

for (const Class of elementwise) {
  const make = (): AnyLayer => new Class();
  describeLayer(Class, [
    {
      name: "of two",
      make,
      inputs: [
        [2, 3, 4],
        [2, 3, 4],
      ],
      output: [2, 3, 4],
      stream: "step",
    },
  ]);
}
describeLayer(Concatenate, [
  {
    name: "of features",
    make: () => new Concatenate(),
    inputs: [
      [2, 3, 4],
      [2, 3, 1],
    ],
    output: [2, 3, 5],
    stream: "step",
  },
  {
    name: "of steps",
    make: () => new Concatenate({ axis: 1 }),
    inputs: [
      [2, 3, 4],
      [2, 3, 4],
    ],
    output: [2, 6, 4],
    stream: { refused: "mixes time steps (joining along the time axis)" },
  },
]);
describeLayer(Dot, [
  {
    name: "of two sequences",
    make: () => new Dot({ axes: 2, normalize: true }),
    inputs: [
      [2, 3, 4],
      [2, 3, 4],
    ],
    output: [2, 3, 3],
    stream: { refused: "mixes time steps (a product of sequences)" },
  },
  {
    name: "over time",
    make: () => new Dot({ axes: [1, 1] }),
    inputs: [
      [2, 3, 4],
      [2, 3, 5],
    ],
    output: [2, 4, 5],
    stream: { refused: "mixes time steps (Transpose)" },
  },
]);

/** What a model makes of inputs. */
function predicted(inputs: readonly Tensor[], body: (values: ReturnType<typeof input>[]) => unknown): number[] {
  const values = inputs.map(({ shape }) => input({ shape: shape.slice(1) }));
  const model = new Model({ inputs: values, outputs: body(values) as never });
  return Array.from((model.predict(inputs) as unknown as Tensor).data);
}

describe("Add, Subtract, Multiply, Average, Maximum and Minimum", () => {
  const [a, b, c] = [tensor([[1, 5]]), tensor([[4, 2]]), tensor([[3, 3]])];

  test("merge element by element", () => {
    expect(new Add().apply([a, b, c]).toArray()).toEqual([[8, 10]]);
    expect(new Subtract().apply([a, b]).toArray()).toEqual([[-3, 3]]);
    expect(new Multiply().apply([a, b, c]).toArray()).toEqual([[12, 30]]);
    expect(new Average().apply([a, b]).toArray()).toEqual([[2.5, 3.5]]);
    expect(new Maximum().apply([a, b, c]).toArray()).toEqual([[4, 5]]);
    expect(new Minimum().apply([a, b, c]).toArray()).toEqual([[1, 2]]);
    expect(new Add().apply([a]).toArray()).toEqual([[1, 5]]);
  });

  test("give an input of lower rank axes behind the batch", () => {
    const sequence = tensor([
      [
        [1, 2],
        [3, 4],
      ],
    ]);
    expect(new Add().apply([sequence, tensor([[10, 20]])]).toArray()).toEqual([
      [
        [11, 22],
        [13, 24],
      ],
    ]);
  });

  test("leave masked steps out, each in its way", () => {
    // Steps of 0 are masked: of the first input the second, of the second the first, of both the third.
    const [x, y] = [tensor([[[3], [0], [0]]]), tensor([[[0], [-2], [0]]])];
    const merged = (layer: AnyLayer): number[] =>
      predicted([x, y], ([p, q]) => layer.apply([new Masking().apply(p!), new Masking().apply(q!)]));
    expect(merged(new Multiply())).toEqual([3, -2, 0]);
    expect(merged(new Maximum())).toEqual([3, -2, 0]);
    expect(merged(new Minimum())).toEqual([3, -2, 0]);
    expect(merged(new Add())).toEqual([3, -2, 0]);
  });

  test("have a mask if all inputs have one: of the steps that count in any", () => {
    const [p, q, r] = [1, 1, 1].map(() => new Masking().apply(input({ shape: [null, 2] })));
    expect(new Add().apply([p!, q!]).mask?.shape).toEqual([null, null]);
    expect(new Add().apply([p!, q!, input({ shape: [null, 2] })]).mask).toBeUndefined();
    expect(new Dot({ axes: 2 }).apply([q!, r!]).mask).toBeUndefined();
  });

  test("refuse what they cannot merge", () => {
    const add = new Add({ name: "add" });
    expect(errorOf(() => add.apply(a))).toBe('TypeError: Add "add": inputs must be a list of values, got a Value.');
    expect(errorOf(() => new Subtract({ name: "s" }).apply([a, b, c]))).toBe(
      'RangeError: Subtract "s": inputs must be a list of 2 values, got 3.',
    );
    expect(errorOf(() => new Add({ name: "add" }).apply([a, tensor([[1, 2, 3]])]))).toBe(
      'RangeError: Add "add": the second operand must have a shape that broadcasts with [1, 2], got [1, 3].',
    );
    expect(errorOf(() => new Add({ name: "add" }).apply([a, tensorOf([2, 2])]))).toBe(
      'RangeError: Add "add": inputs must have the same batch size, 1, got [2, 2].',
    );
    const masks = { mask: [tensor([[1]])] };
    expect(errorOf(() => new Add({ name: "add" }).apply([tensorOf([1, 1, 2]), tensorOf([1, 1, 2])], masks))).toBe(
      'RangeError: Add "add": mask must be a list of 2, got 1.',
    );
  });
});

describe("Concatenate", () => {
  test("puts its inputs one after another", () => {
    const [a, b] = [tensor([[[1], [2]]]), tensor([[[3], [4]]])];
    expect(new Concatenate().apply([a, b]).toArray()).toEqual([
      [
        [1, 3],
        [2, 4],
      ],
    ]);
    expect(new Concatenate({ axis: 1 }).apply([a, b]).data).toEqual(Float32Array.of(1, 2, 3, 4));
  });

  test("puts masks one after another along time, where an input without one counts everywhere", () => {
    const [x, y] = [tensor([[[1], [0]]]), tensor([[[2], [0]]])];
    const sum = new GRU({ units: 1, returnSequences: true, zeroOutputForMask: true, kernelInitializer: "ones" });
    const counted = (masks: readonly boolean[], axis: number): boolean[] =>
      predicted([x, y], (values) => {
        const merged = new Concatenate({ axis }).apply(values.map((v, i) => (masks[i] ? new Masking().apply(v) : v)));
        const same = new GRU({ ...sum.options, name: undefined, biasInitializer: "ones" } as never);
        return same.apply(merged);
      }).map((value) => value !== 0);
    expect(counted([true, true], 1)).toEqual([true, false, true, false]);
    expect(counted([true, false], 1)).toEqual([true, false, true, true]);
    expect(counted([true, true], -1)).toEqual([true, false]);
    expect(counted([true, false], -1)).toEqual([true, true]);
  });

  test("refuses shapes that do not agree", () => {
    expect(errorOf(() => new Concatenate({ name: "c" }).apply([tensorOf([2, 3, 4]), tensorOf([2, 2, 4])]))).toBe(
      "RangeError: Concatenate: inputs must agree with [2, 3, 4] but on axis 2, got [2, 2, 4].",
    );
  });
});

describe("Dot", () => {
  test("adds up products along an axis of each input", () => {
    const [a, b] = [tensorOf([2, 3, 4], 1), tensorOf([2, 5, 3], 2)];
    const { data } = new Dot({ axes: [1, 2] }).apply([a, b]);
    for (let n = 0; n < 2; n++) {
      for (let i = 0; i < 4; i++) {
        for (let j = 0; j < 5; j++) {
          let sum = 0;
          for (let k = 0; k < 3; k++) sum += a.data[(n * 3 + k) * 4 + i]! * b.data[(n * 5 + j) * 3 + k]!;
          expect(data[(n * 4 + i) * 5 + j]).toBeCloseTo(sum, 5);
        }
      }
    }
  });

  test("gives cosines when it normalises, and one number a row of two vectors", () => {
    const cosine = new Dot({ axes: -1, normalize: true }).apply([tensor([[3, 4]]), tensor([[4, 3]])]);
    expect(cosine.shape).toEqual([1, 1]);
    expect(cosine.data[0]).toBeCloseTo(24 / 25, 6);
    expect(new Dot({ axes: 1 }).apply([tensorOf([2, 3]), tensorOf([2, 3, 4])]).shape).toEqual([2, 4]);
    expect(new Dot({ axes: [2, 1] }).apply([tensorOf([2, 4, 3]), tensorOf([2, 3])]).shape).toEqual([2, 4]);
    expect(new Dot({ axes: [3, 1] }).apply([tensorOf([2, 4, 5, 3]), tensorOf([2, 3, 6, 7])]).shape).toEqual([
      2, 4, 5, 6, 7,
    ]);
  });

  test("refuses axes that do not fit", () => {
    expect(errorOf(() => new Dot({ axes: 1, name: "d" }).apply([tensorOf([2, 3]), tensorOf([2, 4])]))).toBe(
      'RangeError: Dot "d": the second input must have size 3 on axis 1, got [2, 4].',
    );
    expect(errorOf(() => new Dot({ axes: 0, name: "d" }).apply([tensorOf([2, 3]), tensorOf([2, 3])]))).toBe(
      'RangeError: Dot "d": axes must not be the batch, got 0.',
    );
    expect(errorOf(() => new Dot({ axes: [1] as never }))).toBe(
      "RangeError: Dot: axes must be an axis, or a list of two, got [1].",
    );
    expect(errorOf(() => new Dot({ axes: "1" as never }))).toBe(
      'TypeError: Dot: axes must be an axis, or a list of two, got "1".',
    );
  });
});
