import { describe, expect, test } from "vitest";
import { Embedding, input, tensor } from "../../src/index.ts";
import { describeComposite } from "../contract/composite.ts";
import { errorOf } from "../contract/tensors.ts";

describeComposite("Embedding", {
  make: () => new Embedding({ inputDim: 7, outputDim: 3 }),
  input: tensor([
    [0, 6, 3, 3],
    [1, 2, 0, 5],
  ]),
  outputs: [[2, 4, 3]],
  weights: [["embeddings", [7, 3]]],
});

describe("Embedding", () => {
  test("gives the row of each integer, in whatever numbers it is written", () => {
    const layer = new Embedding({ inputDim: 3, outputDim: 2 });
    layer.apply(tensor([0]));
    layer.setWeights([
      tensor([
        [1, 2],
        [3, 4],
        [5, 6],
      ]),
    ]);
    for (const ids of [Float32Array, Int32Array, Uint8Array]) {
      expect(layer.apply(tensor(ids.of(2, 0, 1))).toArray()).toEqual([
        [5, 6],
        [1, 2],
        [3, 4],
      ]);
    }
  });

  test("marks zeros as padding when maskZero is true", () => {
    const source = input({ shape: [null] });
    expect(new Embedding({ inputDim: 3, outputDim: 2 }).apply(source).mask).toBe(undefined);
    expect(new Embedding({ inputDim: 3, outputDim: 2, maskZero: true }).apply(source).mask?.shape).toEqual([
      null,
      null,
    ]);
  });

  test("refuses integers that have no row, in its own name", () => {
    const layer = new Embedding({ inputDim: 3, outputDim: 2, name: "e" });
    for (const id of [3, -1]) {
      expect(errorOf(() => layer.apply(tensor([[0, id]])))).toBe(
        `RangeError: Embedding "e": indices must be integers from 0 to 2, got ${id}.`,
      );
    }
  });
});
