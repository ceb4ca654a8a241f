/**
 * Broadcasting: NumPy's rule, and the strides by which kernels follow it.
 *
 * @module
 */
import { type Dimension, formatShape, type Shape, wrongShape } from "../check.ts";
import type { DType } from "../tensor.ts";

/** The shape that two shapes make together. */
export function broadcastShapes(where: string, a: Shape, b: Shape): Shape {
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, i): Dimension => {
    const m = a[i - rank + a.length] === undefined ? 1 : a[i - rank + a.length]!;
    const n = b[i - rank + b.length] === undefined ? 1 : b[i - rank + b.length]!;
    if (m === 1) return n;
    if (n === 1 || m === n || n === null) return m;
    if (m === null) return n;
    throw wrongShape(where, `the second operand must have a shape that broadcasts with ${formatShape(a)}`, b);
  });
}

/** The kind that values of several kinds become together: floats before integers before booleans. */
export function commonType(values: readonly { readonly dtype: DType }[]): DType {
  const kinds = values.map(({ dtype }) => dtype);
  return kinds.includes("float32") ? "float32" : kinds.includes("int32") ? "int32" : "bool";
}

/** Strides, in elements, of a dense tensor. */
export function denseStrides(shape: readonly number[]): number[] {
  const strides = new Array<number>(shape.length);
  let stride = 1;
  for (let i = shape.length - 1; i >= 0; i--) {
    strides[i] = stride;
    stride *= shape[i]!;
  }
  return strides;
}

/** Strides by which a tensor of `shape` is read as one of shape `to`: 0 where it is repeated. */
export function broadcastStrides(shape: readonly number[], to: readonly number[]): number[] {
  const dense = denseStrides(shape);
  const missing = to.length - shape.length;
  return to.map((_, i) => (i < missing || shape[i - missing] === 1 ? 0 : dense[i - missing]!));
}

/** One axis of a loop: how often, and by which stride each operand moves. */
export interface Axis {
  readonly size: number;
  readonly strides: readonly number[];
}

/**
 * The loops over a shape with as few axes as the operands' strides allow: neighbours over which all operands walk as over
 * one axis are merged, axes of size 1 dropped.
 */
export function loopsOver(shape: readonly number[], strides: readonly (readonly number[])[]): Axis[] {
  const axes: Axis[] = [];
  shape.forEach((size, i) => {
    if (size === 1) return;
    const outer = axes.at(-1);
    const here = strides.map((operand) => operand[i]!);
    if (outer?.strides.every((stride, operand) => stride === here[operand]! * size)) {
      axes[axes.length - 1] = { size: outer.size * size, strides: here };
    } else {
      axes.push({ size, strides: here });
    }
  });
  return axes;
}

/** Axes that a kernel loops over by itself. */
const KERNEL_AXES = 4;

/** A number for each of the axes that a kernel loops over. */
export type Four = readonly [number, number, number, number];

/**
 * Calls `body` for each combination of the outer axes that are too many for a kernel: with the sizes of the four inner axes
 * (padded in front by axes of size 1), the strides of each operand along them, and the operands' offsets in elements.
 */
export function forEachKernel(
  axes: readonly Axis[],
  operands: number,
  body: (sizes: Four, strides: readonly Four[], offsets: readonly number[]) => void,
  offsets: readonly number[] = new Array<number>(operands).fill(0),
): void {
  const [first, ...rest] = axes;
  if (first && axes.length > KERNEL_AXES) {
    for (let i = 0; i < first.size; i++) {
      const moved = offsets.map((offset, operand) => offset + i * first.strides[operand]!);
      forEachKernel(rest, operands, body, moved);
    }
    return;
  }
  const one: Axis = { size: 1, strides: new Array<number>(operands).fill(0) };
  const inner = [...new Array<Axis>(KERNEL_AXES - axes.length).fill(one), ...axes] as [Axis, Axis, Axis, Axis];
  const four = (of: (axis: Axis) => number): Four => [of(inner[0]), of(inner[1]), of(inner[2]), of(inner[3])];
  const strides = offsets.map((_, operand) => four((axis) => axis.strides[operand]!));
  body(
    four(({ size }) => size),
    strides,
    offsets,
  );
}
