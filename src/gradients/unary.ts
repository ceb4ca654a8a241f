/**
 * Gradients of operations on each element by itself.
 *
 * @module
 */
import { mapElements, unaryOp } from "../ops/unary.ts";
import * as tags from "../wasm/tags.ts";
import { activations, type Derivative } from "./activations.ts";
import { negated, over, plus, squared, times } from "./arithmetic.ts";
import { type Rule, rule } from "./gradient.ts";

// Roundings, signs and truths are flat wherever they have a derivative.
const mathematics: Readonly<Record<number, Derivative>> = {
  [tags.EXPM1]: (dy, x) => times(dy, mapElements("Exp", tags.EXPONENTIAL, x)),
  [tags.LOG]: (dy, x) => over(dy, x),
  [tags.LOG1P]: (dy, x) => over(dy, plus(x, 1)),
  [tags.SQRT]: (dy, _, y) => over(times(dy, 0.5), y),
  [tags.RSQRT]: (dy, _, y) => times(times(dy, -0.5), times(squared(y), y)),
  [tags.SQUARE]: (dy, x) => times(dy, times(x, 2)),
  [tags.RECIPROCAL]: (dy, _, y) => negated(times(dy, squared(y))),
  [tags.NEGATIVE]: (dy) => negated(dy),
  [tags.ABSOLUTE]: (dy, x) => times(dy, mapElements("Sign", tags.SIGN, x)),
  [tags.SIN]: (dy, x) => times(dy, mapElements("Cos", tags.COS, x)),
  [tags.COS]: (dy, x) => negated(times(dy, mapElements("Sin", tags.SIN, x))),
  [tags.ERF]: (dy, x) => {
    const bell = mapElements("Exp", tags.EXPONENTIAL, negated(squared(x)));
    return times(dy, times(bell, 2 / Math.sqrt(Math.PI)));
  },
};

/** @internal */
export const unaryRule: Rule = /* @__PURE__ */ rule(
  unaryOp,
  ({ inputs: [x], outputs: [y], attributes: { tag } }, [dy]) => {
    return [(activations[tag] ?? mathematics[tag])?.(dy!, x!, y!)];
  },
);
