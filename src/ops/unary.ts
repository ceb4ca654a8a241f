/**
 * Operations on each element by itself.
 *
 * @module
 */
import { toValue } from "../graph/call.ts";
import { type Op, record, type Value } from "../graph/value.ts";
import type { DType } from "../tensor.ts";
import * as tags from "../wasm/tags.ts";
import { operation, type Unary } from "./operation.ts";

/** @internal */
export interface UnaryAttributes {
  readonly tag: number;
  readonly dtype: DType | undefined;
}

/** @internal */
export const unaryOp: Op<UnaryAttributes> = {
  name: "unary",
  infer: ([x], { dtype }) => [{ shape: x!.shape, dtype: dtype ?? "float32" }],
  emit(emitter, [x], [y], { tag }) {
    emitter.call("unary", tag, x!.size, x!.address, y!.address);
  },
};

/** Records a kernel of `unary`. @internal */
export function mapElements(name: string, tag: number, x: unknown, dtype?: DType): Value {
  return record(unaryOp, [toValue(name, x)], { tag, dtype })[0]!;
}

/** An operation that is a kernel of `unary`. @internal */
export function elementwise(name: string, tag: number, dtype?: DType): Unary {
  return operation(name, (x: unknown) => mapElements(name, tag, x, dtype));
}

/** An operation that makes integers of integers. @internal */
export function ofItsKind(name: string, tag: number): Unary {
  return operation(name, (x: unknown) => mapOfItsKind(name, tag, x));
}

/** Records a kernel of `unary` that makes integers of integers. @internal */
export function mapOfItsKind(name: string, tag: number, x: unknown): Value {
  const value = toValue(name, x);
  return mapElements(name, tag, value, value.dtype === "float32" ? "float32" : "int32");
}

/** −x. */
export const negative: Unary = /* @__PURE__ */ ofItsKind("Negative", tags.NEGATIVE);
/** |x|. */
export const abs: Unary = /* @__PURE__ */ operation("Absolute", (x: unknown) => {
  const value = toValue("Absolute", x);
  return mapElements("Absolute", tags.ABSOLUTE, value, value.dtype);
});
/** eˣ. */
export const exp: Unary = /* @__PURE__ */ elementwise("Exp", tags.EXPONENTIAL);
/** eˣ − 1, exact near 0. */
export const expm1: Unary = /* @__PURE__ */ elementwise("Expm1", tags.EXPM1);
/** The natural logarithm. */
export const log: Unary = /* @__PURE__ */ elementwise("Log", tags.LOG);
/** ln(1 + x), exact near 0. */
export const log1p: Unary = /* @__PURE__ */ elementwise("Log1p", tags.LOG1P);
/** √x. */
export const sqrt: Unary = /* @__PURE__ */ elementwise("Sqrt", tags.SQRT);
/** 1/√x. */
export const rsqrt: Unary = /* @__PURE__ */ elementwise("Rsqrt", tags.RSQRT);
/** x². */
export const square: Unary = /* @__PURE__ */ ofItsKind("Square", tags.SQUARE);
/** 1/x. */
export const reciprocal: Unary = /* @__PURE__ */ elementwise("Reciprocal", tags.RECIPROCAL);
/** −1, 0 or 1. */
export const sign: Unary = /* @__PURE__ */ ofItsKind("Sign", tags.SIGN);
/** The largest integer not above x. */
export const floor: Unary = /* @__PURE__ */ elementwise("Floor", tags.FLOOR);
/** The smallest integer not below x. */
export const ceil: Unary = /* @__PURE__ */ elementwise("Ceil", tags.CEIL);
/** The sine of x in radians. */
export const sin: Unary = /* @__PURE__ */ elementwise("Sin", tags.SIN);
/** The cosine of x in radians. */
export const cos: Unary = /* @__PURE__ */ elementwise("Cos", tags.COS);
/** The error function. */
export const erf: Unary = /* @__PURE__ */ elementwise("Erf", tags.ERF);
/** Whether x is zero. */
export const logicalNot: Unary = /* @__PURE__ */ elementwise("LogicalNot", tags.LOGICAL_NOT, "bool");

/** x as another kind of number: booleans become 0 and 1, floats lose their fraction on the way to integers. */
export const cast: Unary<[dtype: DType]> = /* @__PURE__ */ operation("Cast", (x: unknown, dtype: DType) => {
  const value = toValue("Cast", x);
  const tag =
    dtype === "bool" ? tags.TO_BOOL : dtype === "int32" && value.dtype === "float32" ? tags.TRUNC : tags.LINEAR;
  return mapElements("Cast", tag, value, dtype);
});
