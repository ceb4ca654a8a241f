/**
 * The gradient of a change of shape: the same, back.
 *
 * @module
 */
import { reshaped, reshapeOp } from "../ops/reshape.ts";
import { type Rule, rule } from "./gradient.ts";

/** @internal */
export const reshapeRule: Rule = /* @__PURE__ */ rule(reshapeOp, ({ inputs: [x] }, [dy]) => [reshaped(dy!, x!.shape)]);
