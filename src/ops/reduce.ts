/**
 * Operations that make one number of many along axes.
 *
 * @module
 */
import { axis as checkAxis, type Dimension } from "../check.ts";
import { toValue } from "../graph/call.ts";
import { type Op, record, refuseWalk, type Value } from "../graph/value.ts";
import { type DType, sizeOf } from "../tensor.ts";
import * as tags from "../wasm/tags.ts";
import { operation, type Unary } from "./operation.ts";
import { transpose } from "./rearrange.ts";
import { reshaped } from "./reshape.ts";

/** @internal */
export interface ReduceAttributes {
  readonly tag: number;
  /** The first and the last axis that goes. */
  readonly from: number;
  readonly to: number;
  readonly dtype: DType | undefined;
}

/** Reduces neighbouring axes, which disappear. @internal */
export const reduceOp: Op<ReduceAttributes> = {
  name: "reduce",
  infer([x], { from, to, dtype }) {
    const shape = [...x!.shape.slice(0, from), ...x!.shape.slice(to + 1)];
    return [{ shape, dtype: dtype ?? x!.dtype }];
  },
  walk: (_, { from }) => (from <= 1 ? refuseWalk("a reduction over the time axis") : "step"),
  emit(emitter, [x], [y], { tag, from, to }) {
    const outer = sizeOf(x!.shape.slice(0, from));
    const inner = sizeOf(x!.shape.slice(to + 1));
    emitter.call("reduce", tag, outer, sizeOf(x!.shape.slice(from, to + 1)), inner, x!.address, y!.address);
  },
};

/** Over which axes to reduce: all by default; a single one may count from the end. */
export type Axes = number | readonly number[] | null | undefined;

/** Records a kernel of `reduce`. @internal */
export function reduced(name: string, tag: number, x: Value, axes: Axes, keepdims: boolean, dtype?: DType): Value {
  const rank = x.shape.length;
  const given = axes === undefined || axes === null ? x.shape.map((_, i) => i) : [axes].flat();
  const gone = [...new Set(given.map((one) => checkAxis(name, "axis", one, rank)))].sort((a, b) => a - b);
  if (gone.length === 0) return x;
  const adjacent = gone.every((axis, i) => i === 0 || axis === gone[i - 1]! + 1);
  // Axes that are apart are brought together at the end.
  const kept = x.shape.map((_, i) => i).filter((i) => !gone.includes(i));
  const together = adjacent ? x : transpose(x, [...kept, ...gone]);
  const from = adjacent ? gone[0]! : kept.length;
  const result = record(reduceOp, [together], { tag, from, to: from + gone.length - 1, dtype })[0]!;
  if (!keepdims) return result;
  const shape = x.shape.map((size, i): Dimension => (gone.includes(i) ? 1 : size));
  return reshaped(result, shape);
}

function reduction(name: string, tag: number, dtype?: (x: DType) => DType): Unary<[axis?: Axes, keepdims?: boolean]> {
  return operation(name, (x: unknown, axis?: Axes, keepdims = false) => {
    const value = toValue(name, x);
    return reduced(name, tag, value, axis, keepdims, dtype?.(value.dtype));
  });
}

const counts = (x: DType): DType => (x === "bool" ? "int32" : x);
const floats = (): DType => "float32";
const bools = (): DType => "bool";
const ints = (): DType => "int32";

/** The sum over axes. */
export const sum: Unary<[axis?: Axes, keepdims?: boolean]> = /* @__PURE__ */ reduction("Sum", tags.SUM, counts);
/** The mean over axes. */
export const mean: Unary<[axis?: Axes, keepdims?: boolean]> = /* @__PURE__ */ reduction("Mean", tags.MEAN, floats);
/** The greatest over axes. */
export const max: Unary<[axis?: Axes, keepdims?: boolean]> = /* @__PURE__ */ reduction("Max", tags.MAX);
/** The least over axes. */
export const min: Unary<[axis?: Axes, keepdims?: boolean]> = /* @__PURE__ */ reduction("Min", tags.MIN);
/** The product over axes. */
export const prod: Unary<[axis?: Axes, keepdims?: boolean]> = /* @__PURE__ */ reduction("Prod", tags.PRODUCT, counts);
/** Whether any is true. */
export const any: Unary<[axis?: Axes, keepdims?: boolean]> = /* @__PURE__ */ reduction("Any", tags.ANY, bools);
/** Whether all are true. */
export const all: Unary<[axis?: Axes, keepdims?: boolean]> = /* @__PURE__ */ reduction("All", tags.ALL, bools);
/** The index of the greatest. */
export const argmax: Unary<[axis?: number | null, keepdims?: boolean]> = /* @__PURE__ */ reduction(
  "Argmax",
  tags.ARGMAX,
  ints,
);
/** The index of the least. */
export const argmin: Unary<[axis?: number | null, keepdims?: boolean]> = /* @__PURE__ */ reduction(
  "Argmin",
  tags.ARGMIN,
  ints,
);
