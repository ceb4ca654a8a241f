import { describe, expect, test } from "vitest";
import { Dropout, SpatialDropout1D } from "../../src/index.ts";
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
    expect(errorOf(() => new Dropout({ rate: 0.5, seed: 0.5 }))).toBe(
      "RangeError: Dropout: seed must be an integer, got 0.5.",
    );
    expect(errorOf(() => new SpatialDropout1D({ rate: 0.5, name: "s" }).apply(tensorOf([2, 3])))).toBe(
      'RangeError: SpatialDropout1D "s": input must have shape [batch, timesteps, features], got [2, 3].',
    );
  });
});
