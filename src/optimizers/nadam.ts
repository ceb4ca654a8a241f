/**
 * Adam that looks ahead.
 *
 * @module
 */
import { wholePower } from "../double.ts";
import type { Value } from "../graph/value.ts";
import type { Variable } from "../graph/variable.ts";
import { add, divide, multiply, subtract } from "../ops/binary.ts";
import { sqrt, square } from "../ops/unary.ts";
import { checkMoments, type MomentOptions, momentDefaults } from "./adam.ts";
import { approached, biasCorrection } from "./moving.ts";
import { Optimizer } from "./optimizer.ts";
import { assign, now, type Slots } from "./slots.ts";

/**
 * Adam with Nesterov's momentum. For a weight w with gradient g, learning rate η and step t from 1 on:
 *
 * ```text
 * μₜ = β₁·(1 − 0.96ᵗ/2)       π' = π·μₜ
 * m' = m + (1 − β₁)·(g − m)   m̂ = μₜ₊₁/(1 − π'·μₜ₊₁) · m' + (1 − μₜ)/(1 − π') · g
 * v' = v + (1 − β₂)·(g² − v)  v̂ = v'/(1 − β₂ᵗ)
 * w' = w − η·m̂ / (√v̂ + ε)
 * ```
 *
 * @throws RangeError if `beta1` or `beta2` is not from 0 to 1, or `epsilon` negative.
 * @see Dozat 2016, {@link https://openreview.net/forum?id=OM0jvwB8jIp57ZJjtNEZ}
 */
export class Nadam extends Optimizer<MomentOptions> {
  static readonly className = "Nadam";
  /** π. */
  #product!: Variable;

  constructor(options: MomentOptions = {}) {
    super(momentDefaults, options);
    checkMoments("Nadam", this.options);
  }

  protected override makeSlots(weights: readonly Variable[]): void {
    this.addSlots(weights, ["momentum", "velocity"]);
    this.#product = this.addVariable("momentumProduct", [], 1);
  }

  protected override factorsAt(step: number, learningRate: number): readonly number[] {
    const { beta1, beta2 } = this.options;
    const momentum = (t: number): number => beta1 * (1 - 0.5 * wholePower(0.96, t));
    return [momentum(step), momentum(step + 1), biasCorrection(beta2, step), learningRate];
  }

  /** The factors of m', of g and of v', and the learning rate. */
  protected override prepare([momentum, next, spread, rate]: readonly Value[]): readonly Value[] {
    const product = assign(this.#product, multiply(now(this.#product), momentum!));
    const ofMean = divide(next!, subtract(1, multiply(product, next!)));
    const ofGradient = divide(subtract(1, momentum!), subtract(1, product));
    return [ofMean, ofGradient, spread!, rate!];
  }

  protected override update(
    weight: Value,
    gradient: Value,
    slots: Slots,
    [ofMean, ofGradient, spread, rate]: readonly Value[],
  ): Value {
    const { beta1, beta2, epsilon } = this.options;
    // Keras takes 1 − β of 32-bit floats here, as not in Adam.
    const m = slots.set("momentum", approached(Math.fround(beta1), slots.get("momentum"), gradient));
    const v = slots.set("velocity", approached(Math.fround(beta2), slots.get("velocity"), square(gradient)));
    const ahead = add(multiply(m, ofMean!), multiply(gradient, ofGradient!));
    return subtract(weight, divide(multiply(ahead, rate!), add(sqrt(divide(v, spread!)), epsilon)));
  }
}
