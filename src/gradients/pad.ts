/**
 * The gradient of padding: the part that is not padding.
 *
 * @module
 */
import { denseStrides } from "../ops/broadcast.ts";
import { padOp } from "../ops/pad.ts";
import { rearranged } from "../ops/rearrange.ts";
import { type Rule, rule } from "./gradient.ts";

/** @internal */
export const padRule: Rule = /* @__PURE__ */ rule(padOp, ({ inputs: [x], attributes: { padding } }, [dy]) => [
  rearranged("Pad", dy!, x!.shape, (from) => {
    const strides = denseStrides(from);
    return { offset: padding.reduce((offset, [before], i) => offset + before * strides[i]!, 0), strides };
  }),
]);
