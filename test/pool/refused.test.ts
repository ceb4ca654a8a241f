import { describe, expect, test } from "vitest";
import {
  BatchNormalization,
  type CompileOptions,
  Dense,
  GRU,
  input,
  Layer,
  ops,
  regularizers,
  Sequential,
  tensor,
  type Value,
} from "../../src/index.ts";
import { numbers } from "../numbers.ts";
import { rejection } from "../training/problem.ts";
import { poolOf, samples } from "./problems.ts";

describe("fit refuses what depends on the whole batch", () => {
  async function refusal(layer: Layer, compile: CompileOptions = { loss: "mse" }): Promise<string> {
    const model = new Sequential([input({ shape: [null, 3] }), new GRU({ units: 5 }), layer, new Dense({ units: 2 })]);
    model.compile(compile);
    const { x, y } = samples(20);
    using pool = poolOf(model, 1);
    return await rejection(pool.fit(x, y, { verbose: 0 }));
  }

  class Adding extends Layer {
    override call(x: Value): Value {
      this.addLoss(ops.max(x));
      return x;
    }
  }

  test("in the name of the layer", async () => {
    const whole = "in training it changes by what is in the whole batch, so a pool cannot train it";
    const fix = "Set its trainable to false, or train by fit() of the model.";
    expect(await refusal(new BatchNormalization({ name: "norm" }))).toBe(`BatchNormalization "norm": ${whole}. ${fix}`);
    expect(await refusal(new Adding({ name: "adding" }))).toMatch(/^Adding "adding": what it adds by addLoss\(\)/);
    const activityRegularizer = new regularizers.OrthogonalRegularizer();
    expect(await refusal(new Dense({ name: "d", units: 2, activityRegularizer }) as never)).toMatch(
      /^Dense "d": its activityRegularizer OrthogonalRegularizer may be of the whole batch/,
    );
  });

  test("but not a BatchNormalization that is not trained", async () => {
    expect(await refusal(new BatchNormalization({ trainable: false }))).toBe("no error");
  });

  test("stateful layers", async () => {
    const layers = [input({ batchShape: [4, null, 3] }), new GRU({ units: 5, stateful: true, name: "g" })];
    const model = new Sequential(layers);
    model.compile({ loss: "mse" });
    using pool = poolOf(model, 1);
    const stateful = /^GRU "g": a stateful layer cannot be shared out/;
    const x = tensor(numbers(48), [4, 4, 3]);
    expect(await rejection(pool.fit(x, tensor(numbers(20), [4, 5])))).toMatch(stateful);
    expect(await rejection(pool.predict(x))).toMatch(stateful);
  });

  test("a loss that is not one of each sample", async () => {
    const contrast = (yTrue: Value, yPred: Value): Value => ops.mean(ops.abs(ops.subtract(yTrue, yPred)));
    expect(await refusal(new Dense({ units: 2 }) as never, { loss: contrast })).toMatch(
      /^contrast: .* one of each sample/,
    );
  });
});
