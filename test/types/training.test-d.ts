import { describe, expectTypeOf, test } from "vitest";
import {
  type callbacks,
  Dense,
  type History,
  input,
  type Logs,
  Model,
  ops,
  optimizers,
  Sequential,
  tensor,
  type Value,
} from "../../src/index.ts";

const model = new Sequential([new Dense({ units: 1 })]);
const x = tensor([[1]]);

describe("compile", () => {
  test("takes names, instances and functions, and refuses others", () => {
    model.compile({ optimizer: "adam", loss: "meanSquaredError", metrics: ["accuracy"] });
    model.compile({ optimizer: new optimizers.SGD({ learningRate: 0.1 }), loss: { a: "mse", b: null } });
    model.compile({ loss: (yTrue: Value, yPred: Value) => ops.abs(ops.subtract(yTrue, yPred)) });
    // @ts-expect-error no such loss
    model.compile({ loss: "meanSquareError" });
    // @ts-expect-error no such optimizer
    model.compile({ optimizer: "adan" });
    // @ts-expect-error no such option
    model.compile({ optimiser: "adam" });
    expectTypeOf(model.optimizer).toEqualTypeOf<optimizers.Optimizer | undefined>();
  });
});

describe("fit", () => {
  test("takes data with options, or batches with options", () => {
    expectTypeOf(model.fit([[1]], [[1]], { epochs: 2 })).toEqualTypeOf<Promise<History>>();
    expectTypeOf(model.fit({ a: x, b: [[1]] }, [x, x])).toEqualTypeOf<Promise<History>>();
    expectTypeOf(model.fit([[x, x]], { epochs: 2 })).toEqualTypeOf<Promise<History>>();
    expectTypeOf(model.fit(new Set([{ x, y: [x, x] }]))).toEqualTypeOf<Promise<History>>();
    expectTypeOf(model.evaluate(x, x)).toEqualTypeOf<Promise<Logs>>();
    expectTypeOf(model.trainOnBatch(x, x)).toEqualTypeOf<Promise<Logs>>();
    // @ts-expect-error no such option
    model.fit(x, x, { epoch: 2 });
    // @ts-expect-error a file is no data
    model.fit("data.csv", x);
  });

  test("is there for models of several outputs", () => {
    const value = input({ shape: [1] });
    const two = new Model({ inputs: value, outputs: [value, value] });
    expectTypeOf(two.fit(x, [x, x])).toEqualTypeOf<Promise<History>>();
  });
});

describe("callbacks", () => {
  test("know the model", () => {
    expectTypeOf<callbacks.Callback["model"]>().toEqualTypeOf<Model>();
  });
});
