/**
 * Moving axes about.
 *
 * @module
 */
import {
  axis as checkAxis,
  type Dimension,
  integers,
  numberWithin,
  positiveInteger,
  wrongShape,
  wrongValue,
} from "../check.ts";
import { type Operand, toValue } from "../graph/call.ts";
import { refuseWalk, type Value } from "../graph/value.ts";
import { concatenated, MOST_PARTS } from "./concatenate.ts";
import { operation, type Result, type Unary } from "./operation.ts";
import { sliced, transpose } from "./rearrange.ts";
import { productOf, reshaped } from "./reshape.ts";

/** x with two axes exchanged. */
export const swapaxes: Unary<[axis1: number, axis2: number]> = /* @__PURE__ */ operation(
  "Swapaxes",
  (x: unknown, axis1: number, axis2: number) => {
    const value = toValue("Swapaxes", x);
    const a = checkAxis("Swapaxes", "axis1", axis1, value.shape.length);
    const b = checkAxis("Swapaxes", "axis2", axis2, value.shape.length);
    return transpose(
      value,
      value.shape.map((_, i) => (i === a ? b : i === b ? a : i)),
    );
  },
);

/** x with an axis, or several, at other places; the others keep their order. */
export const moveaxis: Unary<[source: number | readonly number[], destination: number | readonly number[]]> =
  /* @__PURE__ */ operation(
    "Moveaxis",
    (x: unknown, source: number | readonly number[], destination: number | readonly number[]) => {
      const value = toValue("Moveaxis", x);
      const rank = value.shape.length;
      const from = [source].flat().map((axis) => checkAxis("Moveaxis", "source", axis, rank));
      const to = [destination].flat().map((axis) => checkAxis("Moveaxis", "destination", axis, rank));
      if (from.length !== to.length || new Set(from).size !== from.length || new Set(to).size !== to.length) {
        throw wrongValue("Moveaxis", "destination must name as many axes as source, each once", destination);
      }
      return transpose(value, moved(rank, from, to));
    },
  );

/** The order in which the axes `from` stand at the places `to`, the others in their order at those left. */
function moved(rank: number, from: readonly number[], to: readonly number[]): number[] {
  const others = Array.from({ length: rank }, (_, i) => i).filter((axis) => !from.includes(axis));
  return Array.from({ length: rank }, (_, i) => (to.includes(i) ? from[to.indexOf(i)]! : others.shift()!));
}

/** All of x in one axis. */
export const ravel: Unary = /* @__PURE__ */ operation("Ravel", (x: unknown) => {
  const value = toValue("Ravel", x);
  return reshaped(value, [productOf(value.shape)]);
});

/** The elements along an axis, the first by default, as a list. */
export const unstack: <X extends Operand>(x: X, count?: number | null, axis?: number) => Result<X>[] =
  /* @__PURE__ */ operation("Unstack", (x: unknown, count?: number | null, axis = 0) => {
    const value = toValue("Unstack", x);
    const at = checkAxis("Unstack", "axis", axis, value.shape.length);
    const size = (value.shape[at] as Dimension) ?? count;
    if (typeof count === "number")
      numberWithin("Unstack", "count", positiveInteger("Unstack", "count", count), 1, MOST_PARTS);
    if (typeof size !== "number" || (typeof count === "number" && count !== size)) {
      throw wrongShape("Unstack", `axis ${at} must have ${count ?? "a known number of"} elements`, value.shape);
    }
    const shape = value.shape.filter((_, i) => i !== at);
    const walk = value.walk === "step" && at >= 2 ? "step" : undefined;
    const element = (i: number): Value => reshaped(sliced(value, at, { start: i, stop: i + 1 }), shape, walk);
    return Array.from({ length: size }, (_, i) => element(i));
  });

/** x moved on along an axis, or several; what leaves at the end comes in at the beginning. Without an axis, as one row. */
export const roll: Unary<[shift: number | readonly number[], axis?: number | readonly number[] | null]> =
  /* @__PURE__ */ operation(
    "Roll",
    (x: unknown, shift: number | readonly number[], axis?: number | readonly number[] | null) => {
      const value = toValue("Roll", x);
      const shifts = integers("Roll", "shift", [shift].flat());
      if (axis === undefined || axis === null) {
        const row = reshaped(value, [productOf(value.shape)]);
        return reshaped(rolled(row, shifts[0]!, 0), value.shape);
      }
      const axes = [axis].flat().map((one) => checkAxis("Roll", "axis", one, value.shape.length));
      return axes.reduce((so, at, i) => rolled(so, shifts[i] ?? shifts[0]!, at), value);
    },
  );

function rolled(x: Value, shift: number, axis: number): Value {
  if (x.walk === "step" && axis === 1) refuseWalk("moving along the time axis");
  const size = x.shape[axis] as Dimension;
  if (size === 0 || (size !== null && shift % size === 0)) return x;
  const end = size === null ? -shift : -(((shift % size) + size) % size);
  return concatenated([sliced(x, axis, { start: end }), sliced(x, axis, { stop: end })], axis);
}
