import { describe, expect, test } from "vitest";
import { Flatten, Permute, RepeatVector, Reshape, tensor } from "../../src/index.ts";
import { describeLayer } from "../contract/layer.ts";
import { errorOf, tensorOf } from "../contract/tensors.ts";

describeLayer(RepeatVector, [
  {
    name: "of 3",
    make: () => new RepeatVector({ n: 3 }),
    inputs: [[2, 4]],
    output: [2, 3, 4],
    stream: { refused: "mixes time steps (repeating a vector)" },
  },
]);
describeLayer(Reshape, [
  {
    name: "of one size open",
    make: () => new Reshape({ targetShape: [2, -1] }),
    inputs: [[2, 3, 4]],
    output: [2, 2, 6],
    stream: { refused: "mixes time steps (a change of shape)" },
  },
  {
    name: "of each step",
    make: () => new Reshape({ targetShape: [-1, 2, 2] }),
    inputs: [[2, 3, 4]],
    output: [2, 3, 2, 2],
    stream: "step",
  },
]);
describeLayer(Permute, [
  {
    name: "of time and features",
    make: () => new Permute({ dims: [2, 1] }),
    inputs: [[2, 3, 4]],
    output: [2, 4, 3],
    stream: { refused: "mixes time steps (Transpose)" },
  },
  {
    name: "of the axes of a step",
    make: () => new Permute({ dims: [1, 3, 2] }),
    inputs: [[2, 3, 4, 5]],
    output: [2, 3, 5, 4],
    stream: "step",
  },
]);
describeLayer(Flatten, [
  {
    name: "of a sequence",
    make: () => new Flatten(),
    inputs: [[2, 3, 4]],
    output: [2, 12],
    stream: { refused: "mixes time steps (flattening)" },
  },
]);

describe("RepeatVector, Reshape, Permute and Flatten", () => {
  test("move numbers as their shapes say", () => {
    const x = tensor([
      [1, 2],
      [3, 4],
    ]);
    expect(new RepeatVector({ n: 2 }).apply(x).toArray()).toEqual([
      [
        [1, 2],
        [1, 2],
      ],
      [
        [3, 4],
        [3, 4],
      ],
    ]);
    const cube = tensor([
      [
        [1, 2, 3],
        [4, 5, 6],
      ],
    ]);
    expect(new Permute({ dims: [2, 1] }).apply(cube).toArray()).toEqual([
      [
        [1, 4],
        [2, 5],
        [3, 6],
      ],
    ]);
    expect(new Reshape({ targetShape: [-1] }).apply(cube).toArray()).toEqual([[1, 2, 3, 4, 5, 6]]);
    expect(new Flatten().apply(cube).toArray()).toEqual([[1, 2, 3, 4, 5, 6]]);
    expect(new Flatten().apply(tensor([1, 2])).shape).toEqual([2, 1]);
  });

  test("refuse what does not fit", () => {
    const x = tensorOf([2, 3, 4]);
    expect(errorOf(() => new RepeatVector({ n: 0 }))).toBe(
      "RangeError: RepeatVector: n must be a positive integer, got 0.",
    );
    expect(errorOf(() => new RepeatVector({ n: 2, name: "r" }).apply(x))).toBe(
      'RangeError: RepeatVector "r": input must have shape [batch, features], got [2, 3, 4].',
    );
    expect(errorOf(() => new Reshape({ targetShape: [-1, -1] }))).toBe(
      "RangeError: Reshape: targetShape must consist of sizes, one of them -1 at most, got [-1, -1].",
    );
    expect(errorOf(() => new Reshape({ targetShape: [5], name: "r" }).apply(x))).toBe(
      'RangeError: Reshape "r": the shape must hold the elements of [3, 4], got [5].',
    );
    expect(errorOf(() => new Reshape({ targetShape: 5 as never }))).toBe(
      "TypeError: Reshape: targetShape must be a list of integers, got 5.",
    );
    expect(errorOf(() => new Permute({ dims: [0, 1] }))).toBe(
      "RangeError: Permute: dims must name each axis from 1 to 2 once, got [0, 1].",
    );
    expect(errorOf(() => new Permute({ dims: [1], name: "p" }).apply(x))).toBe(
      'RangeError: Permute "p": input must have 2 axes, got [2, 3, 4].',
    );
    expect(errorOf(() => new Permute({ dims: 1 as never }))).toBe(
      "TypeError: Permute: dims must be a list of axes, counted from 1, got 1.",
    );
    expect(errorOf(() => new Reshape({ targetShape: [1], name: "r" }).apply(tensorOf([])))).toBe(
      'Error: Reshape "r": input must have a batch axis.',
    );
  });
});
