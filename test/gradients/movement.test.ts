import { describe, expect, test } from "vitest";
import { Runner } from "../../src/graph/runner.ts";
import type { Value } from "../../src/graph/value.ts";
import { ops, type Tensor, tensor } from "../../src/index.ts";
import { type Sliding, windows } from "../../src/ops/window.ts";
import { tensorOf } from "../contract/tensors.ts";
import { at, build, type Nd } from "../reference/nd.ts";
import { expectGradients, gradientOf } from "./gradient-of.ts";

/** The reading that an operation does, found by having it move the numbers of elements. */
function movementOf(f: (x: Tensor) => Tensor, shape: readonly number[]): (x: Nd) => Nd {
  const size = shape.reduce((a, b) => a * b, 1);
  const places = f(
    tensor(
      Float32Array.from({ length: size }, (_, i) => i + 1),
      shape,
    ),
  );
  return ({ data }) => ({
    shape: places.shape,
    data: Array.from(places.data, (place) => (place === 0 ? 0 : data[place - 1]!)),
  });
}

/** What windows hold, by the operation itself. */
function numbered(x: Tensor, sliding: Sliding): Tensor {
  const runner = new Runner();
  const found = runner.run([x], ([value]) => windows("test", value!, sliding, 0)) as Tensor;
  runner.dispose();
  return found;
}

describe("the gradient of a movement", () => {
  type Movement = <X extends Value | Tensor>(x: X) => X;
  const movements: [string, readonly number[], (x: never) => unknown][] = [
    ["reshape", [3, 4], (x) => ops.reshape(x, [2, 6])],
    ["expandDims", [3, 4], (x) => ops.expandDims(x, 1)],
    ["transpose", [2, 3, 5], (x) => ops.transpose(x, [2, 0, 1])],
    ["transpose of a square", [4, 4], (x) => ops.transpose(x)],
    ["moveaxis", [2, 3, 4, 5], (x) => ops.moveaxis(x, 1, 3)],
    ["flip", [3, 5], (x) => ops.flip(x, 1)],
    ["flip of all axes", [3, 4], (x) => ops.flip(x)],
    ["roll", [3, 5], (x) => ops.roll(x, 2, 1)],
    ["slice", [4, 9], (x) => ops.slice(x, [1, 2], [2, 5])],
    ["getItem", [5, 9], (x) => ops.getItem(x, [-1])],
    ["getItem with steps", [5, 9], (x) => ops.getItem(x, [{ step: 2 }, { start: 7, stop: 1, step: -3 }])],
    ["getItem with a new axis", [5, 3], (x) => ops.getItem(x, [null, { start: 1 }, 1])],
    ["getItem of nothing", [5, 3], (x) => ops.getItem(x, [{ start: 2, stop: 2 }])],
    ["broadcastTo", [3, 1], (x) => ops.broadcastTo(x, [2, 3, 4])],
    ["broadcastTo of a number", [], (x) => ops.broadcastTo(x, [2, 3])],
    ["broadcastTo of one size apart from another", [1, 3, 1, 2], (x) => ops.broadcastTo(x, [4, 3, 5, 2])],
    ["repeat", [3, 4], (x) => ops.repeat(x, 3, 1)],
    ["tile", [3, 4], (x) => ops.tile(x, [2, 3])],
    [
      "pad",
      [2, 3],
      (x) =>
        ops.pad(x, [
          [1, 0],
          [2, 3],
        ]),
    ],
    [
      "pad of nothing",
      [0, 3],
      (x) =>
        ops.pad(x, [
          [1, 1],
          [0, 0],
        ]),
    ],
    ["split", [3, 6], (x) => ops.split(x, 3)[1]],
    ["unstack", [3, 4], (x) => ops.unstack(x)[2]],
    ["take", [5, 3], (x) => ops.take(x, [4, 0, 4, -1, 2], 0)],
    ["take along another axis", [2, 5, 3], (x) => ops.take(x, tensor(Int32Array.of(1, 1, 3, 0), [2, 2]), 1)],
    ["takeAlongAxis", [2, 4], (x) => ops.takeAlongAxis(x, tensor(Int32Array.of(3, 3, 0, 1, 2, 1), [2, 3]), 1)],
    ["five axes turned", [2, 3, 2, 3, 2], (x) => ops.transpose(x, [4, 2, 0, 3, 1])],
  ];
  test.each(movements)("%s goes back where it came from", (_, shape, f) => {
    const move = f as Movement;
    expectGradients(move, movementOf(move, shape), [tensorOf(shape, 5)]);
  });

  test("concatenate and stack give each its part", () => {
    const [a, b] = [tensorOf([2, 3], 1), tensorOf([2, 5], 2)];
    const joined = (x: Nd, y: Nd): Nd => build([2, 8], ([i, j]) => (j! < 3 ? at(x, [i!, j!]) : at(y, [i!, j! - 3])));
    expectGradients((x, y) => ops.concatenate([x, y]), joined, [a, b]);
    const stacked = (x: Nd): Nd => build([2, 2, 3], ([i, k, j]) => at(x, [i!, j!]) * (k! + 1));
    expectGradients((x) => ops.stack([x, ops.multiply(x, 2)], 1), stacked, [a]);
  });

  test("take of no rows is zero everywhere", () => {
    const { gradients } = gradientOf((x) => ops.take(x, tensor(new Int32Array(0), [0]), 0), [tensorOf([3, 2])]);
    expect(gradients[0]).toEqual(tensor(new Float32Array(6), [3, 2]));
  });

  const slidings: Sliding[] = [];
  for (const size of [1, 2, 3]) {
    for (const [stride, dilation] of [
      [1, 1],
      [2, 1],
      [3, 1],
      [1, 2],
    ] as const) {
      for (const padding of ["valid", "same", "causal"] as const) slidings.push({ size, stride, dilation, padding });
    }
  }
  test.each(slidings)("windows that overlap are summed: %j", (sliding) => {
    for (const [batch, T, C] of [
      [2, 7, 1],
      [3, 5, 2],
      [1, 9, 4],
      [2, 6, 5],
    ] as const) {
      const wanted = movementOf((x) => numbered(x, sliding), [batch, T, C]);
      expectGradients((x) => windows("test", x, sliding, 0), wanted, [tensorOf([batch, T, C], 3)]);
    }
  });
});
