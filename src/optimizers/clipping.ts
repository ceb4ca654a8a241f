/**
 * Gradients made shorter.
 *
 * @module
 */
import type { Value } from "../graph/value.ts";
import { add, divide, maximum, minimum, multiply, subtract } from "../ops/binary.ts";
import { clip } from "../ops/elementary.ts";
import { sum } from "../ops/reduce.ts";
import { sqrt, square } from "../ops/unary.ts";
import type { OptimizerOptions } from "./options.ts";

/** Gradients as the options want them. @internal */
export function clipped(options: OptimizerOptions, gradients: readonly Value[]): readonly Value[] {
  const { clipnorm, clipvalue, globalClipnorm } = options;
  if (clipnorm) return gradients.map((gradient) => ofNorm(gradient, clipnorm));
  if (clipvalue) return gradients.map((gradient) => clip(gradient, -clipvalue, clipvalue));
  return globalClipnorm ? ofGlobalNorm(gradients, globalClipnorm) : gradients;
}

function ofNorm(gradient: Value, greatest: number): Value {
  const norm = sqrt(sum(square(gradient)));
  return divide(multiply(gradient, greatest), maximum(norm, greatest));
}

function ofGlobalNorm(gradients: readonly Value[], greatest: number): readonly Value[] {
  const norm = sqrt(gradients.map((gradient): Value => sum(square(gradient))).reduce((a, b) => add(a, b)));
  const factor = multiply(minimum(divide(1, norm), 1 / greatest), greatest);
  // Adds 0, or NaN if the norm is infinite: then all weights become NaN, and one notices.
  const scale = add(factor, subtract(norm, norm));
  return gradients.map((gradient) => multiply(gradient, scale));
}
