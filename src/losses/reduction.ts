/**
 * From the losses of all samples to one number.
 *
 * @module
 */

import { toValue } from "../graph/call.ts";
import type { Value } from "../graph/value.ts";
import { divide, multiply } from "../ops/binary.ts";
import { mean, sum } from "../ops/reduce.ts";
import { chosen } from "../ops/where.ts";
import { floats } from "./ranks.ts";
import { maskedWeight, ratio, weighted } from "./weights.ts";

/**
 * How the losses of a batch become one number.
 *
 * - `"sumOverBatchSize"`, `"mean"`: the mean over all of them; of a masked sequence, over the steps that count
 * - `"sum"`: their sum
 * - `"meanWithSampleWeight"`: their sum divided by that of the weights
 * - `"none"`: they stay as they are
 */
export type Reduction = "sumOverBatchSize" | "mean" | "sum" | "meanWithSampleWeight" | "none";

/** @internal */
export const reductions: readonly Reduction[] = ["sumOverBatchSize", "mean", "sum", "meanWithSampleWeight", "none"];

/** A mask by which a mean over all becomes the mean over what counts. */
function meanMask(mask: Value): Value {
  const share = mean(floats(mask));
  return chosen(mask, divide(1, share), toValue("mask", 0));
}

/** Losses, weighted and reduced. @internal */
export function reducedLoss(
  where: string,
  losses: Value,
  mask: Value | undefined,
  sampleWeight: Value | undefined,
  reduction: Reduction,
): Value {
  const isMean = reduction === "sumOverBatchSize" || reduction === "mean";
  const weight = maskedWeight(mask && isMean ? meanMask(mask) : mask, sampleWeight);
  const [values, by] = weight ? weighted(where, losses, weight) : [losses, undefined];
  const product = by ? multiply(values, by) : values;
  if (reduction === "none" || product.shape.length === 0) return product;
  if (isMean) return mean(product);
  const total = sum(product);
  if (reduction === "sum") return total;
  return by ? ratio(total, sum(weight!)) : mean(product);
}
