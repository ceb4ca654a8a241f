/**
 * Losses of numbers that are to be met.
 *
 * @module
 */
import { finiteNumber } from "../check.ts";
import { toValue } from "../graph/call.ts";
import type { Value } from "../graph/value.ts";
import { softplus } from "../ops/activations.ts";
import { add, divide, lessEqual, maximum, multiply, subtract } from "../ops/binary.ts";
import { mean } from "../ops/reduce.ts";
import { abs, log, square } from "../ops/unary.ts";
import { where } from "../ops/where.ts";
import { Loss, type LossOptions } from "./loss.ts";
import { EPSILON } from "./probabilities.ts";
import { together } from "./ranks.ts";

/** The mean of (yTrue − yPred)² over the last axis. */
export class MeanSquaredError extends Loss {
  static readonly className = "MeanSquaredError";

  override call(yTrue: Value, yPred: Value): Value {
    const [labels, predictions] = together(this.name, yTrue, yPred);
    return mean(square(subtract(labels, predictions)), -1);
  }
}

/** The mean of |yTrue − yPred| over the last axis. */
export class MeanAbsoluteError extends Loss {
  static readonly className = "MeanAbsoluteError";

  override call(yTrue: Value, yPred: Value): Value {
    const [labels, predictions] = together(this.name, yTrue, yPred);
    return mean(abs(subtract(labels, predictions)), -1);
  }
}

/** 100 times the mean of |yTrue − yPred| / |yTrue| over the last axis. */
export class MeanAbsolutePercentageError extends Loss {
  static readonly className = "MeanAbsolutePercentageError";

  override call(yTrue: Value, yPred: Value): Value {
    const [labels, predictions] = together(this.name, yTrue, yPred);
    const errors = abs(divide(subtract(labels, predictions), maximum(abs(labels), EPSILON)));
    return multiply(mean(errors, -1), 100);
  }
}

/** The mean of (ln(1 + yTrue) − ln(1 + yPred))² over the last axis; what is below 0 counts as 0. */
export class MeanSquaredLogarithmicError extends Loss {
  static readonly className = "MeanSquaredLogarithmicError";

  override call(yTrue: Value, yPred: Value): Value {
    const [labels, predictions] = together(this.name, yTrue, yPred);
    const logarithm = (x: Value): Value => log(add(maximum(x, EPSILON), 1));
    return mean(square(subtract(logarithm(predictions), logarithm(labels))), -1);
  }
}

/** Options of {@link Huber}. */
export interface HuberOptions extends LossOptions {
  /** The error δ up to which it is squared; defaults to 1. */
  delta?: number | undefined;
}

/** The mean over the last axis of e²/2 where |e| ≤ δ, and δ|e| − δ²/2 beyond, e = yPred − yTrue; Huber 1964. */
export class Huber extends Loss<HuberOptions> {
  static readonly className = "Huber";

  constructor(options: HuberOptions = {}) {
    super(options, { name: "huberLoss", delta: 1 });
    finiteNumber("Huber", "delta", this.options.delta);
  }

  override call(yTrue: Value, yPred: Value): Value {
    const { delta } = this.options;
    const [labels, predictions] = together(this.name, yTrue, yPred);
    const error = subtract(predictions, labels);
    const size = abs(error);
    const straight = subtract(multiply(size, delta), delta * delta * 0.5);
    return mean(where(lessEqual(size, delta), multiply(square(error), 0.5), straight), -1);
  }
}

/** The mean of ln cosh(yPred − yTrue) over the last axis: about e²/2 for small errors, |e| − ln 2 for great ones. */
export class LogCosh extends Loss {
  static readonly className = "LogCosh";

  override call(yTrue: Value, yPred: Value): Value {
    const [labels, predictions] = together(this.name, yTrue, yPred);
    const error = subtract(predictions, labels);
    const bent = add(error, softplus(multiply(error, -2)));
    return mean(subtract(bent, toValue(this.name, Math.LN2)), -1);
  }
}
