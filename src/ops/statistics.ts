/**
 * Reductions, and sums on the way, that are made of others.
 *
 * @module
 */
import { axis as checkAxis } from "../check.ts";
import { toValue } from "../graph/call.ts";
import { refuseWalk, type Value } from "../graph/value.ts";
import * as tags from "../wasm/tags.ts";
import { combine } from "./binary.ts";
import { operation, type Unary } from "./operation.ts";
import { type Padding, padded } from "./pad.ts";
import { sliced } from "./rearrange.ts";
import { type Axes, reduced } from "./reduce.ts";
import { productOf, reshaped } from "./reshape.ts";
import { stopGradient } from "./stop-gradient.ts";
import { cast, mapElements } from "./unary.ts";
import { chosen } from "./where.ts";

type Reduction = Unary<[axis?: Axes, keepdims?: boolean]>;

function varianceOf(name: string, x: unknown, axis: Axes, keepdims: boolean): Value {
  const value = toValue(name, x);
  const mean = reduced(name, tags.MEAN, value, axis, true, "float32");
  const centred = combine(name, tags.SUBTRACT, value, mean);
  return reduced(name, tags.MEAN, mapElements(name, tags.SQUARE, centred), axis, keepdims);
}

/** The mean of the squares of what differs from the mean, over axes. */
export const variance: Reduction = /* @__PURE__ */ operation("Var", (x: unknown, axis?: Axes, keepdims = false) =>
  varianceOf("Var", x, axis, keepdims),
);

/** The square root of the variance over axes. */
export const std: Reduction = /* @__PURE__ */ operation("Std", (x: unknown, axis?: Axes, keepdims = false) =>
  mapElements("Std", tags.SQRT, varianceOf("Std", x, axis, keepdims)),
);

/** ln Σ eˣ over axes, without overflow. */
export const logsumexp: Reduction = /* @__PURE__ */ operation(
  "Logsumexp",
  (x: unknown, axis?: Axes, keepdims = false) => {
    const value = toValue("Logsumexp", x);
    const greatest = reduced("Logsumexp", tags.MAX, value, axis, true, "float32");
    // ∞ − ∞ is no number: an infinite greatest stays where it is, and 0 is taken from the rest.
    const distance = combine("Logsumexp", tags.SUBTRACT, greatest, greatest);
    const isBounded = combine("Logsumexp", tags.EQUAL, distance, 0, "bool");
    // The result does not depend on the shift, so its gradient takes it for a constant.
    const shift = stopGradient(chosen(isBounded, greatest, toValue("Logsumexp", 0)));
    const powers = mapElements("Logsumexp", tags.EXPONENTIAL, combine("Logsumexp", tags.SUBTRACT, value, shift));
    const log = mapElements("Logsumexp", tags.LOG, reduced("Logsumexp", tags.SUM, powers, axis, keepdims));
    return combine("Logsumexp", tags.ADD, log, reduced("Logsumexp", tags.MAX, shift, axis, keepdims));
  },
);

/** The sums of the elements up to each one along an axis; without an axis, of all of x in one row. */
export const cumsum: Unary<[axis?: number | null]> = /* @__PURE__ */ operation(
  "Cumsum",
  (x: unknown, axis?: number | null) => {
    const operand = toValue("Cumsum", x);
    const value = typeof axis === "number" ? operand : reshaped(operand, [productOf(operand.shape)]);
    const at = checkAxis("Cumsum", "axis", axis ?? 0, value.shape.length);
    const size = value.shape[at]!;
    if (value.walk === "step" && at === 1) refuseWalk("sums along the time axis");
    let sums = value.dtype === "bool" ? cast(value, "int32") : value;
    if (size === null) return sums;
    // Each turn adds the sums of as many elements as are in them already (Hillis & Steele 1986).
    for (let reach = 1; reach < size; reach *= 2) {
      const before: Padding = value.shape.map((_, i) => [i === at ? reach : 0, 0]);
      sums = combine("Cumsum", tags.ADD, sums, padded(sliced(sums, at, { stop: size - reach }), before, 0));
    }
    return sums;
  },
);
