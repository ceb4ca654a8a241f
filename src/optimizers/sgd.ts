/**
 * Gradient descent.
 *
 * @module
 */
import { boolean, numberWithin } from "../check.ts";
import type { Value } from "../graph/value.ts";
import type { Variable } from "../graph/variable.ts";
import { add, multiply, subtract } from "../ops/binary.ts";
import { Optimizer } from "./optimizer.ts";
import type { OptimizerOptions } from "./options.ts";
import type { Slots } from "./slots.ts";

/** Options of {@link SGD}; `learningRate` defaults to 0.01. */
export interface SGDOptions extends OptimizerOptions {
  /** μ, how much of a move stays in the next; from 0, the default, to 1. */
  momentum?: number | undefined;
  /** Whether to look ahead by Nesterov's rule; defaults to false. */
  nesterov?: boolean | undefined;
}

/**
 * Gradient descent, with momentum if it is wanted. For a weight w with gradient g and learning rate η:
 *
 * ```text
 * w' = w − η·g                              without momentum
 * m' = μ·m − η·g      w' = w + m'           with momentum
 *                     w' = w + μ·m' − η·g   by Nesterov
 * ```
 *
 * @example
 * ```ts
 * new optimizers.SGD({ learningRate: 0.1, momentum: 0.9 }).learningRate; // 0.1
 * ```
 *
 * @throws RangeError if `momentum` is not from 0 to 1.
 * @see Sutskever et al. 2013, {@link https://proceedings.mlr.press/v28/sutskever13.html}
 */
export class SGD extends Optimizer<SGDOptions> {
  static readonly className = "SGD";

  constructor(options: SGDOptions = {}) {
    super({ learningRate: 0.01, momentum: 0, nesterov: false }, options);
    numberWithin("SGD", "momentum", this.options.momentum, 0, 1);
    boolean("SGD", "nesterov", this.options.nesterov);
  }

  protected override makeSlots(weights: readonly Variable[]): void {
    if (this.options.momentum !== 0) this.addSlots(weights, ["momentum"]);
  }

  protected override update(weight: Value, gradient: Value, slots: Slots, [rate]: readonly Value[]): Value {
    const { momentum, nesterov } = this.options;
    const step = multiply(gradient, rate!);
    if (momentum === 0) return subtract(weight, step);
    const m = slots.set("momentum", subtract(multiply(slots.get("momentum"), momentum), step));
    return add(weight, nesterov ? subtract(multiply(m, momentum), step) : m);
  }
}
