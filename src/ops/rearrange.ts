/**
 * Operations that only move numbers, each by strides through one operand: transposing, slicing, flipping, repeating.
 *
 * @module
 */
import {
  axis as checkAxis,
  type Dimension,
  integer,
  integers,
  positiveInteger,
  type Shape,
  wrongShape,
  wrongValue,
} from "../check.ts";
import { toValue } from "../graph/call.ts";
import { type Op, record, refuseWalk, type Value, type Walk } from "../graph/value.ts";
import { broadcastShapes, broadcastStrides, denseStrides, forEachKernel, loopsOver } from "./broadcast.ts";
import { operation, type Unary } from "./operation.ts";
import { keepTimeAxis, productOf, reshaped } from "./reshape.ts";

/** How to read the operand: element `i` of the result is at `offset + Σ i·strides`. */
export interface Reading {
  readonly offset: number;
  readonly strides: readonly number[];
}

/** @internal */
export interface RearrangeAttributes {
  readonly name: string;
  readonly shape: Shape;
  /** Called when the sizes are known. */
  readonly read: (from: readonly number[], to: readonly number[]) => Reading;
  readonly walk: Walk | undefined;
}

/** @internal */
export const rearrangeOp: Op<RearrangeAttributes> = {
  name: "rearrange",
  infer: ([x], { shape }) => [{ shape, dtype: x!.dtype }],
  walk: (_, { name, walk }) => walk ?? refuseWalk(name),
  emit(emitter, [x], [y], { read }) {
    const { offset, strides } = read(x!.shape, y!.shape);
    const axes = loopsOver(y!.shape, [strides, denseStrides(y!.shape)]);
    forEachKernel(axes, 2, (sizes, [ofX, ofY], [atX, atY]) => {
      emitter.call("copy", ...sizes, x!.address + (offset + atX!) * 4, ...ofX!, y!.address + atY! * 4, ...ofY!);
    });
  },
};

/** Records a rearrangement. @internal */
export function rearranged(
  name: string,
  x: Value,
  shape: Shape,
  read: (from: readonly number[], to: readonly number[]) => Reading,
  walk?: Walk,
): Value {
  return record(rearrangeOp, [x], { name, shape, read, walk })[0]!;
}

/** x with its axes in another order; defaults to the reverse order. */
export const transpose: Unary<[axes?: readonly number[]]> = /* @__PURE__ */ operation(
  "Transpose",
  (x: unknown, given?: readonly number[] | null) => {
    const value = toValue("Transpose", x);
    const axes = given === undefined || given === null ? undefined : integers("Transpose", "axes", given);
    const rank = value.shape.length;
    const order =
      axes?.map((one) => checkAxis("Transpose", "axes", one, rank)) ?? value.shape.map((_, i) => rank - 1 - i);
    if (order.length !== rank || new Set(order).size !== rank) {
      throw wrongValue("Transpose", `axes must name each of ${rank} axes once`, axes);
    }
    const shape = order.map((axis) => value.shape[axis] as Dimension);
    const read = (from: readonly number[]): Reading => {
      const dense = denseStrides(from);
      return { offset: 0, strides: order.map((axis) => dense[axis]!) };
    };
    return rearranged("Transpose", value, shape, read, order[0] === 0 && order[1] === 1 ? "step" : undefined);
  },
);

/** A part of one axis, as in Python's `start:stop:step`; ends that are null or left out are the ends of the axis. */
export interface Slice {
  start?: number | null | undefined;
  stop?: number | null | undefined;
  step?: number | null | undefined;
}

/** Where a slice begins and how many elements it has, by Python's rules. @internal */
export function bounds(slice: Slice, size: number): { first: number; count: number } {
  const step = slice.step ?? 1;
  const low = step > 0 ? 0 : -1;
  const high = step > 0 ? size : size - 1;
  const clamp = (index: number): number => Math.min(Math.max(index < 0 ? index + size : index, low), high);
  const ends = step > 0 ? [low, high] : [high, low];
  const [first, end] = [slice.start, slice.stop].map((given, i) =>
    typeof given === "number" ? clamp(given) : ends[i]!,
  );
  return { first: first!, count: Math.max(0, Math.ceil((end! - first!) / step)) };
}

/** How many elements of an axis a slice has; null where that depends on an unknown size. @internal */
export function countOf(slice: Slice, size: Dimension): Dimension {
  for (const value of [slice.start, slice.stop, slice.step]) {
    if (value !== null && value !== undefined) integer("GetItem", "the ends and the step of a slice", value);
  }
  if (slice.step === 0) throw wrongValue("GetItem", "step must not be 0", 0);
  if (size !== null) return bounds(slice, size).count;
  // A single step from either end is there whatever the size; all else depends on it.
  const [start, stop] = [slice.start ?? 0, slice.stop ?? 0];
  const isSingle = (slice.step ?? 1) === 1 && start >= 0 === stop > 0 && stop - start === 1;
  return isSingle && slice.stop !== 0 ? 1 : null;
}

/** x along one axis, from `start` up to `stop` by `step`. @internal */
export function sliced(x: Value, axis: number, slice: Slice): Value {
  const count = countOf(slice, x.shape[axis]!);
  const shape = x.shape.map((other, i) => (i === axis ? count : other));
  const read = (from: readonly number[]): Reading => {
    const dense = denseStrides(from);
    const { first } = bounds(slice, from[axis]!);
    const strides = dense.map((stride, i) => (i === axis ? stride * (slice.step ?? 1) : stride));
    return { offset: first * dense[axis]!, strides };
  };
  return rearranged("a part of the time axis", x, shape, read, axis >= 2 ? "step" : undefined);
}

/** x with the order along an axis, several, or all turned round. */
export const flip: Unary<[axis?: number | readonly number[] | null]> = /* @__PURE__ */ operation(
  "Flip",
  (x: unknown, axis?: number | readonly number[] | null) => {
    const value = toValue("Flip", x);
    return [axis ?? value.shape.map((_, i) => i)]
      .flat()
      .reduce<Value>(
        (turned, one) => sliced(turned, checkAxis("Flip", "axis", one, value.shape.length), { step: -1 }),
        value,
      );
  },
);

/** x repeated along axes of size 1, and along new ones in front, up to a shape. */
export const broadcastTo: Unary<[shape: readonly number[]]> = /* @__PURE__ */ operation(
  "BroadcastTo",
  (x: unknown, shape: readonly number[]) =>
    broadcasted(toValue("BroadcastTo", x), integers("BroadcastTo", "shape", shape, 0)),
);

/** @internal */
export function broadcasted(x: Value, shape: Shape): Value {
  const together = broadcastShapes("BroadcastTo", shape, x.shape);
  if (together.length !== shape.length || together.some((size, i) => size !== shape[i])) {
    throw wrongShape("BroadcastTo", "x must have a shape that broadcasts to the one wanted", x.shape);
  }
  return rearranged("BroadcastTo", x, shape, again);
}

/** Reads axes of size 1 again and again. */
function again(from: readonly number[], to: readonly number[]): Reading {
  return { offset: 0, strides: broadcastStrides(from, to) };
}

/** x with each element along an axis repeated; without an axis, all of x in one row. */
export const repeat: Unary<[repeats: number, axis?: number | null]> = /* @__PURE__ */ operation(
  "Repeat",
  (x: unknown, repeats: number, given?: number | null) => {
    const operand = toValue("Repeat", x);
    const value = typeof given === "number" ? operand : reshaped(operand, [productOf(operand.shape)]);
    const axis = given ?? 0;
    positiveInteger("Repeat", "repeats", repeats);
    const at = checkAxis("Repeat", "axis", axis, value.shape.length);
    return copies(value, at, repeats, at + 1);
  },
);

/** x laid out several times along each axis. */
export const tile: Unary<[repeats: readonly number[]]> = /* @__PURE__ */ operation(
  "Tile",
  (x: unknown, given: readonly number[]) => {
    const value = toValue("Tile", x);
    const repeats = integers("Tile", "repeats", given, 0);
    const missing = Math.max(0, repeats.length - value.shape.length);
    if (missing > 0) keepTimeAxis(value, 0);
    const start = reshaped(value, [...new Array<number>(missing).fill(1), ...value.shape]);
    const ahead = start.shape.length - repeats.length;
    return repeats.reduce(
      (tiled, count, i) => (count === 1 ? tiled : copies(tiled, ahead + i, count, ahead + i)),
      start,
    );
  },
);

/** Copies along a new axis at `at`, which then becomes part of `axis`. */
function copies(x: Value, axis: number, times: number, at: number): Value {
  const widened = reshaped(x, [...x.shape.slice(0, at), 1, ...x.shape.slice(at)], x.walk);
  const shape = [...widened.shape.slice(0, at), times, ...widened.shape.slice(at + 1)];
  const walk = axis >= 2 && x.walk === "step" ? "step" : undefined;
  const wide = rearranged("Repeat", widened, shape, again, walk);
  const size = x.shape[axis] as Dimension;
  return reshaped(
    wide,
    x.shape.map((other, i) => (i === axis ? (size === null ? null : size * times) : other)),
    walk,
  );
}
