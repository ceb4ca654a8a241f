/**
 * Steps divided by the root of the mean square of the gradient.
 *
 * @module
 */
import { boolean, numberFromZero, numberWithin } from "../check.ts";
import type { Value } from "../graph/value.ts";
import type { Variable } from "../graph/variable.ts";
import { add, divide, multiply, subtract } from "../ops/binary.ts";
import { sqrt, square } from "../ops/unary.ts";
import { mixed } from "./moving.ts";
import { Optimizer } from "./optimizer.ts";
import type { OptimizerOptions } from "./options.ts";
import type { Slots } from "./slots.ts";

/** Options of {@link RMSprop}; `learningRate` defaults to 0.001. */
export interface RMSpropOptions extends OptimizerOptions {
  /** ρ, how much of the mean square stays at a step; from 0 to 1, defaults to 0.9. */
  rho?: number | undefined;
  /** μ, how much of a move stays in the next; from 0, the default, to 1. */
  momentum?: number | undefined;
  /** ε, under the root; defaults to 1e-7. */
  epsilon?: number | undefined;
  /** Whether to divide by the deviation, and not by the mean square; defaults to false. */
  centered?: boolean | undefined;
}

/**
 * RMSprop. For a weight w with gradient g and learning rate η:
 *
 * ```text
 * v' = ρ·v + (1 − ρ)·g²
 * a' = ρ·a + (1 − ρ)·g                  if centered
 * s  = η·g / √(v' + ε)                  or, if centered, η·g / √(v' − a'² + ε)
 * w' = w − s                            without momentum
 * m' = μ·m + s        w' = w − m'       with momentum
 * ```
 *
 * @throws RangeError if `rho` or `momentum` is not from 0 to 1, or `epsilon` negative.
 * @see Hinton 2012, {@link https://www.cs.toronto.edu/~tijmen/csc321/slides/lecture_slides_lec6.pdf}
 */
export class RMSprop extends Optimizer<RMSpropOptions> {
  static readonly className = "RMSprop";

  constructor(options: RMSpropOptions = {}) {
    super({ learningRate: 0.001, rho: 0.9, momentum: 0, epsilon: 1e-7, centered: false }, options);
    numberWithin("RMSprop", "rho", this.options.rho, 0, 1);
    numberWithin("RMSprop", "momentum", this.options.momentum, 0, 1);
    numberFromZero("RMSprop", "epsilon", this.options.epsilon);
    boolean("RMSprop", "centered", this.options.centered);
  }

  protected override makeSlots(weights: readonly Variable[]): void {
    this.addSlots(weights, ["velocity"]);
    if (this.options.momentum > 0) this.addSlots(weights, ["momentum"]);
    if (this.options.centered) this.addSlots(weights, ["averageGradient"]);
  }

  protected override update(weight: Value, gradient: Value, slots: Slots, [rate]: readonly Value[]): Value {
    const { rho, momentum, epsilon, centered } = this.options;
    let spread = slots.set("velocity", mixed(rho, slots.get("velocity"), square(gradient)));
    if (centered) {
      const mean = slots.set("averageGradient", mixed(rho, slots.get("averageGradient"), gradient));
      spread = subtract(spread, square(mean));
    }
    const step = divide(multiply(rate!, gradient), sqrt(add(spread, epsilon)));
    if (momentum === 0) return subtract(weight, step);
    return subtract(weight, slots.set("momentum", add(multiply(slots.get("momentum"), momentum), step)));
  }
}
