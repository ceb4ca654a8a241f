/**
 * Regularizers that keep numbers small.
 *
 * @module
 */
import { numberFromZero } from "../check.ts";
import { Configured } from "../configured.ts";
import type { Value } from "../graph/value.ts";
import { add, multiply } from "../ops/binary.ts";
import { sum } from "../ops/reduce.ts";
import { abs, square } from "../ops/unary.ts";
import type { Regularizer } from "./regularizer.ts";

/** Options of {@link L1}. */
export interface L1Options {
  /** The factor; a number of 0 or more, defaults to 0.01. */
  l1?: number | undefined;
}

/** Options of {@link L2}. */
export interface L2Options {
  /** The factor; a number of 0 or more, defaults to 0.01. */
  l2?: number | undefined;
}

/** Options of {@link L1L2}. */
export interface L1L2Options {
  /** The factor of Σ |x|; a number of 0 or more, defaults to 0. */
  l1?: number | undefined;
  /** The factor of Σ x²; a number of 0 or more, defaults to 0. */
  l2?: number | undefined;
}

const ofSizes = (factor: number, x: Value): Value => multiply(sum(abs(x)), factor);
const ofSquares = (factor: number, x: Value): Value => multiply(sum(square(x)), factor);

/**
 * l1 · Σ |x|.
 *
 * @throws RangeError if `l1` is negative.
 */
export class L1 extends Configured<L1Options> implements Regularizer {
  static readonly className = "L1";

  constructor(options: L1Options = {}) {
    super({ l1: 0.01 }, options);
    numberFromZero("L1", "l1", this.options.l1);
  }

  /** Records a scalar. */
  call(x: Value): Value {
    return ofSizes(this.options.l1, x);
  }
}

/**
 * l2 · Σ x².
 *
 * @throws RangeError if `l2` is negative.
 */
export class L2 extends Configured<L2Options> implements Regularizer {
  static readonly className = "L2";

  constructor(options: L2Options = {}) {
    super({ l2: 0.01 }, options);
    numberFromZero("L2", "l2", this.options.l2);
  }

  /** Records a scalar. */
  call(x: Value): Value {
    return ofSquares(this.options.l2, x);
  }
}

/**
 * l1 · Σ |x| + l2 · Σ x².
 *
 * @throws RangeError if a factor is negative.
 */
export class L1L2 extends Configured<L1L2Options> implements Regularizer {
  static readonly className = "L1L2";

  constructor(options: L1L2Options = {}) {
    super({ l1: 0, l2: 0 }, options);
    numberFromZero("L1L2", "l1", this.options.l1);
    numberFromZero("L1L2", "l2", this.options.l2);
  }

  /** Records a scalar. */
  call(x: Value): Value {
    const { l1, l2 } = this.options;
    if (l1 === 0) return ofSquares(l2, x);
    return l2 === 0 ? ofSizes(l1, x) : add(ofSizes(l1, x), ofSquares(l2, x));
  }
}
