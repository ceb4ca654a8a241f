/**
 * A function as a loss.
 *
 * @module
 */
import { refused } from "../check.ts";
import type { Config } from "../configured.ts";
import type { Value } from "../graph/value.ts";
import { Loss } from "./loss.ts";
import { sameRank } from "./ranks.ts";

/** A loss, or one's own metric, as a function: from labels and predictions to a value [batch, ...], written with `ops`. */
export type LossFunction = (yTrue: Value, yPred: Value) => Value;

/** A loss that a function computes. @internal */
export class FunctionLoss extends Loss {
  static readonly className = "FunctionLoss";
  readonly #compute: LossFunction;

  constructor(compute: LossFunction) {
    super({ name: compute.name || "loss" });
    this.#compute = compute;
  }

  override call(yTrue: Value, yPred: Value): Value {
    return this.#compute(...sameRank(yTrue, yPred));
  }

  override getConfig(): Config {
    throw refused(this.name, "a loss that is a function has no configuration");
  }
}
