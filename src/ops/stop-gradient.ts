/**
 * A value that gradients take for a constant.
 *
 * @module
 */
import { toValue } from "../graph/call.ts";
import { type Op, record } from "../graph/value.ts";
import { operation, type Unary } from "./operation.ts";

/** @internal */
export const stopGradientOp: Op<undefined> = {
  name: "StopGradient",
  alias: true,
  infer: ([x]) => [{ shape: x!.shape, dtype: x!.dtype }],
  emit() {},
};

/** x as it is; no gradient flows back through it. */
export const stopGradient: Unary = /* @__PURE__ */ operation(
  "StopGradient",
  (x: unknown) => record(stopGradientOp, [toValue("StopGradient", x)], undefined)[0]!,
);
