/**
 * Elements by index.
 *
 * @module
 */
import { agree, axis as checkAxis, formatShape, positiveInteger, wrongShape, wrongValue } from "../check.ts";
import { type Operand, toValue } from "../graph/call.ts";
import { currentScope, type Op, type OpNode, record, type Value } from "../graph/value.ts";
import { tensor } from "../tensor.ts";
import * as tags from "../wasm/tags.ts";
import { combine } from "./binary.ts";
import { MOST_ROWS, multiples } from "./labels.ts";
import { operation, type Result, type Unary } from "./operation.ts";
import { transpose } from "./rearrange.ts";
import { expandDims, productOf, reshaped } from "./reshape.ts";
import { chosen } from "./where.ts";

/** @internal */
export const gatherOp: Op<undefined> = {
  name: "Take",
  infer([ids, table]) {
    const [rows, ...rest] = table!.shape;
    if (Number(rows) > MOST_ROWS) {
      const rule = "the table must have at most 2^24 rows, as many as a float32 can count";
      throw wrongShape(currentScope() || "Take", rule, table!.shape);
    }
    return [{ shape: [...ids!.shape, ...rest], dtype: table!.dtype }];
  },
  emit(emitter, [ids, table], [y]) {
    const rows = table!.shape[0]!;
    const width = rows === 0 ? 0 : table!.size / rows;
    emitter.call("gather", ids!.size, rows, width, ids!.address, table!.address, y!.address);
  },
  fault(node: OpNode, value: number) {
    const rows = node.inputs[1]!.shape[0];
    return wrongValue(node.scope || "Take", `indices must be integers from 0 to ${Number(rows) - 1}`, value);
  },
};

/** Rows of a table. @internal */
export function gathered(ids: Value, table: Value): Value {
  return record(gatherOp, [ids, table], undefined)[0]!;
}

/** Indices, also as a list of numbers; those below 0 count from the end. */
function indicesOf(given: unknown, size: number | null): Value {
  const indices = Array.isArray(given) ? toValue("Take", tensor(given)) : toValue("Take", given);
  if (size === null) return indices;
  const isBelow = combine("Take", tags.LESS, indices, 0, "bool");
  return chosen(isBelow, combine("Take", tags.ADD, indices, size), indices);
}

/**
 * The elements of x at some indices along an axis, which the axes of the indices replace; without an axis, of all of x
 * in one row.
 */
export const take: <X extends Operand, I extends Operand | readonly number[]>(
  x: X,
  indices: I,
  axis?: number | null,
) => Result<X | I> = /* @__PURE__ */ operation("Take", (x: unknown, given: unknown, axis?: number | null) => {
  const operand = toValue("Take", x);
  const value = typeof axis === "number" ? operand : reshaped(operand, [productOf(operand.shape)]);
  const rank = value.shape.length;
  const at = checkAxis("Take", "axis", axis ?? 0, rank);
  const indices = indicesOf(given, value.shape[at]!);
  if (at === 0) return gathered(indices, value);
  const others = value.shape.map((_, i) => i).filter((i) => i !== at);
  const rows = gathered(indices, transpose(value, [at, ...others]));
  // The axes of the indices stand in front of the others; they go to where the axis was.
  const count = indices.shape.length;
  const ids = indices.shape.map((_, i) => i);
  const rest = others.map((_, i) => count + i);
  return transpose(rows, [...rest.slice(0, at), ...ids, ...rest.slice(at)]);
});

/** Of each row along an axis, the last by default, the elements at the indices of the same row. */
export const takeAlongAxis: <X extends Operand, I extends Operand>(x: X, indices: I, axis?: number) => Result<X | I> =
  /* @__PURE__ */ operation("TakeAlongAxis", (x: unknown, given: unknown, axis = -1) => {
    const value = toValue("TakeAlongAxis", x);
    const rank = value.shape.length;
    const at = checkAxis("TakeAlongAxis", "axis", axis, rank);
    const last = [...value.shape.map((_, i) => i).filter((i) => i !== at), at];
    const places = indicesOf(given, value.shape[at]!);
    if (places.shape.length !== rank || !places.shape.every((size, i) => i === at || agree(size, value.shape[i]))) {
      const rule = `indices must agree with ${formatShape(value.shape)} but on axis ${at}`;
      throw wrongShape("TakeAlongAxis", rule, places.shape);
    }
    const indices = transpose(places, last);
    const table = transpose(value, last);
    const [rows, width] = [productOf(table.shape.slice(0, -1)), table.shape[rank - 1]!];
    const count = indices.shape[rank - 1]!;
    // Sizes are unknown only while a model is put together, when nothing is computed.
    const starts = multiples("TakeAlongAxis", "elements of x", rows ?? 1, width ?? 0);
    const flat = combine(
      "TakeAlongAxis",
      tags.ADD,
      reshaped(indices, [rows, count]),
      tensor(starts, [starts.length, 1]),
    );
    const found = reshaped(gathered(flat, reshaped(table, [productOf(table.shape)])), indices.shape);
    return transpose(
      found,
      value.shape.map((_, i) => last.indexOf(i)),
    );
  });

/** 1 at the place that x names along a new axis of `classes` elements, the last by default, and 0 elsewhere. */
export const oneHot: Unary<[classes: number, axis?: number]> = /* @__PURE__ */ operation(
  "OneHot",
  (x: unknown, classes: number, axis = -1) => {
    const value = toValue("OneHot", x);
    const at = checkAxis("OneHot", "axis", axis, value.shape.length + 1);
    const places = multiples("OneHot", "classes", positiveInteger("OneHot", "classes", classes));
    const behind = new Array<number>(value.shape.length - at).fill(1);
    return combine("OneHot", tags.EQUAL, expandDims(value, at), tensor(places, [classes, ...behind]), "float32");
  },
);
