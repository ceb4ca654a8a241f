import { describe, expect, test } from "vitest";
import { Embedding, input, Model, ops, RepeatVector, type Tensor, tensor, type Value } from "../../src/index.ts";
import { errorOf, tensorOf } from "../contract/tensors.ts";

const x = tensorOf([2, 3, 4]);

/** A tensor of which every element is said by a function of its place. */
function from(shape: readonly number[], element: (...place: number[]) => number): Tensor {
  const places = shape.reduce<number[][]>(
    (all, size) => all.flatMap((place) => Array.from({ length: size }, (_, i) => [...place, i])),
    [[]],
  );
  return tensor(
    Float32Array.from(places, (place) => element(...place)),
    shape,
  );
}

const at = (...place: number[]): number => x.data[(place[0]! * 3 + place[1]!) * 4 + place[2]!]!;

describe("getItem", () => {
  const cases: [string, ops.Index | readonly ops.Index[], number[], (...place: number[]) => number][] = [
    ["x[1]", 1, [3, 4], (t, c) => at(1, t!, c!)],
    ["x[:, -1]", [{}, -1], [2, 4], (b, c) => at(b!, 2, c!)],
    ["x[:, 1:]", [{}, { start: 1 }], [2, 2, 4], (b, t, c) => at(b!, t! + 1, c!)],
    ["x[:, :-1]", [{}, { stop: -1 }], [2, 2, 4], at],
    ["x[..., ::2]", ["...", { step: 2 }], [2, 3, 2], (b, t, c) => at(b!, t!, 2 * c!)],
    ["x[:, ::-1]", [{}, { step: -1 }], [2, 3, 4], (b, t, c) => at(b!, 2 - t!, c!)],
    ["x[:, 2:0:-1, 1]", [{}, { start: 2, stop: 0, step: -1 }, 1], [2, 2], (b, t) => at(b!, 2 - t!, 1)],
    ["x[..., 3:-9:-2]", ["...", { start: 3, stop: -9, step: -2 }], [2, 3, 2], (b, t, c) => at(b!, t!, 3 - 2 * c!)],
    ["x[:, None, 1, None]", [{}, null, 1, null], [2, 1, 1, 4], (b, _, __, c) => at(b!, 1, c!)],
    ["x[..., 1, 2]", ["...", 1, 2], [2], (b) => at(b!, 1, 2)],
    ["x[1, 2, 3]", [1, 2, 3], [], () => at(1, 2, 3)],
    ["x[:, 5:9]", [{}, { start: 5, stop: 9 }], [2, 0, 4], at],
    ["x[:]", [{ start: null, stop: null, step: null }], [2, 3, 4], at],
  ];
  test.each(cases)("takes %s", (_, key, shape, element) => {
    expect(ops.getItem(x, key)).toEqual(from(shape, element));
  });

  test("gives the same in a model whose sizes are unknown, and in a stream the last step", () => {
    const source = input({ shape: [null, 4] });
    const model = (key: readonly ops.Index[]): Model =>
      new Model({ name: "steps", inputs: source, outputs: ops.getItem(source, key) as Value });
    for (const key of [
      [{}, -1],
      [{}, { start: -2 }],
      [{}, { step: -1 }],
      ["...", { start: 1, stop: 3 }],
    ] as const) {
      expect(model(key).predict(x)).toEqual(ops.getItem(x, key));
    }
    expect(ops.getItem(source, [{}, { start: -1 }]).shape).toEqual([null, 1, 4]);
    expect(ops.getItem(source, [{}, { start: 1 }]).shape).toEqual([null, null, 4]);
    using stream = model([{}, -1]).stream({ batch: 1 });
    expect(Array.from(stream.step([1, 2, 3, 4]).data)).toEqual([1, 2, 3, 4]);
    expect(errorOf(() => model([{}, 0]).stream())).toBe(
      'Error: stream: Functional "steps" mixes time steps (a part of the time axis), so it cannot run step by step.',
    );
  });

  test("refuses what is not there", () => {
    expect(errorOf(() => ops.getItem(x, [{}, 3]))).toBe(
      "RangeError: GetItem: index must be an integer within 3 elements of axis 1, got 3.",
    );
    expect(errorOf(() => ops.getItem(x, [0, 0, 0, 0]))).toBe(
      'RangeError: GetItem: key must have indices for 3 axes at most, and one "...", got [0, 0, 0, 0].',
    );
    expect(errorOf(() => ops.getItem(x, { step: 0 }))).toBe("RangeError: GetItem: step must not be 0, got 0.");
    expect(errorOf(() => ops.getItem(x, "x" as "..."))).toBe(
      'TypeError: GetItem: key must consist of integers, slices, "..." and null, got "x".',
    );
  });

  test("slice takes a block by its beginning and its shape", () => {
    expect(ops.slice(x, [1, 0, 2], [1, 2, -1])).toEqual(from([1, 2, 2], (_, t, c) => at(1, t!, c! + 2)));
  });
});

describe("operations that move numbers", () => {
  const cases: [string, (value: Tensor) => Tensor, number[], (...place: number[]) => number][] = [
    ["transpose", (v) => ops.transpose(v), [4, 3, 2], (c, t, b) => at(b!, t!, c!)],
    ["transpose of some axes", (v) => ops.transpose(v, [1, 0, 2]), [3, 2, 4], (t, b, c) => at(b!, t!, c!)],
    ["swapaxes", (v) => ops.swapaxes(v, 1, -1), [2, 4, 3], (b, c, t) => at(b!, t!, c!)],
    ["moveaxis", (v) => ops.moveaxis(v, -1, 0), [4, 2, 3], (c, b, t) => at(b!, t!, c!)],
    ["moveaxis of two", (v) => ops.moveaxis(v, [0, 1], [2, 0]), [3, 4, 2], (t, c, b) => at(b!, t!, c!)],
    ["flip", (v) => ops.flip(v, 1), [2, 3, 4], (b, t, c) => at(b!, 2 - t!, c!)],
    ["flip of all axes", (v) => ops.flip(v), [2, 3, 4], (b, t, c) => at(1 - b!, 2 - t!, 3 - c!)],
    ["roll", (v) => ops.roll(v, 1, 1), [2, 3, 4], (b, t, c) => at(b!, (t! + 2) % 3, c!)],
    ["roll back", (v) => ops.roll(v, -5, -1), [2, 3, 4], (b, t, c) => at(b!, t!, (c! + 1) % 4)],
    ["repeat", (v) => ops.repeat(v, 2, 1), [2, 6, 4], (b, t, c) => at(b!, Math.floor(t! / 2), c!)],
    ["tile", (v) => ops.tile(v, [2, 1]), [2, 6, 4], (b, t, c) => at(b!, t! % 3, c!)],
    ["reshape", (v) => ops.reshape(v, [2, -1, 2]), [2, 6, 2], (b, i, j) => x.data[b! * 12 + i! * 2 + j!]!],
    ["ravel", (v) => ops.ravel(v), [24], (i) => x.data[i!]!],
    ["expandDims", (v) => ops.expandDims(v, [0, -1]), [1, 2, 3, 4, 1], (_, b, t, c) => at(b!, t!, c!)],
    ["squeeze", (v) => ops.squeeze(ops.expandDims(v, 1), 1), [2, 3, 4], at],
    [
      "pad",
      (v) =>
        ops.pad(
          v,
          [
            [0, 0],
            [1, 0],
            [0, 2],
          ],
          9,
        ),
      [2, 4, 6],
      (b, t, c) => (t! < 1 || c! > 3 ? 9 : at(b!, t! - 1, c!)),
    ],
    [
      "pad by a number",
      (v) => ops.pad(v, 1),
      [4, 5, 6],
      (b, t, c) => {
        const inside = b! > 0 && b! < 3 && t! > 0 && t! < 4 && c! > 0 && c! < 5;
        return inside ? at(b! - 1, t! - 1, c! - 1) : 0;
      },
    ],
    ["concatenate", (v) => ops.concatenate([v, v], 1), [2, 6, 4], (b, t, c) => at(b!, t! % 3, c!)],
    ["stack", (v) => ops.stack([v, v], 1), [2, 2, 3, 4], (b, _, t, c) => at(b!, t!, c!)],
    [
      "cumsum",
      (v) => ops.cumsum(ops.floor(v), 1),
      [2, 3, 4],
      (b, t, c) => {
        return Array.from({ length: t! + 1 }, (_, s) => Math.floor(at(b!, s, c!))).reduce((p, q) => p + q);
      },
    ],
  ];
  test.each(cases)("%s puts each number in its place", (_, operation, shape, element) => {
    expect(operation(x).shape).toEqual(shape);
    expect(operation(x)).toEqual(from(shape, element));
  });

  test("repeat without an axis, and broadcastTo", () => {
    expect(ops.repeat(tensor([[1, 2]]), 2)).toEqual(tensor([1, 1, 2, 2]));
    expect(ops.broadcastTo(tensor([[1], [2]]), [2, 2, 2]).data).toEqual(Float32Array.of(1, 1, 2, 2, 1, 1, 2, 2));
  });

  test("lists must be lists of integers", () => {
    const wrong = 2 as never;
    expect(errorOf(() => ops.reshape(x, wrong))).toBe("TypeError: Reshape: shape must be a list of integers, got 2.");
    expect(errorOf(() => ops.tile(x, wrong))).toBe("TypeError: Tile: repeats must be a list of integers, got 2.");
    expect(errorOf(() => ops.slice(x, wrong, [1]))).toBe("TypeError: Slice: start must be a list of integers, got 2.");
    expect(errorOf(() => ops.broadcastTo(x, [2.5]))).toBe(
      "RangeError: BroadcastTo: each of shape must be an integer, got 2.5.",
    );
    for (const f of [ops.concatenate, ops.stack]) {
      expect(errorOf(() => f(wrong))).toMatch(/^TypeError: \w+: inputs must be a list of at least one, got 2\.$/);
    }
  });

  test("split waits for the size of an axis", () => {
    const sequence = input({ shape: [null, 2] });
    const model = new Model({ inputs: sequence, outputs: ops.split(sequence, 2, 1) });
    const [first, second] = model.predict(
      tensor([
        [
          [1, 2],
          [3, 4],
        ],
      ]),
    );
    expect([first!.data, second!.data]).toEqual([Float32Array.of(1, 2), Float32Array.of(3, 4)]);
    expect(errorOf(() => model.predict(tensor([[[1, 2]]])))).toBe(
      "RangeError: Split: axis 1 must be divisible by 2, got [1, 1, 2].",
    );
  });

  test("split and unstack give lists", () => {
    expect(ops.split(x, 2).map(({ shape }) => shape)).toEqual([
      [2, 3, 2],
      [2, 3, 2],
    ]);
    const parts = ops.split(x, [1, 3], -1);
    expect(parts.map(({ shape }) => shape[2])).toEqual([1, 2, 1]);
    expect(parts[1]).toEqual(from([2, 3, 2], (b, t, c) => at(b!, t!, c! + 1)));
    expect(ops.unstack(x, null, 1)[2]).toEqual(from([2, 4], (b, c) => at(b!, 2, c!)));
  });

  test("refuse sizes and counts that are none", () => {
    const one = tensor([[1]]);
    const open = "Reshape: shape must consist of sizes, one of them -1 at most, got ";
    for (const shape of [
      [-1, -1],
      [-2, -12],
      [-24, -1],
    ]) {
      expect(errorOf(() => ops.reshape(x, shape))).toBe(`RangeError: ${open}[${shape.join(", ")}].`);
    }
    expect(errorOf(() => ops.reshape(x, new Array<number>(1).concat(24)))).toBe(
      "TypeError: Reshape: each of shape must be an integer, got undefined.",
    );
    expect(errorOf(() => ops.tile(x, [1, -1, 2]))).toBe(
      "RangeError: Tile: repeats must consist of integers of 0 or more, got [1, -1, 2].",
    );
    expect(ops.tile(one, [0, 2]).shape).toEqual([0, 2]);
    expect(errorOf(() => ops.broadcastTo(one, [-3, 1]))).toBe(
      "RangeError: BroadcastTo: shape must consist of integers of 0 or more, got [-3, 1].",
    );
    expect(errorOf(() => ops.slice(one, [0, 0], [1, -2]))).toBe(
      "RangeError: Slice: shape must consist of integers of -1 or more, got [1, -2].",
    );
    expect(errorOf(() => ops.slice(one, [-1, 0], [1, 1]))).toBe(
      "RangeError: Slice: start must consist of integers of 0 or more, got [-1, 0].",
    );
    expect(errorOf(() => ops.roll(one, Number.NaN, 0))).toBe(
      "RangeError: Roll: each of shift must be an integer, got NaN.",
    );
    expect(errorOf(() => ops.unstack(input({ shape: [null] }), -1, 1))).toBe(
      "RangeError: Unstack: count must be a positive integer, got -1.",
    );
    for (const [operand, axis] of [
      [tensor([]), 0],
      [input({ shape: [null] }), 1],
    ] as const) {
      // biome-ignore format: pairs
      expect(errorOf(() => ops.split(operand, 1e9 as number, axis))).toBe(
        "RangeError: Split: parts must be a number from 1 to 65536, got 1000000000.",
      );
    }
    expect(errorOf(() => ops.unstack(input({ shape: [null] }), 1e9, 1))).toBe(
      "RangeError: Unstack: count must be a number from 1 to 65536, got 1000000000.",
    );
    const list: never[] = [];
    list.push(list as never);
    expect(errorOf(() => ops.take(x, list))).toBe("Error: arguments: lists and objects must be at most 64 deep.");
  });

  test("refuse what no memory holds, in the name of the layer", () => {
    const rest = "must fit into WebAssembly's 4 GiB, got";
    expect(errorOf(() => ops.broadcastTo(tensor([[1]]), [1e9, 2]))).toBe(
      `RangeError: BroadcastTo: a value ${rest} [1000000000, 2].`,
    );
    expect(errorOf(() => ops.tile(tensor([[1]]), [1e9, 2]))).toBe(
      `RangeError: Tile: a value ${rest} [1000000000, 2, 1].`,
    );
    const repeated = new RepeatVector({ n: 2 ** 30, name: "long" });
    expect(errorOf(() => repeated.apply(tensor([[1, 2]])))).toBe(
      `RangeError: RepeatVector "long": a value ${rest} [1, 1073741824, 2].`,
    );
    const table = new Embedding({ inputDim: 1e7, outputDim: 600, name: "wide" });
    expect(errorOf(() => table.apply(input({ shape: [null], dtype: "int32" })))).toBe(
      `RangeError: Embedding "wide": weight "embeddings" ${rest} [10000000, 600].`,
    );
  });

  test("refuse what does not fit", () => {
    expect(errorOf(() => ops.reshape(x, [5, -1]))).toBe(
      "RangeError: Reshape: the shape must hold the elements of [2, 3, 4], got [5, -1].",
    );
    expect(errorOf(() => ops.split(x, 3))).toBe("RangeError: Split: axis 2 must be divisible by 3, got [2, 3, 4].");
    expect(errorOf(() => ops.transpose(x, [0, 1]))).toBe(
      "RangeError: Transpose: axes must name each of 3 axes once, got [0, 1].",
    );
    expect(errorOf(() => ops.squeeze(x, 1))).toBe("RangeError: Squeeze: axis 1 must have size 1, got [2, 3, 4].");
    expect(errorOf(() => ops.pad(x, [[0, 1]]))).toBe(
      "RangeError: Pad: padding must be a pair [before, after] for each of 3 axes, got [[0, 1]].",
    );
    expect(errorOf(() => ops.pad(x, 1, { value: 1 } as never))).toBe(
      "TypeError: Pad: value must be a number, got an object.",
    );
    expect(errorOf(() => ops.moveaxis(x, [0, 1], [0]))).toBe(
      "RangeError: Moveaxis: destination must name as many axes as source, each once, got [0].",
    );
    expect(errorOf(() => ops.repeat(x, 0))).toBe("RangeError: Repeat: repeats must be a positive integer, got 0.");
    expect(errorOf(() => ops.broadcastTo(x, [3, 4]))).toBe(
      "RangeError: BroadcastTo: x must have a shape that broadcasts to the one wanted, got [2, 3, 4].",
    );
    expect(errorOf(() => ops.slice(x, [0, 0], [1, 1]))).toBe(
      "RangeError: Slice: start and shape must be lists of 3, got [0, 0].",
    );
  });
});
