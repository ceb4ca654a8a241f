/**
 * Steps divided by the root of all squares of the gradient so far.
 *
 * @module
 */
import { numberFromZero } from "../check.ts";
import type { Value } from "../graph/value.ts";
import type { Variable } from "../graph/variable.ts";
import { add, divide, multiply, subtract } from "../ops/binary.ts";
import { sqrt, square } from "../ops/unary.ts";
import { Optimizer } from "./optimizer.ts";
import type { OptimizerOptions } from "./options.ts";
import type { Slots } from "./slots.ts";

/** Options of {@link Adagrad}; `learningRate` defaults to 0.001. */
export interface AdagradOptions extends OptimizerOptions {
  /** The sum of squares at the beginning; a number of 0 or more, defaults to 0.1. */
  initialAccumulatorValue?: number | undefined;
  /** ε, under the root; defaults to 1e-7. */
  epsilon?: number | undefined;
}

/**
 * Adagrad. For a weight w with gradient g and learning rate η:
 *
 * ```text
 * a' = a + g²
 * w' = w − η·g / √(a' + ε)
 * ```
 *
 * @throws RangeError if `initialAccumulatorValue` or `epsilon` is negative.
 * @see Duchi et al. 2011, {@link https://jmlr.org/papers/v12/duchi11a.html}
 */
export class Adagrad extends Optimizer<AdagradOptions> {
  static readonly className = "Adagrad";

  constructor(options: AdagradOptions = {}) {
    super({ learningRate: 0.001, initialAccumulatorValue: 0.1, epsilon: 1e-7 }, options);
    numberFromZero("Adagrad", "initialAccumulatorValue", this.options.initialAccumulatorValue);
    numberFromZero("Adagrad", "epsilon", this.options.epsilon);
  }

  protected override makeSlots(weights: readonly Variable[]): void {
    this.addSlots(weights, ["accumulator"], this.options.initialAccumulatorValue);
  }

  protected override update(weight: Value, gradient: Value, slots: Slots, [rate]: readonly Value[]): Value {
    const sum = slots.set("accumulator", add(slots.get("accumulator"), square(gradient)));
    return subtract(weight, divide(multiply(rate!, gradient), sqrt(add(sum, this.options.epsilon))));
  }
}
