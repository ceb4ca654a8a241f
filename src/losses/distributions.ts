/**
 * Losses of distributions.
 *
 * @module
 */

import type { Value } from "../graph/value.ts";
import { add, divide, multiply, subtract } from "../ops/binary.ts";
import { clip } from "../ops/elementary.ts";
import { mean, sum } from "../ops/reduce.ts";
import { log } from "../ops/unary.ts";
import { Loss, type LossOptions } from "./loss.ts";
import { EPSILON } from "./probabilities.ts";
import { together } from "./ranks.ts";

/** Σ yTrue · ln(yTrue / yPred) over the last axis, both cut to [1e-7, 1]; Kullback & Leibler 1951. */
export class KLDivergence extends Loss {
  static readonly className = "KLDivergence";

  constructor(options: LossOptions = {}) {
    super(options, { name: "klDivergence" });
  }

  override call(yTrue: Value, yPred: Value): Value {
    const [labels, predictions] = together(this.name, yTrue, yPred).map((x) => clip(x, EPSILON, 1)) as [Value, Value];
    return sum(multiply(labels, log(divide(labels, predictions))), -1);
  }
}

/** The mean of yPred − yTrue · ln yPred over the last axis: counts, and the rates that are predicted for them. */
export class Poisson extends Loss {
  static readonly className = "Poisson";

  override call(yTrue: Value, yPred: Value): Value {
    const [labels, predictions] = together(this.name, yTrue, yPred);
    return mean(subtract(predictions, multiply(labels, log(add(predictions, EPSILON)))), -1);
  }
}
