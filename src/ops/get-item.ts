/**
 * Parts of a value, as Python's brackets give them.
 *
 * @module
 */
import { type Dimension, integers, wrongType, wrongValue } from "../check.ts";
import { toValue } from "../graph/call.ts";
import type { Value, Walk } from "../graph/value.ts";
import { denseStrides } from "./broadcast.ts";
import { operation, type Unary } from "./operation.ts";
import { bounds, countOf, type Reading, rearranged, type Slice } from "./rearrange.ts";
import { keepTimeAxis, reshaped } from "./reshape.ts";

/** What is taken of one axis: an element, which makes the axis disappear; a part; `"..."` for all axes left; null for a new axis. */
export type Index = number | Slice | "..." | null;

/** What an index says of one axis of the operand, or of a new one. */
type Pick = { readonly axis: number; readonly index: number | Slice } | "new";

/** Which part of which axis each index takes; axes that no index names are whole. */
function picks(key: readonly Index[], rank: number): Pick[] {
  const named = key.filter((index) => index !== null && index !== "...").length;
  if (named > rank || key.filter((index) => index === "...").length > 1) {
    throw wrongValue("GetItem", `key must have indices for ${rank} axes at most, and one "..."`, key);
  }
  let axis = 0;
  const whole = (count: number): Pick[] => Array.from({ length: count }, () => ({ axis: axis++, index: {} }));
  const found = key.flatMap((index): Pick[] => {
    if (index === null) return ["new"];
    if (index === "...") return whole(rank - named);
    if (typeof index !== "number" && (typeof index !== "object" || Array.isArray(index))) {
      throw wrongType("GetItem", 'key must consist of integers, slices, "..." and null', index);
    }
    return [{ axis: axis++, index }];
  });
  return [...found, ...whole(rank - axis)];
}

function checkIndex(index: number, size: Dimension, axis: number): void {
  if (Number.isInteger(index) && (size === null || (index >= -size && index < size))) return;
  throw wrongValue("GetItem", `index must be an integer within ${size ?? "the"} elements of axis ${axis}`, index);
}

const isWhole = (pick: Pick | undefined): boolean =>
  pick !== undefined &&
  pick !== "new" &&
  typeof pick.index === "object" &&
  (pick.index.start ?? null) === null &&
  (pick.index.stop ?? null) === null &&
  (pick.index.step ?? 1) === 1;

/** In a stream, x[:, -1] is what the last step so far has made; other parts of the time axis cannot be told. */
function walkOf(list: readonly Pick[]): Walk | undefined {
  const [batch, time] = list;
  if (!isWhole(batch) || time === undefined || time === "new") return undefined;
  return isWhole(time) ? "step" : time.index === -1 ? "prefix" : undefined;
}

function picked(x: Value, key: readonly Index[]): Value {
  const list = picks(key, x.shape.length);
  const kept = list.filter((pick) => pick === "new" || typeof pick.index !== "number");
  for (const pick of list) {
    if (pick !== "new" && typeof pick.index === "number") checkIndex(pick.index, x.shape[pick.axis]!, pick.axis);
  }
  const walk = walkOf(list);
  const shape = kept.map((pick) => (pick === "new" ? 1 : countOf(pick.index as Slice, x.shape[pick.axis]!)));
  if (list.every((pick) => pick === "new" || isWhole(pick))) {
    if (walk === undefined) keepTimeAxis(x, 1);
    return reshaped(x, shape, walk);
  }
  const read = (from: readonly number[]): Reading => {
    const dense = denseStrides(from);
    let offset = 0;
    for (const pick of list) {
      if (pick === "new") continue;
      const size = from[pick.axis]!;
      const first = typeof pick.index === "number" ? (pick.index + size) % size : bounds(pick.index, size).first;
      offset += first * dense[pick.axis]!;
    }
    const strides = kept.map((pick) => (pick === "new" ? 0 : dense[pick.axis]! * ((pick.index as Slice).step ?? 1)));
    return { offset, strides };
  };
  return rearranged("a part of the time axis", x, shape, read, walk);
}

/**
 * Part of x, by an index for each axis from the first on: x[:, -1] is `getItem(x, [{}, -1])`, x[..., 1:] is
 * `getItem(x, ["...", { start: 1 }])`.
 */
export const getItem: Unary<[key: Index | readonly Index[]]> = /* @__PURE__ */ operation(
  "GetItem",
  (x: unknown, key: Index | readonly Index[]) =>
    picked(toValue("GetItem", x), Array.isArray(key) ? key : [key as Index]),
);

/** A block of x, by where it begins and by its shape; −1 is as much as there is. */
export const slice: Unary<[start: readonly number[], shape: readonly number[]]> = /* @__PURE__ */ operation(
  "Slice",
  (x: unknown, from: readonly number[], sizes: readonly number[]) => {
    const value = toValue("Slice", x);
    const [start, shape] = [integers("Slice", "start", from, 0), integers("Slice", "shape", sizes, -1)];
    if (start.length !== value.shape.length || shape.length !== value.shape.length) {
      throw wrongValue("Slice", `start and shape must be lists of ${value.shape.length}`, start);
    }
    const key = start.map(
      (first, i): Slice => (shape[i] === -1 ? { start: first } : { start: first, stop: first + shape[i]! }),
    );
    return picked(value, key);
  },
);
