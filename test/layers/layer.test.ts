import { describe, expect, test } from "vitest";
import { Dense, GRU, input, Layer, type One, type Shape, tensor, type Value } from "../../src/index.ts";
import { errorOf, tensorOf } from "../contract/tensors.ts";

/** A layer of one's own, with a weight that is trained and one that is not. */
class Scale extends Layer<One, { by?: number; notes?: unknown }> {
  override build(inputShape: Shape): void {
    this.addWeight("moving", [1], { trainable: false });
    this.addWeight("scale", [inputShape.at(-1) as number]);
  }

  override call(x: Value): Value {
    return x;
  }
}

describe("a layer", () => {
  test("has the name that it is given, or one of its class", () => {
    expect(new Scale({ name: "mine" }).name).toBe("mine");
    const [first, second] = [new Scale({}).name, new Scale({}).name];
    expect([first, second]).toEqual(["scale", "scale_1"]);
    for (const name of ["", "a/b"]) {
      expect(errorOf(() => new Scale({ name }))).toBe(
        `RangeError: Scale: name must be a string without slashes, not empty, got ${JSON.stringify(name)}.`,
      );
    }
    expect(errorOf(() => new Scale({ name: 3 as never }))).toBe("TypeError: Scale: name must be a string, got 3.");
  });

  test("is not built before its first call", () => {
    const layer = new Scale({});
    expect([layer.built, layer.weights]).toEqual([false, []]);
    layer.apply(tensorOf([2, 3]));
    expect([layer.built, layer.countParams()]).toEqual([true, 4]);
  });

  test("has the weights that are trained first, as Keras has", () => {
    const layer = new Scale({});
    layer.apply(tensorOf([2, 3]));
    expect(layer.weights.map(({ name }) => name)).toEqual(["scale", "moving"]);
    expect(layer.trainableWeights.map(({ name }) => name)).toEqual(["scale"]);
    expect(layer.nonTrainableWeights.map(({ name }) => name)).toEqual(["moving"]);
    layer.trainable = false;
    expect(layer.trainableWeights).toEqual([]);
  });

  test("gives copies of its weights, and takes others all at once or not at all", () => {
    const layer = new Dense({ units: 2, name: "d" });
    expect(errorOf(() => layer.setWeights([tensor([1])]))).toBe(
      'RangeError: Dense "d": weights must be a list of 0 tensors, got 1. A layer has weights once it was applied.',
    );
    const x = tensorOf([1, 3]);
    const before = layer.apply(x);
    const [kernel, bias] = layer.getWeights();
    kernel!.data.fill(7);
    expect(layer.apply(x)).toEqual(before);
    expect(errorOf(() => layer.setWeights([kernel!, tensor([1, 2, 3])]))).toBe(
      'RangeError: Dense "d": weight "bias" must have shape [2], got [3].',
    );
    expect(errorOf(() => layer.setWeights(kernel as never))).toBe(
      'RangeError: Dense "d": weights must be a list of 2 tensors, got a Tensor.',
    );
    expect(layer.apply(x)).toEqual(before);
    layer.setWeights([kernel!, bias!]);
    expect(layer.apply(x)).not.toEqual(before);
  });

  test("has a configuration in plain data", () => {
    const layer = new Scale({ by: 2, notes: [{ deep: true }, undefined], name: "s" });
    const config = { by: 2, notes: [{ deep: true }, null], name: "s", trainable: true };
    expect(layer.getConfig()).toEqual(config);
    expect(Scale.fromConfig(layer.getConfig()).getConfig()).toEqual(config);
    expect(errorOf(() => new Scale({ notes: () => 1 }).getConfig())).toBe(
      "TypeError: getConfig: options must be plain data, layers or initializers, got the function notes.",
    );
  });

  test("tells the values of its first use in a model", () => {
    const [x, other] = [input({ shape: [2, 3] }), input({ shape: [2, 3] })];
    const layer = new GRU({ units: 2 });
    const y = layer.apply(x);
    layer.apply(other);
    expect([layer.inputs, layer.outputs, layer.output]).toEqual([[x], [y], y]);
  });

  test("refuses what is no input", () => {
    for (const [given, got] of [
      [3, "3"],
      [undefined, "undefined"],
      [[[1, 2]], "[1, 2]"],
    ] as const) {
      expect(errorOf(() => new Scale({ name: "s" }).apply(given as never))).toBe(
        `TypeError: Scale "s": input must be a value or a tensor, or a list of them, got ${got}.`,
      );
    }
    expect(errorOf(() => new Scale({ name: "s" }).apply(tensorOf([1, 2]), { training: 1 as never }))).toBe(
      'TypeError: Scale "s": training must be true or false, got 1.',
    );
  });

  test("refuses weights without a size", () => {
    class Empty extends Scale {
      override build(): void {
        this.addWeight("kernel", [2, 0]);
      }
    }
    expect(errorOf(() => new Empty({ name: "e" }).apply(tensorOf([1, 2])))).toBe(
      'RangeError: Empty "e": the sizes of weight "kernel" must be a positive integer, got 0.',
    );
  });
});
