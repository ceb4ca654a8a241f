/**
 * Gradients of the softmax family.
 *
 * @module
 */
import type { Value } from "../graph/value.ts";
import { combine } from "../ops/binary.ts";
import { reduced } from "../ops/reduce.ts";
import { expandDims } from "../ops/reshape.ts";
import { rowwiseOp } from "../ops/rowwise.ts";
import { mapElements } from "../ops/unary.ts";
import { tensor } from "../tensor.ts";
import * as tags from "../wasm/tags.ts";
import { isAbove, minus, over, plus, times } from "./arithmetic.ts";
import { type Rule, rule } from "./gradient.ts";

const rowSums = (x: Value, keepdims = true): Value => reduced("Sum", tags.SUM, x, -1, keepdims, "float32");

/**
 * The gradient of Keras's threshold by each element. Element r of the sorted support, counted from 1, is in the last
 * k − r + 1 of the k cumulative sums whose mean the threshold is.
 */
function ofThreshold(x: Value): Value {
  const shape = x.shape as readonly number[];
  const [one, other] = [expandDims(x, -1), expandDims(x, -2)];
  // Which elements come before each one when the row is sorted downwards, itself included; equals in their order.
  const places = Int32Array.from({ length: shape.at(-1)! }, (_, i) => i);
  const isEarlier = combine(
    "LessEqual",
    tags.LESS_EQUAL,
    tensor(places, [1, places.length]),
    tensor(places, [places.length, 1]),
    "bool",
  );
  const isTied = times(combine("Equal", tags.EQUAL, other, one, "bool"), isEarlier);
  const isBefore = plus(isAbove(other, one), isTied);
  const rank = rowSums(isBefore, false);
  const sums = rowSums(times(isBefore, other), false);
  const isSupport = isAbove(plus(times(rank, x), 1), sums);
  const count = rowSums(isSupport);
  return over(times(isSupport, plus(minus(count, rank), 1)), count);
}

/** @internal */
export const rowwiseRule: Rule = /* @__PURE__ */ rule(
  rowwiseOp,
  ({ inputs: [x], outputs: [y], attributes: { tag } }, [dy]) => {
    if (tag === tags.SOFTMAX) return [times(y!, minus(dy!, rowSums(times(dy!, y!))))];
    if (tag === tags.LOG_SOFTMAX) {
      return [minus(dy!, times(mapElements("Exp", tags.EXPONENTIAL, y), rowSums(dy!)))];
    }
    const cut = times(dy!, isAbove(y!, 0));
    return [minus(cut, times(rowSums(cut), ofThreshold(x!)))];
  },
);
