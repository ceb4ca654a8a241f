import { describe, expect, test } from "vitest";
import { Dense, InputLayer, input, Model } from "../../src/index.ts";

describe("input", () => {
  test("has the sizes of a sample behind a batch that is open, or fixed", () => {
    expect(input({ shape: [null, 3] }).shape).toEqual([null, null, 3]);
    expect(input({ shape: [null, 3], batchSize: 4 }).shape).toEqual([4, null, 3]);
    expect(input({ batchShape: [2, 5] }).shape).toEqual([2, 5]);
    expect(input({ shape: [] }).shape).toEqual([null]);
  });

  test("holds floats unless another kind is wanted", () => {
    expect([input({ shape: [2] }).dtype, input({ shape: [2], dtype: "int32" }).dtype]).toEqual(["float32", "int32"]);
  });

  test("keeps no hold on the shape that was given", () => {
    const shape = [null, 3];
    const x = input({ batchShape: shape });
    shape[1] = 4;
    expect(x.shape).toEqual([null, 3]);
  });

  test("stands in the list of a model's layers under its name", () => {
    const x = input({ shape: [2], name: "x" });
    const model = new Model({ inputs: x, outputs: new Dense({ units: 1 }).apply(x) });
    expect(model.getLayer("x", InputLayer).value).toBe(x);
    expect(model.inputNames).toEqual(["x"]);
  });

  test("refuses shapes that are none", () => {
    expect(() => input({})).toThrow(
      new RangeError("input: either shape or batchShape must be given, got shape undefined, batchShape undefined."),
    );
    expect(() => input({ shape: [2], batchShape: [1, 2] })).toThrow(
      new RangeError("input: either shape or batchShape must be given, got shape [2], batchShape [1, 2]."),
    );
    for (const given of [{ shape: 3 as never }, { batchShape: 3 as never }]) {
      expect(() => input(given)).toThrow(new TypeError("input: shape must be an array of sizes, got 3."));
    }
    for (const size of [-1, 2.5, Number.NaN]) {
      expect(() => input({ shape: [size] })).toThrow(
        new RangeError(`input: sizes must be integers of 0 or more, or null, got ${size}.`),
      );
    }
    expect(() => input({ shape: [2], dtype: "float64" as never })).toThrow(
      new RangeError('input: dtype must be one of "float32", "int32", "bool", got "float64".'),
    );
  });
});
