/**
 * The same numbers in another shape: no kernel runs.
 *
 * @module
 */
import { axis as checkAxis, type Dimension, formatShape, openShape, type Shape, wrongShape } from "../check.ts";
import { toValue } from "../graph/call.ts";
import { type Op, record, refuseWalk, type Value, type Walk } from "../graph/value.ts";
import { sizeOf } from "../tensor.ts";
import { operation, type Unary } from "./operation.ts";

/** @internal */
export interface ReshapeAttributes {
  readonly shape: Shape;
  /** What the result is to the time of a stream, for layers that know; undefined when only the shapes tell. */
  readonly walk: Walk | undefined;
}

/** @internal */
export const reshapeOp: Op<ReshapeAttributes> = {
  name: "Reshape",
  alias: true,
  infer: ([x], { shape }) => [{ shape: resolveShape("Reshape", x!.shape, shape), dtype: x!.dtype }],
  walk([x], { shape, walk }) {
    if (walk) return walk;
    const keepsTime = shape.length >= 2 && shape[0] === x!.shape[0] && shape[1] === x!.shape[1];
    return keepsTime ? "step" : refuseWalk("a change of shape");
  },
  emit() {},
};

/** The product of sizes, unknown if one of them is. @internal */
export function productOf(sizes: Shape): Dimension {
  return sizes.reduce((product, size) => (product === null || size === null ? null : product * size), 1);
}

/** Fills in the one size that is −1; a size that depends on an unknown one becomes null. @internal */
export function resolveShape(where: string, from: Shape, to: Shape): Shape {
  if (from.every((size) => size !== null) && to.every((size) => size !== null)) {
    const total = sizeOf(from as number[]);
    const rest = sizeOf((to as number[]).filter((size) => size !== -1));
    const open = to.indexOf(-1);
    if (open < 0 ? rest !== total : rest === 0 ? total !== 0 : total % rest !== 0) {
      throw wrongShape(where, `the shape must hold the elements of ${formatShape(from)}`, to);
    }
    return to.map((size) => (size === -1 ? (rest === 0 ? 0 : total / rest) : size));
  }
  return to.map((size): Dimension => (size === -1 ? null : size));
}

/** Records a change of shape. @internal */
export function reshaped(x: Value, shape: Shape, walk?: Walk): Value {
  return record(reshapeOp, [x], { shape, walk })[0]!;
}

/** In a stream: refuses an axis put in or taken out at `axis` if the time axis would move. @internal */
export function keepTimeAxis(x: Value, axis: number): void {
  if (x.walk === "step" && axis <= 1) refuseWalk("an axis before that of time");
}

/** The same value under another identity, so that it can have another mask. @internal */
export function identity(x: Value): Value {
  return reshaped(x, x.shape, x.walk === "step" ? "step" : undefined);
}

/** x in another shape; one size may be −1 and follows from the others. */
export const reshape: Unary<[shape: readonly number[]]> = /* @__PURE__ */ operation(
  "Reshape",
  (x: unknown, shape: readonly number[]) => {
    const value = toValue("Reshape", x);
    // The 1 that an axis of time is in a stream says nothing about a 1 that is asked for.
    if (shape[1] === 1) keepTimeAxis(value, 1);
    return reshaped(value, keepUnknown(value.shape, openShape("Reshape", "shape", shape)));
  },
);

/** With an unknown batch, a leading −1 is the batch itself if the rest agrees. */
function keepUnknown(from: Shape, to: readonly number[]): Shape {
  const unknown = from.filter((size) => size === null).length;
  if (unknown !== 1 || from[0] !== null || to[0] !== -1) return to;
  return [null, ...to.slice(1)];
}

/** x with an axis of size 1 put in at `axis`, or one at each of several. */
export const expandDims: Unary<[axis: number | readonly number[]]> = /* @__PURE__ */ operation(
  "ExpandDims",
  (x: unknown, axis: number | readonly number[]) => {
    const value = toValue("ExpandDims", x);
    const given = [axis].flat();
    const rank = value.shape.length + given.length;
    const at = given.map((one) => checkAxis("ExpandDims", "axis", one, rank));
    keepTimeAxis(value, Math.min(...at));
    const sizes = [...value.shape];
    return reshaped(
      value,
      Array.from({ length: rank }, (_, i): Dimension => (at.includes(i) ? 1 : sizes.shift()!)),
    );
  },
);

/** x without its axes of size 1, or without those named. */
export const squeeze: Unary<[axis?: number | readonly number[]]> = /* @__PURE__ */ operation(
  "Squeeze",
  (x: unknown, axis?: number | readonly number[]) => {
    const value = toValue("Squeeze", x);
    const rank = value.shape.length;
    const given = axis === undefined ? undefined : [axis].flat().map((one) => checkAxis("Squeeze", "axis", one, rank));
    for (const one of given ?? []) {
      if (value.shape[one] !== 1) throw wrongShape("Squeeze", `axis ${one} must have size 1`, value.shape);
      keepTimeAxis(value, one);
    }
    return reshaped(
      value,
      value.shape.filter((size, i) => (given ? !given.includes(i) : size !== 1)),
    );
  },
);
