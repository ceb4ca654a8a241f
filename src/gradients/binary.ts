/**
 * Gradients of operations on two operands. Where one is not smooth, it is the gradient that TensorFlow takes.
 *
 * @module
 */
import { toValue } from "../graph/call.ts";
import type { Value } from "../graph/value.ts";
import { binaryOp, combine } from "../ops/binary.ts";
import { mapElements } from "../ops/unary.ts";
import { chosen } from "../ops/where.ts";
import * as tags from "../wasm/tags.ts";
import { isAbove, minus, negated, over, shapeOf, summedTo, times } from "./arithmetic.ts";
import { type Rule, rule } from "./gradient.ts";

/** The gradient by one operand, before it is summed to the operand's shape. */
type Partial = (dy: Value, a: Value, b: Value, y: Value) => Value;

const zero = (): Value => toValue("constant", 0);
const power = (a: Value, b: Value): Value => combine("Power", tags.POWER, a, b, "float32");

// Of equals, the first gets the gradient.
const byFirst = (tag: number): Partial => {
  return (dy, a, b) => chosen(combine("Select", tag, a, b, "bool"), dy, zero());
};
const bySecond = (tag: number): Partial => {
  return (dy, a, b) => chosen(combine("Select", tag, a, b, "bool"), zero(), dy);
};

// Comparisons, logic and whole quotients are flat wherever they have a derivative.
const partials: Readonly<Record<number, readonly [a: Partial, b: Partial]>> = {
  [tags.ADD]: [(dy) => dy, (dy) => dy],
  [tags.SUBTRACT]: [(dy) => dy, (dy) => negated(dy)],
  [tags.MULTIPLY]: [(dy, _, b) => times(dy, b), (dy, a) => times(dy, a)],
  [tags.DIVIDE]: [(dy, _, b) => over(dy, b), (dy, _, b, y) => negated(times(dy, over(y, b)))],
  [tags.POWER]: [
    (dy, a, b) => times(times(dy, b), power(a, minus(b, 1))),
    (dy, a, _, y) => {
      const isPositive = isAbove(a, 0);
      const log = mapElements("Log", tags.LOG, chosen(isPositive, a, toValue("constant", 1)));
      return times(times(dy, y), log);
    },
  ],
  [tags.MAXIMUM]: [byFirst(tags.GREATER_EQUAL), bySecond(tags.GREATER_EQUAL)],
  [tags.MINIMUM]: [byFirst(tags.LESS_EQUAL), bySecond(tags.LESS_EQUAL)],
  [tags.MODULO]: [
    (dy) => dy,
    (dy, a, b) => negated(times(dy, combine("FloorDivide", tags.FLOOR_DIVIDE, a, b, "float32"))),
  ],
};

/** @internal */
export const binaryRule: Rule = /* @__PURE__ */ rule(
  binaryOp,
  ({ inputs: [a, b], outputs: [y], attributes: { tag }, wants }, [dy]) => {
    return (
      partials[tag]?.map((partial, i) => {
        return wants[i] ? summedTo(partial(dy!, a!, b!, y!), shapeOf(i === 0 ? a! : b!)) : undefined;
      }) ?? []
    );
  },
);
