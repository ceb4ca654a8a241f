/**
 * The gradient of a choice: it goes to what was chosen, and to the other none, whatever that is.
 *
 * @module
 */
import { toValue } from "../graph/call.ts";
import { chosen, whereOp } from "../ops/where.ts";
import { shapeOf, summedTo } from "./arithmetic.ts";
import { type Rule, rule } from "./gradient.ts";

/** @internal */
export const whereRule: Rule = /* @__PURE__ */ rule(whereOp, ({ inputs: [condition, a, b], wants }, [dy]) => {
  const zero = toValue("constant", 0);
  return [
    undefined,
    wants[1] ? summedTo(chosen(condition!, dy!, zero), shapeOf(a!)) : undefined,
    wants[2] ? summedTo(chosen(condition!, zero, dy!), shapeOf(b!)) : undefined,
  ];
});
