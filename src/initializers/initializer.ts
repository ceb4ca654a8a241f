/**
 * What every initializer is.
 *
 * @module
 */
import { type Given, seed } from "../check.ts";
import { type Config, Configured } from "../configured.ts";
import { type Random, random } from "../random.ts";
import { sizeOf } from "../tensor.ts";

/** Makes the first numbers of a weight. */
export interface Initializer {
  /** The name of the class in configurations and files. */
  readonly className: string;
  /** The first numbers of a weight of that shape, row-major. */
  make(shape: readonly number[]): Float32Array;
  /** The options in plain data. */
  getConfig(): InitializerConfig;
}

/** The options of an initializer in plain data. */
export type InitializerConfig = Config;

/** Options of every initializer that draws random numbers. */
export interface RandomOptions {
  /** An integer with which the numbers are the same each time; defaults to none, so that every weight differs. */
  seed?: number | null | undefined;
}

/** An initializer that draws random numbers. */
export abstract class Drawn<Options extends RandomOptions> extends Configured<Options> implements Initializer {
  constructor(defaults: Options, options: Given<Options>) {
    super(defaults, options);
    seed(this.className, (this.options as RandomOptions).seed);
  }

  /** The first numbers of a weight of that shape, row-major. */
  abstract make(shape: readonly number[]): Float32Array;

  /** Numbers made of uniform ones from [0, 1). */
  protected uniform(shape: readonly number[], made: (uniform: number) => number): Float32Array {
    const numbers = new Float32Array(sizeOf(shape));
    this.source().fill(numbers, made);
    return numbers;
  }

  /** Numbers that are drawn one after another. */
  protected draw(shape: readonly number[], next: (source: Random) => number): Float32Array {
    const source = this.source();
    const numbers = new Float32Array(sizeOf(shape));
    for (let i = 0; i < numbers.length; i++) numbers[i] = next(source);
    return numbers;
  }

  /** A source of random numbers, the same at each call if there is a seed. */
  protected source(): Random {
    return random((this.options as RandomOptions).seed);
  }
}

/** A standard normal number, drawn anew while it is beyond ±2. @internal */
export function truncated(source: Random): number {
  for (;;) {
    const value = source.normal();
    if (Math.abs(value) < 2) return value;
  }
}
