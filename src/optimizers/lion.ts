/**
 * Steps of one size.
 *
 * @module
 */
import { numberWithin, wrongValue } from "../check.ts";
import type { Value } from "../graph/value.ts";
import type { Variable } from "../graph/variable.ts";
import { multiply, subtract } from "../ops/binary.ts";
import { sign } from "../ops/unary.ts";
import { mixed } from "./moving.ts";
import { Optimizer } from "./optimizer.ts";
import type { OptimizerOptions } from "./options.ts";
import type { Slots } from "./slots.ts";

/** Options of {@link Lion}; `learningRate` defaults to 0.001. */
export interface LionOptions extends OptimizerOptions {
  /** β₁, how much the mean gradient counts in a step beside the last one; above 0, up to 1, defaults to 0.9. */
  beta1?: number | undefined;
  /** β₂, how much of the mean gradient stays at a step; from 0 to 1, defaults to 0.99. */
  beta2?: number | undefined;
}

/**
 * Lion. For a weight w with gradient g and learning rate η:
 *
 * ```text
 * w' = w − η·sign(β₁·m + (1 − β₁)·g)
 * m' = β₂·m + (1 − β₂)·g
 * ```
 *
 * @throws RangeError if `beta1` or `beta2` is not from 0 to 1, or `beta1` is 0.
 * @see Chen et al. 2023, {@link https://arxiv.org/abs/2302.06675}
 */
export class Lion extends Optimizer<LionOptions> {
  static readonly className = "Lion";

  constructor(options: LionOptions = {}) {
    super({ learningRate: 0.001, beta1: 0.9, beta2: 0.99 }, options);
    const { beta1, beta2 } = this.options;
    if (numberWithin("Lion", "beta1", beta1, 0, 1) === 0) throw wrongValue("Lion", "beta1 must be above 0", beta1);
    numberWithin("Lion", "beta2", beta2, 0, 1);
  }

  protected override makeSlots(weights: readonly Variable[]): void {
    this.addSlots(weights, ["momentum"]);
  }

  protected override update(weight: Value, gradient: Value, slots: Slots, [rate]: readonly Value[]): Value {
    const { beta1, beta2 } = this.options;
    // Keras takes 1 − β of 32-bit floats here.
    const [ofStep, ofMean] = [Math.fround(beta1), Math.fround(beta2)];
    const m = slots.get("momentum");
    slots.set("momentum", mixed(ofMean, m, gradient));
    return subtract(weight, multiply(rate!, sign(mixed(ofStep, m, gradient))));
  }
}
