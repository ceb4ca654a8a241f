/**
 * Initializers that draw numbers without regard to the shape.
 *
 * @module
 */
import { finiteNumber } from "../check.ts";
import { Drawn, type RandomOptions } from "./initializer.ts";

/** Options of {@link RandomUniform}. */
export interface RandomUniformOptions extends RandomOptions {
  /** The least number; defaults to −0.05. */
  minval?: number | undefined;
  /** The bound above; defaults to 0.05. */
  maxval?: number | undefined;
}

/** Numbers drawn evenly from [minval, maxval). */
export class RandomUniform extends Drawn<RandomUniformOptions> {
  static readonly className = "RandomUniform";

  constructor(options: RandomUniformOptions = {}) {
    super({ minval: -0.05, maxval: 0.05, seed: null }, options);
    finiteNumber("RandomUniform", "minval", this.options.minval);
    finiteNumber("RandomUniform", "maxval", this.options.maxval);
  }

  /** The first numbers of a weight of that shape, row-major. */
  override make(shape: readonly number[]): Float32Array {
    const { minval, maxval } = this.options;
    return this.uniform(shape, minval, maxval);
  }
}

/** Options of {@link RandomNormal} and {@link TruncatedNormal}. */
export interface RandomNormalOptions extends RandomOptions {
  /** The mean; defaults to 0. */
  mean?: number | undefined;
  /** The standard deviation, before anything is cut off; defaults to 0.05. */
  stddev?: number | undefined;
}

abstract class Normal extends Drawn<RandomNormalOptions> {
  constructor(options: RandomNormalOptions = {}) {
    super({ mean: 0, stddev: 0.05, seed: null }, options);
    finiteNumber(this.className, "mean", this.options.mean);
    finiteNumber(this.className, "stddev", this.options.stddev);
  }
}

/** Numbers of a normal distribution. */
export class RandomNormal extends Normal {
  static readonly className = "RandomNormal";

  /** The first numbers of a weight of that shape, row-major. */
  override make(shape: readonly number[]): Float32Array {
    const { mean, stddev } = this.options;
    return this.normal(shape, mean, stddev);
  }
}

/** Numbers of a normal distribution, those beyond two standard deviations drawn anew. */
export class TruncatedNormal extends Normal {
  static readonly className = "TruncatedNormal";

  /** The first numbers of a weight of that shape, row-major. */
  override make(shape: readonly number[]): Float32Array {
    const { mean, stddev } = this.options;
    return this.truncatedNormal(shape, mean, stddev);
  }
}
