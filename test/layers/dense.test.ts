import { describe, expect, test } from "vitest";
import { Dense, input, tensor } from "../../src/index.ts";
import { describeLayer } from "../contract/layer.ts";
import { errorOf, tensorOf } from "../contract/tensors.ts";

describeLayer(Dense, [
  {
    name: "with an activation",
    make: () => new Dense({ units: 5, activation: "tanh" }),
    inputs: [[2, 4, 3]],
    output: [2, 4, 5],
    weights: [
      ["kernel", [3, 5]],
      ["bias", [5]],
    ],
    stream: "step",
  },
  {
    name: "without a bias",
    make: () => new Dense({ units: 9, useBias: false }),
    inputs: [[2, 4, 8]],
    output: [2, 4, 9],
    weights: [["kernel", [8, 9]]],
    stream: "step",
  },
]);

describe("Dense", () => {
  test("is φ(x·W + b)", () => {
    const layer = new Dense({ units: 2, activation: "relu" });
    layer.apply(tensor([[0, 0, 0]]));
    const kernel = tensor([
      [1, -1],
      [2, -2],
      [3, 3],
    ]);
    layer.setWeights([kernel, tensor([10, 20])]);
    expect(layer.apply(tensor([[1, 2, -1]])).toArray()).toEqual([[12, 12]]);
    expect(layer.apply(tensor([[1, 9, 0]])).toArray()).toEqual([[29, 1]]);
    expect(layer.apply(tensor([[1, 10, 0]])).toArray()).toEqual([[31, 0]]);
  });

  test("takes a vector a row as it takes sequences", () => {
    const layer = new Dense({ units: 4 });
    const x = tensorOf([6, 3]);
    expect(layer.apply(x).data).toEqual(layer.apply(tensor(x.data, [2, 3, 3])).data);
  });

  test("refuses inputs of another size or of none that is known", () => {
    const layer = new Dense({ units: 4, name: "d" });
    expect(errorOf(() => layer.apply(input({ shape: [null] })))).toBe(
      'RangeError: Dense "d": input must have shape [batch, ..., features] with a known number of features, ' +
        "got [batch, timesteps].",
    );
    layer.apply(tensorOf([2, 3]));
    expect(errorOf(() => layer.apply(tensorOf([2, 5])))).toBe(
      'RangeError: Dense "d": input must have shape [2, 3], got [2, 5].',
    );
    expect(errorOf(() => layer.apply(tensorOf([2, 3, 5])))).toBe(
      'RangeError: Dense "d": input must have shape [2, 3, 3], got [2, 3, 5].',
    );
  });
});
