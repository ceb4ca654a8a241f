/**
 * Steps in proportion to those before.
 *
 * @module
 */
import { numberFromZero, numberWithin } from "../check.ts";
import type { Value } from "../graph/value.ts";
import type { Variable } from "../graph/variable.ts";
import { add, divide, multiply, subtract } from "../ops/binary.ts";
import { sqrt, square } from "../ops/unary.ts";
import { mixed } from "./moving.ts";
import { Optimizer } from "./optimizer.ts";
import type { OptimizerOptions } from "./options.ts";
import type { Slots } from "./slots.ts";

/** Options of {@link Adadelta}; `learningRate` defaults to 0.001, where the paper has 1. */
export interface AdadeltaOptions extends OptimizerOptions {
  /** ρ, how much of the mean squares stays at a step; from 0 to 1, defaults to 0.95. */
  rho?: number | undefined;
  /** ε, under the roots; defaults to 1e-7. */
  epsilon?: number | undefined;
}

/**
 * Adadelta. For a weight w with gradient g and learning rate η:
 *
 * ```text
 * a' = ρ·a + (1 − ρ)·g²
 * s  = √(d + ε) / √(a' + ε) · g
 * d' = ρ·d + (1 − ρ)·s²
 * w' = w − η·s
 * ```
 *
 * @throws RangeError if `rho` is not from 0 to 1, or `epsilon` negative.
 * @see Zeiler 2012, {@link https://arxiv.org/abs/1212.5701}
 */
export class Adadelta extends Optimizer<AdadeltaOptions> {
  static readonly className = "Adadelta";

  constructor(options: AdadeltaOptions = {}) {
    super({ learningRate: 0.001, rho: 0.95, epsilon: 1e-7 }, options);
    numberWithin("Adadelta", "rho", this.options.rho, 0, 1);
    numberFromZero("Adadelta", "epsilon", this.options.epsilon);
  }

  protected override makeSlots(weights: readonly Variable[]): void {
    this.addSlots(weights, ["accumulatedGrad", "accumulatedDeltaVar"]);
  }

  protected override update(weight: Value, gradient: Value, slots: Slots, [rate]: readonly Value[]): Value {
    const { rho, epsilon } = this.options;
    const root = (meanSquare: Value): Value => sqrt(add(meanSquare, epsilon));
    const a = slots.set("accumulatedGrad", mixed(rho, slots.get("accumulatedGrad"), square(gradient)));
    const d = slots.get("accumulatedDeltaVar");
    const step = divide(multiply(root(d), gradient), root(a));
    slots.set("accumulatedDeltaVar", mixed(rho, d, square(step)));
    return subtract(weight, multiply(rate!, step));
  }
}
