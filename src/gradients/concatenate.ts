/**
 * The gradient of putting values together: a part for each of them.
 *
 * @module
 */
import { concatenateOp } from "../ops/concatenate.ts";
import { sliced } from "../ops/rearrange.ts";
import { shapeOf } from "./arithmetic.ts";
import { type Rule, rule } from "./gradient.ts";

/** @internal */
export const concatenateRule: Rule = /* @__PURE__ */ rule(
  concatenateOp,
  ({ inputs, attributes: { axis }, wants }, [dy]) => {
    let start = 0;
    return inputs.map((input, i) => {
      const stop = start + shapeOf(input)[axis]!;
      const part = wants[i] ? sliced(dy!, axis, { start, stop }) : undefined;
      start = stop;
      return part;
    });
  },
);
