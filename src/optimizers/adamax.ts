/**
 * Adam by the greatest gradient.
 *
 * @module
 */
import type { Value } from "../graph/value.ts";
import type { Variable } from "../graph/variable.ts";
import { add, divide, maximum, multiply, subtract } from "../ops/binary.ts";
import { abs } from "../ops/unary.ts";
import { checkMoments, type MomentOptions, momentDefaults } from "./adam.ts";
import { approached, biasCorrection } from "./moving.ts";
import { Optimizer } from "./optimizer.ts";
import type { Slots } from "./slots.ts";

/**
 * Adam with the infinity norm. For a weight w with gradient g, learning rate η and step t from 1 on:
 *
 * ```text
 * m' = m + (1 − β₁)·(g − m)
 * u' = max(β₂·u, |g|)
 * w' = w − η/(1 − β₁ᵗ) · m' / (u' + ε)
 * ```
 *
 * @throws RangeError if `beta1` or `beta2` is not from 0 to 1, or `epsilon` negative.
 * @see Kingma & Ba 2014, section 7, {@link https://arxiv.org/abs/1412.6980}
 */
export class Adamax extends Optimizer<MomentOptions> {
  static readonly className = "Adamax";

  constructor(options: MomentOptions = {}) {
    super(momentDefaults, options);
    checkMoments("Adamax", this.options);
  }

  protected override makeSlots(weights: readonly Variable[]): void {
    this.addSlots(weights, ["momentum", "norm"]);
  }

  protected override factorsAt(step: number, learningRate: number): readonly number[] {
    return [learningRate / biasCorrection(this.options.beta1, step)];
  }

  protected override update(weight: Value, gradient: Value, slots: Slots, [rate]: readonly Value[]): Value {
    const { beta1, beta2, epsilon } = this.options;
    const m = slots.set("momentum", approached(beta1, slots.get("momentum"), gradient));
    const u = slots.set("norm", maximum(multiply(slots.get("norm"), beta2), abs(gradient)));
    return subtract(weight, divide(multiply(m, rate!), add(u, epsilon)));
  }
}
