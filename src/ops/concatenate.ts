/**
 * Putting several values together, and taking one apart.
 *
 * @module
 */
import {
  agree,
  axis as checkAxis,
  type Dimension,
  formatShape,
  integers,
  numberWithin,
  positiveInteger,
  wrongShape,
  wrongType,
  wrongValue,
} from "../check.ts";
import { type Operand, toValue } from "../graph/call.ts";
import { type Op, record, refuseWalk, type Value } from "../graph/value.ts";
import { commonType, denseStrides } from "./broadcast.ts";
import { operation, type Result } from "./operation.ts";
import { sliced } from "./rearrange.ts";
import { keepTimeAxis, reshaped } from "./reshape.ts";

/** @internal */
export const concatenateOp: Op<{ readonly axis: number }> = {
  name: "Concatenate",
  infer(inputs, { axis }) {
    const sizes = inputs.map((input) => input.shape[axis] as Dimension);
    const total = sizes.includes(null) ? null : (sizes as number[]).reduce((sum, size) => sum + size, 0);
    const shape = inputs[0]!.shape.map((size, i): Dimension => {
      if (i === axis) return total;
      return size ?? inputs.find((input) => input.shape[i] !== null)?.shape[i] ?? null;
    });
    return [{ shape, dtype: commonType(inputs) }];
  },
  walk: (_, { axis }) => (axis === 1 ? refuseWalk("joining along the time axis") : "step"),
  emit(emitter, inputs, [y], { axis }) {
    const stride = denseStrides(y!.shape)[axis]!;
    const row = stride * y!.shape[axis]!;
    let at = y!.address;
    for (const x of inputs) {
      const width = stride * x.shape[axis]!;
      emitter.call("copy", 1, 1, width === 0 ? 0 : x.size / width, width, x.address, 0, 0, width, 1, at, 0, 0, row, 1);
      at += width * 4;
    }
  },
};

/** @internal */
export function concatenated(values: readonly Value[], axis: number): Value {
  const rank = values[0]?.shape.length ?? 0;
  if (values.length === 0) throw wrongValue("Concatenate", "inputs must be a list of at least one", values);
  const at = checkAxis("Concatenate", "axis", axis, rank);
  for (const { shape } of values) {
    const agrees = shape.length === rank && shape.every((size, i) => i === at || agree(size, values[0]!.shape[i]));
    if (agrees) continue;
    throw wrongShape("Concatenate", `inputs must agree with ${formatShape(values[0]!.shape)} but on axis ${at}`, shape);
  }
  return record(concatenateOp, values, { axis: at })[0]!;
}

function several(where: string, values: unknown): readonly unknown[] {
  if (Array.isArray(values) && values.length > 0) return values;
  throw wrongType(where, "inputs must be a list of at least one", values);
}

/** Values one after another along an axis, the last by default. */
export const concatenate: <X extends Operand>(values: readonly X[], axis?: number) => Result<X> =
  /* @__PURE__ */ operation("Concatenate", (values: readonly unknown[], axis = -1) =>
    concatenated(
      several("Concatenate", values).map((value) => toValue("Concatenate", value)),
      axis,
    ),
  );

/** Values of one shape side by side along a new axis, the first by default. */
export const stack: <X extends Operand>(values: readonly X[], axis?: number) => Result<X> = /* @__PURE__ */ operation(
  "Stack",
  (given: readonly unknown[], axis = 0) => {
    const values = several("Stack", given).map((value) => toValue("Stack", value));
    const at = checkAxis("Stack", "axis", axis, (values[0]?.shape.length ?? 0) + 1);
    for (const value of values) keepTimeAxis(value, at);
    const widened = values.map((x) => reshaped(x, [...x.shape.slice(0, at), 1, ...x.shape.slice(at)]));
    return concatenated(widened, at);
  },
);

/** A list of N parts, where N is known; N from 0 up. */
type Parts<T, N, List extends T[] = []> = N extends number
  ? number extends N
    ? T[]
    : List["length"] extends N
      ? List
      : `${N}` extends `-${string}` | `${string}.${string}`
        ? T[]
        : Parts<T, N, [...List, T]>
  : T[];

/** More than any program has: of an axis without elements, or of unknown size, there could be any number. @internal */
export const MOST_PARTS: number = 2 ** 16;

/** A value in equal parts along an axis, the last by default; or in parts that end before each of some indices. */
export const split: <X extends Operand, const N extends number | readonly number[]>(
  x: X,
  parts: N,
  axis?: number,
) => Parts<Result<X>, N> = /* @__PURE__ */ operation(
  "Split",
  (x: unknown, parts: number | readonly number[], axis = -1) => {
    const value = toValue("Split", x);
    const at = checkAxis("Split", "axis", axis, value.shape.length);
    const size = value.shape[at] as Dimension;
    if (typeof parts !== "number") {
      const ends = integers("Split", "parts", parts);
      return [...ends, undefined].map((stop, i) => sliced(value, at, { start: ends[i - 1], stop }));
    }
    numberWithin("Split", "parts", positiveInteger("Split", "parts", parts), 1, MOST_PARTS);
    // The size is unknown only while a model is put together, when nothing is computed.
    if (size === null) return new Array<Value>(parts).fill(value);
    if (size % parts !== 0) throw wrongShape("Split", `axis ${at} must be divisible by ${parts}`, value.shape);
    const width = size / parts;
    return Array.from({ length: parts }, (_, i) => sliced(value, at, { start: i * width, stop: (i + 1) * width }));
  },
);
