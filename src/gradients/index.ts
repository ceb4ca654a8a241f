/**
 * The gradients of all ops.
 *
 * @module
 */
import { type Backward, backwardBy, type Rule } from "./gradient.ts";

const rules: readonly Rule[] = [];

/** The gradients by some sources of what has the given gradients by some outputs. @internal */
export const gradients: Backward = /* @__PURE__ */ backwardBy(rules);
