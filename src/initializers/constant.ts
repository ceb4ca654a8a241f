/**
 * Initializers that draw nothing.
 *
 * @module
 */
import { finiteNumber, wrongShape } from "../check.ts";
import { Configured } from "../configured.ts";
import { sizeOf } from "../tensor.ts";
import type { Initializer } from "./initializer.ts";

/** All numbers 0. */
export class Zeros extends Configured<object> implements Initializer {
  static readonly className = "Zeros";

  constructor(options: object = {}) {
    super({}, options);
  }

  /** The first numbers of a weight of that shape, row-major. */
  make(shape: readonly number[]): Float32Array {
    return new Float32Array(sizeOf(shape));
  }
}

/** All numbers 1. */
export class Ones extends Configured<object> implements Initializer {
  static readonly className = "Ones";

  constructor(options: object = {}) {
    super({}, options);
  }

  /** The first numbers of a weight of that shape, row-major. */
  make(shape: readonly number[]): Float32Array {
    return new Float32Array(sizeOf(shape)).fill(1);
  }
}

/** Options of {@link Constant}. */
export interface ConstantOptions {
  /** What all numbers are; defaults to 0. */
  value?: number | undefined;
}

/** All numbers the same. */
export class Constant extends Configured<ConstantOptions> implements Initializer {
  static readonly className = "Constant";

  constructor(options: ConstantOptions = {}) {
    super({ value: 0 }, options);
    finiteNumber("Constant", "value", this.options.value);
  }

  /** The first numbers of a weight of that shape, row-major. */
  make(shape: readonly number[]): Float32Array {
    return new Float32Array(sizeOf(shape)).fill(this.options.value);
  }
}

/** Options of {@link Identity}. */
export interface IdentityOptions {
  /** What stands on the diagonal; defaults to 1. */
  gain?: number | undefined;
}

/** A matrix with one number on its diagonal and 0 elsewhere. */
export class Identity extends Configured<IdentityOptions> implements Initializer {
  static readonly className = "Identity";

  constructor(options: IdentityOptions = {}) {
    super({ gain: 1 }, options);
    finiteNumber("Identity", "gain", this.options.gain);
  }

  /** The first numbers of a weight of that shape, row-major. */
  make(shape: readonly number[]): Float32Array {
    const [rows, columns] = shape;
    if (shape.length !== 2) throw wrongShape("Identity", "the weight must have shape [rows, columns]", shape);
    const numbers = new Float32Array(sizeOf(shape));
    for (let i = 0; i < Math.min(rows!, columns!); i++) numbers[i * columns! + i] = this.options.gain;
    return numbers;
  }
}
