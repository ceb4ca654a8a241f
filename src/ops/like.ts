/**
 * Values that are the same everywhere.
 *
 * @module
 */
import { type Operand, toValue } from "../graph/call.ts";
import type { Value } from "../graph/value.ts";
import type { DType } from "../tensor.ts";
import { type Binary, operation, type Unary } from "./operation.ts";
import { broadcasted } from "./rearrange.ts";
import { cast } from "./unary.ts";

/** A number in the shape of another value. @internal */
export function filled(like: Value, value: Operand, dtype?: DType | null): Value {
  const output = broadcasted(cast(toValue("FullLike", value), dtype ?? like.dtype), like.shape);
  // A constant is apart from time; laid out along a step it is one.
  if (like.walk !== "apart") output.walk = like.walk;
  return output;
}

/** Zeros in the shape of x, of its kind or another. */
export const zerosLike: Unary<[dtype?: DType | null]> = /* @__PURE__ */ operation(
  "ZerosLike",
  (x: unknown, dtype?: DType | null) => filled(toValue("ZerosLike", x), 0, dtype),
);

/** Ones in the shape of x, of its kind or another. */
export const onesLike: Unary<[dtype?: DType | null]> = /* @__PURE__ */ operation(
  "OnesLike",
  (x: unknown, dtype?: DType | null) => filled(toValue("OnesLike", x), 1, dtype),
);

/** A number, or what broadcasts, in the shape of x, of its kind or another. */
export const fullLike: Binary<[dtype?: DType | null]> = /* @__PURE__ */ operation(
  "FullLike",
  (x: unknown, value: Operand, dtype?: DType | null) => filled(toValue("FullLike", x), value, dtype),
);

/** x as it is. */
export const copy: Unary = /* @__PURE__ */ operation("Copy", (x: unknown) => {
  const value = toValue("Copy", x);
  return cast(value, value.dtype);
});
