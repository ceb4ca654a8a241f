/**
 * Operations on whole rows: the softmax family.
 *
 * @module
 */
import { axis as checkAxis } from "../check.ts";
import { toValue } from "../graph/call.ts";
import { type Op, record, refuseWalk, type Value } from "../graph/value.ts";
import * as tags from "../wasm/tags.ts";
import { swapaxes } from "./axes.ts";
import { operation, type Unary } from "./operation.ts";

/** @internal */
export const rowwiseOp: Op<{ readonly tag: number }> = {
  name: "rowwise",
  infer: ([x]) => [{ shape: x!.shape, dtype: "float32" }],
  walk: ([x]) => (x!.shape.length === 2 ? refuseWalk("a softmax over the time axis") : "step"),
  emit(emitter, [x], [y], { tag }) {
    const n = x!.shape.at(-1) ?? 1;
    emitter.call("rowwise", tag, n === 0 ? 0 : x!.size / n, n, x!.address, y!.address);
  },
};

/** Records a kernel of `rowwise` over the last axis. @internal */
export function mapRows(tag: number, x: Value): Value {
  return record(rowwiseOp, [x], { tag })[0]!;
}

function alongAxis(name: string, tag: number): Unary<[axis?: number]> {
  return operation(name, (x: unknown, axis = -1) => {
    const value = toValue(name, x);
    const last = value.shape.length - 1;
    const at = checkAxis(name, "axis", axis, value.shape.length);
    if (at === last) return mapRows(tag, value);
    return swapaxes(mapRows(tag, swapaxes(value, at, last)), at, last);
  });
}

/** eˣ / Σ eˣ along an axis, the last by default. */
export const softmax: Unary<[axis?: number]> = /* @__PURE__ */ alongAxis("Softmax", tags.SOFTMAX);
/** The logarithm of the softmax along an axis, the last by default. */
export const logSoftmax: Unary<[axis?: number]> = /* @__PURE__ */ alongAxis("LogSoftmax", tags.LOG_SOFTMAX);
/** Sparsemax along an axis, the last by default, with the threshold that Keras 3 computes. */
export const sparsemax: Unary<[axis?: number]> = /* @__PURE__ */ alongAxis("Sparsemax", tags.SPARSEMAX);
