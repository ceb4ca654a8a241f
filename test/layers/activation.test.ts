import { describe, expect, test } from "vitest";
import { Activation, tensor } from "../../src/index.ts";
import { describeLayer } from "../contract/layer.ts";
import { errorOf } from "../contract/tensors.ts";

describeLayer(Activation, [
  {
    name: "tanh",
    make: () => new Activation({ activation: "tanh" }),
    inputs: [[2, 3, 4]],
    output: [2, 3, 4],
    stream: "step",
  },
  {
    name: "softmax",
    make: () => new Activation({ activation: "softmax" }),
    inputs: [[2, 3, 4]],
    output: [2, 3, 4],
    stream: "step",
  },
  {
    name: "glu",
    make: () => new Activation({ activation: "glu" }),
    inputs: [[2, 3, 4]],
    output: [2, 3, 2],
    stream: "step",
  },
]);

describe("Activation", () => {
  test("applies the function that it names", () => {
    expect(new Activation({ activation: "relu" }).apply(tensor([-1, 0, 2])).data).toEqual(Float32Array.of(0, 0, 2));
    expect(new Activation({ activation: "linear" }).apply(tensor([-1, 2])).data).toEqual(Float32Array.of(-1, 2));
  });

  test("refuses a name that is not known", () => {
    expect(errorOf(() => new Activation({ activation: "than" as "tanh" }))).toMatch(
      /^RangeError: Activation: activation must be one of "linear", "sigmoid", "tanh", .*, "glu", got "than"\.$/,
    );
  });
});
