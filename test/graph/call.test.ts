import { describe, expect, test } from "vitest";
import { Add, Embedding, input, Layer, LSTM, type One, ops, tensor, type Value } from "../../src/index.ts";
import type { TracedOptions } from "../../src/layers/layer.ts";

const [x, y] = [tensor([1, 2]), tensor([10, 20])];

describe("a call on tensors", () => {
  test("takes a tensor that is given twice apart from two tensors", () => {
    const add = new Add({});
    expect(add.apply([x, x]).data).toEqual(Float32Array.of(2, 4));
    expect(add.apply([x, y]).data).toEqual(Float32Array.of(11, 22));
    expect(add.apply([y, y]).data).toEqual(Float32Array.of(20, 40));

    const [layer, steps] = [new LSTM({ units: 2 }), tensor([[[0.5]]])];
    const [h, c] = [tensor([[1, 2]]), tensor([[-3, 4]])];
    const expected = layer.apply(steps, { initialState: [h, c] });
    layer.dispose();
    layer.apply(steps, { initialState: [h, h] });
    expect(layer.apply(steps, { initialState: [h, c] })).toEqual(expected);
  });

  test("takes options of different values apart", () => {
    class Times extends Layer<One> {
      override call(inputs: Value, { by }: TracedOptions): Value {
        if (typeof by === "function") return by(inputs);
        return ops.multiply(inputs, Array.isArray(by) ? by.length : ((by ?? 1) as number));
      }
    }
    const layer = new Times({});
    const times = (by: unknown) => layer.apply(x, { by } as object).data[0];
    const values = [NaN, Infinity, null, 0, 2, y, ["float32", 2], ["tensor 1 float32 2"]];
    expect(values.map(times)).toEqual([NaN, Infinity, 1, 0, 2, 10, 2, 1]);
    expect([ops.square, ops.negative, (value: Value) => ops.multiply(value, 5)].map(times)).toEqual([1, -1, 5]);
  });

  test("refuses what a layer gives that is no value", () => {
    for (const [given, got] of [
      [undefined, "undefined"],
      [x, "a Tensor"],
      [[{}], "an object"],
    ] as const) {
      class Other extends Layer<One> {
        override call(): Value {
          return given as never;
        }
      }
      const rule = `Other "other": call must return a value or a list of values, got ${got}.`;
      for (const inputs of [x, input({ shape: [2] })]) {
        expect(() => new Other({ name: "other" }).apply(inputs)).toThrow(rule);
      }
    }
  });

  test("keeps no weight of a build that failed", () => {
    class Picky extends Layer<One> {
      override build(shape: readonly number[]) {
        this.addWeight("first", [2]);
        if (shape.length > 1) throw new RangeError("Picky: one axis must do.");
      }
      override call(inputs: Value): Value {
        return inputs;
      }
    }
    const picky = new Picky({});
    expect(() => picky.apply(tensor([[1, 2]]))).toThrow("one axis must do");
    expect(picky.weights.length).toBe(0);
    picky.apply(x);
    expect(picky.weights.length).toBe(1);
  });

  test("refuses integers that it would have to change", () => {
    const rule = "tensor: integers must fit into 32 bits, got ";
    expect(() => tensor(BigInt64Array.of(2n ** 32n))).toThrow(`${rule}4294967296n.`);
    expect(() => tensor(BigUint64Array.of(2n ** 63n))).toThrow(`${rule}9223372036854775808n.`);
    expect(() => tensor(Uint32Array.of(2 ** 31))).toThrow(`${rule}2147483648.`);
    expect(tensor(BigInt64Array.of(-7n)).data).toEqual(Int32Array.of(-7));
    const table = input({ batchShape: [2 ** 24 + 1, 1] });
    expect(() => ops.take(table, [0], 0)).toThrow("Take: the table must have at most 2^24 rows");
    expect(() => new Embedding({ inputDim: 2 ** 25, outputDim: 1, name: "ids" }).apply(x)).toThrow(
      'Embedding "ids": the table must have at most 2^24 rows',
    );
  });

  test("takes numbers that are no integers of 32 bits as floats", () => {
    expect(ops.add(x, 2 ** 31).data).toEqual(Float32Array.of(2 ** 31, 2 ** 31));
    expect(ops.multiply(x, -1e12).data).toEqual(Float32Array.of(-1e12, -2e12));
    expect(ops.where(tensor([true, false]), x, -1e30).data).toEqual(Float32Array.of(1, -1e30));
    expect(ops.add(tensor(Int32Array.of(0)), -(2 ** 31)).data).toEqual(Int32Array.of(-(2 ** 31)));
  });
});
