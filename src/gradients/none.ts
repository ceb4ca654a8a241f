/**
 * Ops through which no gradient flows.
 *
 * @module
 */
import { uniformOp } from "../ops/random.ts";
import { stopGradientOp } from "../ops/stop-gradient.ts";
import { type Rule, rule } from "./gradient.ts";

/** @internal */
export const uniformRule: Rule = /* @__PURE__ */ rule(uniformOp, () => []);

/** @internal */
export const stopGradientRule: Rule = /* @__PURE__ */ rule(stopGradientOp, () => []);
