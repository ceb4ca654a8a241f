import { describe, expect, test } from "vitest";
import { ops, tensor } from "../../src/index.ts";
import { errorOf } from "../contract/tensors.ts";

const x = tensor([
  [1, 2, 3],
  [4, 5, 6],
]);
const ids = (...values: number[]) => tensor(Int32Array.from(values), [values.length]);

describe("take", () => {
  test("takes elements along an axis; indices below 0 count from the end", () => {
    expect(ops.take(x, ids(1, 0, -1), 0).toArray()).toEqual([
      [4, 5, 6],
      [1, 2, 3],
      [4, 5, 6],
    ]);
    expect(ops.take(x, [2, 0], 1).toArray()).toEqual([
      [3, 1],
      [6, 4],
    ]);
    expect(ops.take(x, tensor(Int32Array.of(0, 1, 2, 0), [2, 2]), -1).shape).toEqual([2, 2, 2]);
  });

  test("takes from all of x in one row without an axis", () => {
    expect(ops.take(x, ids(5, 0)).toArray()).toEqual([6, 1]);
  });

  test("refuses indices that are not there", () => {
    expect(errorOf(() => ops.take(x, ids(2), 0))).toBe(
      "RangeError: Take: indices must be integers from 0 to 1, got 2.",
    );
  });
});

describe("takeAlongAxis", () => {
  test("takes of each row its own elements", () => {
    const rows = tensor(Int32Array.of(2, 0, -1, 1), [2, 2]);
    expect(ops.takeAlongAxis(x, rows).toArray()).toEqual([
      [3, 1],
      [6, 5],
    ]);
    expect(ops.takeAlongAxis(x, tensor(Int32Array.of(1, 0, 1), [1, 3]), 0).toArray()).toEqual([[4, 2, 6]]);
  });

  test("refuses indices of other rows", () => {
    for (const rows of [tensor(Int32Array.of(2, 0, 1), [3, 1]), ids(1, 2)]) {
      expect(errorOf(() => ops.takeAlongAxis(x, rows))).toBe(
        `RangeError: TakeAlongAxis: indices must agree with [2, 3] but on axis 1, got [${rows.shape.join(", ")}].`,
      );
    }
  });
});

describe("oneHot", () => {
  test("is 1 where the index says, along the axis, and 0 for indices out of range", () => {
    expect(ops.oneHot(ids(1, 0, 3), 3).toArray()).toEqual([
      [0, 1, 0],
      [1, 0, 0],
      [0, 0, 0],
    ]);
    expect(ops.oneHot(ids(1, 0), 3, 0).toArray()).toEqual([
      [0, 1],
      [1, 0],
      [0, 0],
    ]);
    expect(errorOf(() => ops.oneHot(ids(1), 0))).toBe("RangeError: OneHot: classes must be a positive integer, got 0.");
  });

  test("refuses more classes than there are indices, before it makes any", () => {
    expect(errorOf(() => ops.oneHot(ids(1), 1e15))).toBe(
      "RangeError: OneHot: classes must be at most 2^24, as far as a float32 can count, got 1000000000000000.",
    );
  });
});

describe("softmax, logSoftmax and sparsemax", () => {
  test("go along any axis", () => {
    const e = [Math.exp(1), Math.exp(4)];
    const column = ops.softmax(x, 0);
    expect(column.data[0]).toBeCloseTo(e[0]! / (e[0]! + e[1]!), 6);
    expect(column.data[3]).toBeCloseTo(e[1]! / (e[0]! + e[1]!), 6);
    expect(ops.logSoftmax(x, 0).data[0]).toBeCloseTo(Math.log(e[0]! / (e[0]! + e[1]!)), 5);
    expect(ops.glu(x, 0).shape).toEqual([1, 3]);
  });
});
