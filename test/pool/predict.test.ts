import { describe, expect, test } from "vitest";
import { Dense, GRU, input, Model, ops, Sequential, type Tensor, tensor } from "../../src/index.ts";
import { loadKeras, saveKeras } from "../../src/keras/index.ts";
import { Pool } from "../../src/pool/index.ts";
import { numbers } from "../numbers.ts";
import { rejection } from "../training/problem.ts";
import { Scale } from "./own.ts";
import { branched, masked, poolOf, recurrent, samples, settled } from "./problems.ts";

describe("predict gives what Model.predict gives, bit for bit", () => {
  test.each([1, 2, 3, 4])("with %i workers, in batches of any size", async (workers) => {
    const model = recurrent();
    const { x } = samples(150);
    using pool = poolOf(model, workers);
    const expected = model.predict(x);
    for (const batchSize of [7, 32, 150, 1000]) expect(await pool.predict(x, { batchSize })).toEqual(expected);
  });

  test("of several inputs and outputs, in whatever form they are given", async () => {
    const { model, x } = branched();
    using pool = poolOf(model, 2);
    const expected = model.predict(x);
    const [ids, values] = x as [Tensor, Tensor];
    const [tags, value] = await pool.predict(x, { batchSize: 8 });
    expect([tags, value]).toEqual(expected);
    expect(await pool.predict({ ids, numbers: values })).toEqual(expected);
    expect(await pool.predict([ids.toArray() as never, values.toArray() as never])).toEqual(expected);
  });

  test("of masks, of integers and of booleans", async () => {
    const { model, x } = masked();
    using pool = poolOf(model, 2);
    expect(await pool.predict(x, { batchSize: 10 })).toEqual(model.predict(x, { batchSize: 10 }));
    const ids = input({ shape: [3], dtype: "int32" });
    const kinds = new Model({ inputs: ids, outputs: [ops.argmax(ids, -1), ops.greater(ids, 1)] });
    using other = poolOf(kinds, 2);
    const given = tensor(
      Int32Array.from({ length: 60 }, (_, i) => (i * 7) % 5),
      [20, 3],
    );
    expect(await other.predict(given, { batchSize: 4 })).toEqual(kinds.predict(given));
  });

  test("of operations that mix the samples of a batch", async () => {
    const x = input({ shape: [2] });
    const model = new Model({ inputs: x, outputs: ops.subtract(x, ops.mean(x, 0, true)) });
    const given = tensor(numbers(100), [50, 2]);
    using pool = poolOf(model, 3);
    expect(await pool.predict(given, { batchSize: 8 })).toEqual(model.predict(given, { batchSize: 8 }));
  });

  test("of a row of layers that is not built yet, and of a file", async () => {
    const { x } = samples(40);
    const row = new Sequential([new GRU({ units: 4 }), new Dense({ units: 1 })]);
    using pool = poolOf(row, 2);
    const first = await pool.predict(x);
    expect(first).toEqual(row.predict(x));
    const loaded = loadKeras(saveKeras(row));
    using other = poolOf(loaded, 2);
    expect(await other.predict(x)).toEqual(first);
  });

  test("of layers of one's own, nested models and layers that are used twice", async () => {
    const scale = new Scale({});
    const inner = recurrent(new Scale({}));
    const [a, b] = [input({ shape: [null, 3] }), input({ shape: [null, 3] })];
    const model = new Model({ inputs: [a, b], outputs: ops.add(inner.apply(a), scale.apply(inner.apply(b))) });
    const given = [samples(40).x, tensor(numbers(480, 4), [40, 4, 3])];
    using pool = poolOf(model, 2);
    expect(await pool.predict(given)).toEqual(model.predict(given));
  });

  test("when weights have changed, in whatever way", async () => {
    const model = recurrent();
    const { x, y } = samples(40);
    using pool = poolOf(model, 2);
    await pool.predict(x);
    settled(model).setWeights(
      model.getWeights().map(({ data, shape }) =>
        tensor(
          data.map((v) => -v),
          shape,
        ),
      ),
    );
    expect(await pool.predict(x)).toEqual(model.predict(x));
    model.compile({ optimizer: "sgd", loss: "mse" });
    await model.fit(x, y, { verbose: 0 });
    expect(await pool.predict(x)).toEqual(model.predict(x));
    model.layers[0]!.setWeights(
      model.layers[0]!.getWeights().map(({ data, shape }) =>
        tensor(
          data.map((v) => v / 2),
          shape,
        ),
      ),
    );
    expect(await pool.predict(x)).toEqual(model.predict(x));
    model.add(new Dense({ units: 3 }));
    expect(await pool.predict(x)).toEqual(model.predict(x));
  });

  test("with the weights of the moment of the call", async () => {
    const model = recurrent();
    const { x } = samples(100);
    using pool = poolOf(model, 1);
    const expected = model.predict(x);
    const pending = pool.predict(x, { batchSize: 5 });
    model.setWeights(model.getWeights().map(({ data, shape }) => tensor(new Float32Array(data.length), shape)));
    expect(await pending).toEqual(expected);
    expect(await pool.predict(x)).toEqual(model.predict(x));
  });
});

describe("predict", () => {
  test("leaves the data that it is given", async () => {
    const model = recurrent();
    const { x } = samples(40);
    using pool = poolOf(model, 2);
    const copy = x.data.slice();
    await pool.predict(x);
    expect(x.data).toEqual(copy);
  });

  test("is refused as Model.predict is", async () => {
    const { model } = branched();
    using pool = poolOf(model, 2);
    const bad = [tensor([[9, 1, 1]]), tensor(new Float32Array(8), [1, 4, 2])];
    expect(await rejection(pool.predict(bad))).toMatch(/^Embedding "embedding\w*": .*got 9/);
    await expect(pool.predict(bad)).rejects.toBeInstanceOf(RangeError);
    expect(() => model.predict([tensor([[1]])])).toThrow(await rejection(pool.predict([tensor([[1]])])));
    expect(await rejection(pool.predict([tensor([[1], [1]]), bad[1]!]))).toMatch(/inputs must all hold 2 samples/);
    expect(await rejection(pool.predict(bad, { batchSize: 0 }))).toMatch(/batchSize must be a positive integer/);
    expect(await rejection(pool.predict(bad, { batch: 3 } as never))).toMatch(/unknown option "batch"/);
    expect(await rejection(pool.predict(bad, { signal: 3 as never }))).toMatch(/signal must be an AbortSignal, got 3/);
    // Workers are as good as before.
    const good = [tensor([[3, 1, 1]]), bad[1]!];
    expect(await pool.predict(good)).toEqual(model.predict(good));
  });

  test("is refused where an output has no batch axis", async () => {
    const x = input({ shape: [2] });
    const model = new Model({ inputs: x, outputs: ops.sum(x) });
    using pool = poolOf(model, 2);
    const given = tensor(numbers(20), [10, 2]);
    expect(await pool.predict(given)).toEqual(model.predict(given));
    expect(await rejection(pool.predict(given, { batchSize: 5 }))).toMatch(/an output without a batch axis/);
  });

  test("is refused where workers do not know a class, or none could", async () => {
    const model = recurrent(new Scale({ name: "scale" }));
    using pool = new Pool(model, { workers: 1 });
    const fix = "Have the pool use a worker of your own, which calls serve({ layers: { Scale } }).";
    expect(await rejection(pool.predict(samples(4).x))).toBe(`Pool: the workers do not know the class Scale. ${fix}`);
    const scale = new Scale({});
    const x = input({ shape: [null, 3] });
    const shared = new Model({ inputs: x, outputs: scale.apply(recurrent(scale).apply(x)) });
    using third = poolOf(shared, 1);
    expect(await rejection(third.predict(samples(4).x))).toMatch(/: in a worker the model has other weights\./);
    class Own extends Model {
      readonly dense = new Dense({ units: 1 });
      override call(x: never) {
        return this.dense.apply(x);
      }
    }
    using other = new Pool(new Own({}), { workers: 1 });
    expect(await rejection(other.predict(tensor([[1]])))).toMatch(/a model that says in call\(\) what it computes/);
  });
});
