/**
 * Constraints of the norm: of the length of what lies along an axis.
 *
 * @module
 */
import { type Given, integer, integers, numberFromZero, numberWithin } from "../check.ts";
import { Configured } from "../configured.ts";
import type { Value } from "../graph/value.ts";
import { add, divide, multiply } from "../ops/binary.ts";
import { clip } from "../ops/elementary.ts";
import { sum } from "../ops/reduce.ts";
import { sqrt, square } from "../ops/unary.ts";
import type { Constraint } from "./constraint.ts";

/** Options of {@link UnitNorm}. */
export interface UnitNormOptions {
  /**
   * The axis, or axes, along which the norm is taken; defaults to 0. In a kernel [inputs, units] these are the weights
   * that lead into one unit.
   */
  axis?: number | readonly number[] | undefined;
}

/** Options of {@link MaxNorm}. */
export interface MaxNormOptions extends UnitNormOptions {
  /** The greatest norm; a number of 0 or more, defaults to 2. */
  maxValue?: number | undefined;
}

/** Options of {@link MinMaxNorm}. */
export interface MinMaxNormOptions extends UnitNormOptions {
  /** The smallest norm; a number of 0 or more, defaults to 0. */
  minValue?: number | undefined;
  /** The greatest norm; a number of 0 or more, defaults to 1. */
  maxValue?: number | undefined;
  /** How much of the way to the norm that must be a step goes; from 0 to 1, the default. */
  rate?: number | undefined;
}

// Keras's epsilon: a norm of 0 stays one.
const EPSILON = 1e-7;

/** Weights multiplied so that their norms are others. */
abstract class Norm<Options extends UnitNormOptions> extends Configured<Options> implements Constraint {
  readonly #axis: number | readonly number[];

  constructor(defaults: Options, options: Given<Options>) {
    super(defaults, options);
    const { axis } = this.options as UnitNormOptions;
    const { className } = this;
    this.#axis = Array.isArray(axis) ? integers(className, "axis", axis) : integer(className, "axis", axis);
  }

  /** Records the weight as it must be. */
  call(weight: Value): Value {
    const norms = sqrt(sum(square(weight), this.#axis, true));
    return this.scaled(weight, norms, add(norms, EPSILON));
  }

  /** The weight with other norms; `divisor` is the norm as one may divide by it. */
  protected abstract scaled(weight: Value, norms: Value, divisor: Value): Value;
}

/** Norms of 1. */
export class UnitNorm extends Norm<UnitNormOptions> {
  static readonly className = "UnitNorm";

  constructor(options: UnitNormOptions = {}) {
    super({ axis: 0 }, options);
  }

  protected override scaled(weight: Value, _: Value, divisor: Value): Value {
    return divide(weight, divisor);
  }
}

/**
 * Norms of at most `maxValue`.
 *
 * @throws RangeError if `maxValue` is negative.
 * @see Srivastava et al. 2014, {@link https://jmlr.org/papers/v15/srivastava14a.html}
 */
export class MaxNorm extends Norm<MaxNormOptions> {
  static readonly className = "MaxNorm";

  constructor(options: MaxNormOptions = {}) {
    super({ maxValue: 2, axis: 0 }, options);
    numberFromZero("MaxNorm", "maxValue", this.options.maxValue);
  }

  protected override scaled(weight: Value, norms: Value, divisor: Value): Value {
    return multiply(weight, divide(clip(norms, 0, this.options.maxValue), divisor));
  }
}

/**
 * Norms of at least `minValue` and at most `maxValue`.
 *
 * @throws RangeError if `minValue` or `maxValue` is negative, or `rate` is not from 0 to 1.
 */
export class MinMaxNorm extends Norm<MinMaxNormOptions> {
  static readonly className = "MinMaxNorm";

  constructor(options: MinMaxNormOptions = {}) {
    super({ minValue: 0, maxValue: 1, rate: 1, axis: 0 }, options);
    numberFromZero("MinMaxNorm", "minValue", this.options.minValue);
    numberFromZero("MinMaxNorm", "maxValue", this.options.maxValue);
    numberWithin("MinMaxNorm", "rate", this.options.rate, 0, 1);
  }

  protected override scaled(weight: Value, norms: Value, divisor: Value): Value {
    const { minValue, maxValue, rate } = this.options;
    const wanted = add(multiply(clip(norms, minValue, maxValue), rate), multiply(norms, 1 - rate));
    return multiply(weight, divide(wanted, divisor));
  }
}
