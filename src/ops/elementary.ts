/**
 * Functions of each element that are made of others.
 *
 * @module
 */
import { integer } from "../check.ts";
import { type Operand, toValue } from "../graph/call.ts";
import type { Value } from "../graph/value.ts";
import * as tags from "../wasm/tags.ts";
import { add, combine, divide, equal, lessEqual, multiply, notEqual, subtract } from "./binary.ts";
import { type Binary, operation, type Result, type Unary } from "./operation.ts";
import { mapElements, mapOfItsKind } from "./unary.ts";
import { chosen } from "./where.ts";

function composed(name: string, compose: (x: Value) => Value): Unary {
  return operation(name, (x: unknown) => compose(toValue(name, x)));
}

/** The logarithm to the base 2. */
export const log2: Unary = /* @__PURE__ */ composed("Log2", (x) =>
  multiply(mapElements("Log2", tags.LOG, x), Math.LOG2E),
);
/** The logarithm to the base 10. */
export const log10: Unary = /* @__PURE__ */ composed("Log10", (x) =>
  multiply(mapElements("Log10", tags.LOG, x), Math.LOG10E),
);

/** The hyperbolic sine. */
export const sinh: Unary = /* @__PURE__ */ composed("Sinh", (x) => {
  const up = mapElements("Sinh", tags.EXPM1, x);
  const down = mapElements("Sinh", tags.EXPM1, mapElements("Sinh", tags.NEGATIVE, x));
  return multiply(subtract(up, down), 0.5);
});

/** The hyperbolic cosine. */
export const cosh: Unary = /* @__PURE__ */ composed("Cosh", (x) => {
  const up = mapElements("Cosh", tags.EXPONENTIAL, x);
  const down = mapElements("Cosh", tags.EXPONENTIAL, mapElements("Cosh", tags.NEGATIVE, x));
  return multiply(add(up, down), 0.5);
});

// Abramowitz & Stegun 1964, 4.4.49: arctan(x)/x in powers of x² for |x| ≤ 1, error below 2e-8.
const ARCTAN = [
  0.0028662257, -0.0161657367, 0.0429096138, -0.07528964, 0.1065626393, -0.1420889944, 0.1999355085, -0.3333314528, 1,
] as const;

/** The angle whose tangent is x, from −π/2 to π/2. */
export const arctan: Unary = /* @__PURE__ */ composed("Arctan", (x) => {
  const isSmall = lessEqual(mapElements("Arctan", tags.ABSOLUTE, x), 1);
  // Beyond 1 by its reciprocal: arctan x = ±π/2 − arctan 1/x. What is not chosen must be finite for the gradient's sake.
  const large = chosen(isSmall, toValue("Arctan", 1), x);
  const near = chosen(isSmall, x, mapElements("Arctan", tags.RECIPROCAL, large));
  const squared = mapElements("Arctan", tags.SQUARE, near);
  const [first, ...rest] = ARCTAN;
  const series = rest.reduce<Value>((sum, factor) => add(multiply(squared, sum), factor), toValue("Arctan", first));
  const angle = multiply(near, series);
  return chosen(isSmall, angle, subtract(multiply(mapElements("Arctan", tags.SIGN, x), Math.PI / 2), angle));
});

/** The nearest number of so many decimals, none by default; halves to the even one. */
export const round: Unary<[decimals?: number]> = /* @__PURE__ */ operation("Round", (x: unknown, decimals = 0) => {
  const value = toValue("Round", x);
  if (decimals === 0) return mapOfItsKind("Round", tags.ROUND, value);
  const factor = toValue("Round", 10 ** integer("Round", "decimals", decimals));
  const whole = mapElements("Round", tags.ROUND, multiply(value, factor));
  return divide(whole, factor);
});
/** Whether x is not a number. */
export const isnan: Unary = /* @__PURE__ */ composed("Isnan", (x) => notEqual(x, x));
/** Whether x is a number and not infinite. */
export const isfinite: Unary = /* @__PURE__ */ composed("Isfinite", (x) => equal(subtract(x, x), 0));

/** Whether one of them is true and the other is not. */
export const logicalXor: Binary = /* @__PURE__ */ operation("LogicalXor", (a: unknown, b: unknown) => {
  const truth = (x: unknown): Value => mapElements("LogicalXor", tags.TO_BOOL, x, "bool");
  return notEqual(truth(a), truth(b));
});

/** x cut to [low, high]. */
export const clip: <X extends Operand, L extends Operand, H extends Operand>(
  x: X,
  low: L,
  high: H,
) => Result<X | L | H> = /* @__PURE__ */ operation("Clip", (x: unknown, low: unknown, high: unknown) =>
  combine("Clip", tags.MINIMUM, combine("Clip", tags.MAXIMUM, x, low), high),
);
