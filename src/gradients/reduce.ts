/**
 * Gradients of reductions.
 *
 * @module
 */
import type { Value } from "../graph/value.ts";
import { combine } from "../ops/binary.ts";
import { type Padding, padded } from "../ops/pad.ts";
import { broadcasted, sliced } from "../ops/rearrange.ts";
import { reduced, reduceOp } from "../ops/reduce.ts";
import { reshaped } from "../ops/reshape.ts";
import { sizeOf } from "../tensor.ts";
import * as tags from "../wasm/tags.ts";
import { over, shapeOf, times } from "./arithmetic.ts";
import { type Rule, rule } from "./gradient.ts";

/** The products of the elements before each one along axis 1, or of those behind it. */
function productsBeside(x: Value, isBefore: boolean): Value {
  const size = shapeOf(x)[1]!;
  // Moves all along the axis by some steps and fills up with ones.
  const moved = (from: Value, by: number): Value => {
    const kept = sliced(from, 1, isBefore ? { stop: size - by } : { start: by });
    const missing: Padding = [[0, 0], isBefore ? [by, 0] : [0, by], [0, 0]];
    return padded(kept, missing, 1);
  };
  let products = moved(x, 1);
  for (let reach = 1; reach < size; reach *= 2) products = times(products, moved(products, reach));
  return products;
}

/** By each element, the product of all others: not a quotient, since elements may be 0. */
function ofProduct(x: Value, from: number, to: number): Value {
  const shape = shapeOf(x);
  const rows = [shape.slice(0, from), shape.slice(from, to + 1), shape.slice(to + 1)].map(sizeOf);
  if (rows[1] === 0) return x;
  const lines = reshaped(x, rows);
  return reshaped(times(productsBeside(lines, true), productsBeside(lines, false)), shape);
}

/** @internal */
export const reduceRule: Rule = /* @__PURE__ */ rule(
  reduceOp,
  ({ inputs: [x], outputs: [y], attributes: { tag, from, to } }, [dy]) => {
    const shape = shapeOf(x!);
    const axes = shape.map((_, i) => i).slice(from, to + 1);
    const spread = (reduction: Value): Value => {
      return reshaped(
        reduction,
        shape.map((size, i) => (axes.includes(i) ? 1 : size)),
      );
    };
    switch (tag) {
      case tags.SUM:
        return [broadcasted(spread(dy!), shape)];
      case tags.MEAN:
        return [broadcasted(spread(over(dy!, sizeOf(shape.slice(from, to + 1)))), shape)];
      case tags.MAX:
      case tags.MIN: {
        // Equals share the gradient.
        const isBest = combine("Equal", tags.EQUAL, x, spread(y!), "float32");
        const count = reduced("Sum", tags.SUM, isBest, axes, true);
        return [times(isBest, over(spread(dy!), count))];
      }
      case tags.PRODUCT:
        return [times(spread(dy!), ofProduct(x!, from, to))];
      default:
        // Truths and places are flat.
        return [];
    }
  },
);
