/**
 * What strided readings read, put back where it came from.
 *
 * @module
 */
import type { Emitter, Place } from "../graph/emitter.ts";
import { Moving } from "../graph/program.ts";
import { type Op, record, type Value } from "../graph/value.ts";
import { type Axis, denseStrides, forEachKernel, loopsOver } from "../ops/broadcast.ts";
import type { Reading } from "../ops/rearrange.ts";

interface ScatterAttributes extends Reading {
  readonly shape: readonly number[];
}

/** y[offset + Σ i·strides] += x[i], from zeros. */
const scatterOp: Op<ScatterAttributes> = {
  name: "scatter",
  infer: (_, { shape }) => [{ shape, dtype: "float32" }],
  emit(emitter, [x], [y], { offset, strides }) {
    const axes = loopsOver(x!.shape, [denseStrides(x!.shape), strides]);
    const isCopy = isInjective(axes);
    if (!isCopy || x!.size < y!.size) emitter.call("fill", y!.size, emitter.zeros(4), y!.address);
    if (x!.size === 0) return;
    if (!isCopy) {
      addRows(emitter, axes, x!, y!.address + offset * 4);
      return;
    }
    forEachKernel(axes, 2, (sizes, [ofX, ofY], [atX, atY]) => {
      emitter.call("copy", ...sizes, x!.address + atX! * 4, ...ofX!, y!.address + (offset + atY!) * 4, ...ofY!);
    });
  },
};

/** Whether every index is another place: a step along an axis is longer than all ways along those with shorter steps. */
function isInjective(axes: readonly Axis[]): boolean {
  const steps = axes
    .map(({ size, strides }) => ({ size, step: Math.abs(strides[1]!) }))
    .sort((a, b) => a.step - b.step);
  let reach = 0;
  return steps.every(({ size, step }) => {
    const isApart = step > reach;
    reach += (size - 1) * step;
    return isApart;
  });
}

/** Adds row by row, in the order of x. A row is as wide as what lies side by side in x and in y. */
function addRows(emitter: Emitter, axes: readonly Axis[], x: Place, y: number): void {
  const steps = axes.map(({ strides }) => strides[1]!);
  const lies = steps.pop()!;
  const length = axes.at(-1)!.size;
  const width = lies === 1 ? steps.reduce(greatestDivisor, length) : 1;
  const sizes = [...axes.slice(0, -1).map(({ size }) => size), length / width];
  const [outer, ...inner] = [...steps, lies * width];
  const places = inner.reduce<number[]>(
    (all, step, axis) => all.flatMap((place) => Array.from({ length: sizes[axis + 1]! }, (_, i) => place + i * step)),
    [0],
  );
  const lowest = places.reduce((least, place) => Math.min(least, place), 0);
  const ids = emitter.constant(places.map((place) => (place - lowest) / width));
  const row = places.length * width;
  emitter.loop(sizes[0]!, () => {
    const [from, to] = [new Moving(x.address, row * 4), new Moving(y + lowest * 4, outer! * 4)];
    emitter.call("scatterAdd", places.length, width, ids, from, to);
  });
}

function greatestDivisor(a: number, b: number): number {
  return b === 0 ? Math.abs(a) : greatestDivisor(b, a % b);
}

/** Records the sum, into zeros of a shape, of all that a reading reads from where. @internal */
export function scattered(x: Value, shape: readonly number[], { offset, strides }: Reading): Value {
  return record(scatterOp, [x], { shape, offset, strides })[0]!;
}
