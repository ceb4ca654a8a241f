/**
 * The gradient of strided readings: transposing, slicing, flipping, repeating, windows.
 *
 * @module
 */
import { rearrangeOp } from "../ops/rearrange.ts";
import { reduced } from "../ops/reduce.ts";
import * as tags from "../wasm/tags.ts";
import { shapeOf } from "./arithmetic.ts";
import { type Rule, rule } from "./gradient.ts";
import { scattered } from "./scatter.ts";

/** @internal */
export const rearrangeRule: Rule = /* @__PURE__ */ rule(rearrangeOp, ({ inputs: [x], attributes: { read } }, [dy]) => {
  const reading = read(shapeOf(x!), shapeOf(dy!));
  // What is read again and again along a whole axis is summed before it goes back.
  const repeated = reading.strides.map((_, i) => i).filter((i) => reading.strides[i] === 0 && dy!.shape[i] !== 1);
  const once = reduced("Sum", tags.SUM, dy!, repeated, true);
  return [scattered(once, shapeOf(x!), reading)];
});
