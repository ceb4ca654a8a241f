import { describe, expect, test } from "vitest";
import { Dense, type HalfArray, input, ops, Sequential, Tensor, tensor } from "../src/index.ts";

/** A buffer whose length changes, which the library of types does not know yet. */
type Resizable = new (length: number, options: object) => ArrayBuffer & { resize(length: number): void };

describe("tensor", () => {
  test("takes floats, 32-bit integers and bytes as they are, without a copy", () => {
    for (const data of [Float32Array.of(1, 2), Int32Array.of(1, 2), Uint8Array.of(1, 0)]) {
      expect(tensor(data).data).toBe(data);
    }
  });

  test("makes floats of float64, 32-bit integers of all others, bytes of clamped ones", () => {
    const made = (data: Parameters<typeof tensor>[0]): unknown => tensor(data).data;
    expect(made(Float64Array.of(0.5, 3))).toEqual(Float32Array.of(0.5, 3));
    for (const data of [Int8Array.of(1, 2), Int16Array.of(1, 2), Uint16Array.of(1, 2), Uint32Array.of(1, 2)]) {
      expect(made(data)).toEqual(Int32Array.of(1, 2));
    }
    for (const data of [BigInt64Array.of(1n, 2n), BigUint64Array.of(1n, 2n)]) {
      expect(made(data)).toEqual(Int32Array.of(1, 2));
    }
    expect(made(Uint8ClampedArray.of(1, 2))).toEqual(Uint8Array.of(1, 2));
  });

  test("takes halves as floats, be they whole numbers or not", () => {
    // Node has Float16Array from 24 on; before that, an array that calls itself one.
    class Whole extends Uint16Array {
      override get [Symbol.toStringTag](): never {
        return "Float16Array" as never;
      }
    }
    expect(tensor(Whole.of(1, 2) as unknown as HalfArray).data).toEqual(Float32Array.of(1, 2));
    if (!("Float16Array" in globalThis)) return;
    const { Float16Array } = globalThis as unknown as { Float16Array: { of(...values: number[]): HalfArray } };
    expect(tensor(Float16Array.of(0.5, -2), [1, 2]).data).toEqual(Float32Array.of(0.5, -2));
  });

  test("takes nested numbers for floats and nested booleans for bytes", () => {
    expect(tensor([[1, 2], [3, 4]])).toEqual(new Tensor(Float32Array.of(1, 2, 3, 4), [2, 2])); // biome-ignore format: rows
    expect(tensor([[true, false]])).toEqual(new Tensor(Uint8Array.of(1, 0), [1, 2]));
    expect(tensor([true, 2]).dtype).toBe("float32");
    expect([tensor([]).shape, tensor([[], []]).shape]).toEqual([[0], [2, 0]]);
  });

  test("has the kind of its memory", () => {
    const kinds = [Float32Array, Int32Array, Uint8Array].map((Data) => tensor(new Data(1)).dtype);
    expect(kinds).toEqual(["float32", "int32", "bool"]);
  });

  test("becomes nested arrays again, a number where there are no axes", () => {
    const x = [[[1, 2, 3]], [[4, 5, 6]]];
    expect(tensor(x).toArray()).toEqual(x);
    expect(tensor(Float32Array.of(7), []).toArray()).toBe(7);
    expect(tensor(new Float32Array(0), [2, 0, 3]).toArray()).toEqual([[], []]);
  });

  test("has a shape that nobody changes", () => {
    const shape = [1, 2];
    const x = tensor(new Float32Array(2), shape);
    shape[0] = 5;
    expect(x.shape).toEqual([1, 2]);
    expect(() => (x.shape as number[]).push(1)).toThrow(TypeError);
  });

  test("refuses what is no data, and shapes that do not hold it", () => {
    expect(() => tensor(3 as never)).toThrow(
      new TypeError("tensor: data must be a typed array or nested arrays, got 3."),
    );
    expect(() => tensor(new DataView(new ArrayBuffer(4)) as never)).toThrow(
      new TypeError("tensor: data must be a typed array or nested arrays, got a DataView."),
    );
    const two = new Float32Array(2);
    expect(() => tensor(two, [3])).toThrow(new RangeError("tensor: shape must hold the 2 elements of data, got [3]."));
    expect(() => tensor(two, [1, -2])).toThrow(
      new RangeError("tensor: shape must consist of integers of 0 or more, got [1, -2]."),
    );
    expect(() => tensor(two, 2 as never)).toThrow(new TypeError("tensor: shape must be a list of integers, got 2."));
  });

  test("takes rows that are typed arrays for nested numbers", () => {
    expect(tensor([Float32Array.of(1, 2), Int8Array.of(3, 4)])).toEqual(tensor([[1, 2], [3, 4]])); // biome-ignore format: rows
    expect(() => tensor([Float32Array.of(1, 2), Float32Array.of(3)])).toThrow(
      new RangeError("tensor: nested arrays must all have the shape of the first, [2], got [1]."),
    );
    expect(() => tensor([BigInt64Array.of(1n)])).toThrow(
      new TypeError("tensor: nested arrays must hold numbers or booleans at one depth, got 1n."),
    );
  });

  test("refuses arrays that hold themselves", () => {
    const data: never[] = [];
    data.push(data as never, data as never);
    expect(() => tensor(data)).toThrow(/^tensor: nested arrays must be at most 64 deep, got \[\[/);
  });

  test("refuses more arguments than it has", () => {
    const loose = tensor as (...args: unknown[]) => Tensor;
    expect(() => loose([1, 2], [2], "int32")).toThrow(
      new TypeError('tensor: arguments must be data and shape, got "int32". The kind is that of a typed array.'),
    );
  });

  test("is refused once its memory is not what it was", () => {
    const gone = tensor(Float32Array.of(1, 2), [1, 2]);
    structuredClone(gone.data.buffer, { transfer: [gone.data.buffer] });
    const buffer = new (ArrayBuffer as never as Resizable)(8, { maxByteLength: 16 });
    const less = tensor(new Float32Array(buffer), [1, 2]);
    buffer.resize(4);
    const model = new Sequential([input({ shape: [2] }), new Dense({ units: 1 })]);
    for (const [x, length] of [
      [gone, 0],
      [less, 1],
    ] as const) {
      // biome-ignore format: pairs
      const rest = `data of shape [1, 2] must be 2 numbers, got ${length}. Was its memory handed over?`;
      expect(() => model.predict(x)).toThrow(new RangeError(`Sequential "${model.name}": ${rest}`));
      expect(() => ops.add(x, 1)).toThrow(new RangeError(`Add: ${rest}`));
    }
  });

  test("refuses nested arrays that are ragged or hold something else", () => {
    expect(() => tensor([[1], 2] as never)).toThrow(
      new TypeError("tensor: nested arrays must hold arrays at one depth, got 2."),
    );
    expect(() => tensor([1, [2]] as never)).toThrow(
      new TypeError("tensor: nested arrays must hold numbers or booleans at one depth, got [2]."),
    );
    expect(() => tensor([[1, 2], [3]])).toThrow(
      new RangeError("tensor: nested arrays must all have the shape of the first, [2], got [1]."),
    );
    expect(() => tensor(["1"] as never)).toThrow(
      new TypeError('tensor: nested arrays must hold numbers or booleans at one depth, got "1".'),
    );
  });
});
