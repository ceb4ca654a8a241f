/**
 * What every initializer is.
 *
 * @module
 */
import { type Given, seed, withDefaults } from "../check.ts";
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
export type InitializerConfig = { readonly [option: string]: number | string | null | readonly number[] };

/** Options of every initializer that draws random numbers. */
export interface RandomOptions {
  /** An integer with which the numbers are the same each time; defaults to none, so that every weight differs. */
  seed?: number | null | undefined;
}

/** Options, and how they become a configuration and back. */
export abstract class Configured<Options extends object> implements Initializer {
  /** The options, defaults filled in. */
  readonly options: { readonly [K in keyof Options]-?: Exclude<Options[K], undefined> };

  constructor(defaults: Options, options: Given<Options>) {
    this.options = withDefaults<Options>(this.className, defaults, options) as typeof this.options;
  }

  get className(): string {
    return (this.constructor as unknown as { readonly className: string }).className;
  }

  abstract make(shape: readonly number[]): Float32Array;

  getConfig(): InitializerConfig {
    return { ...this.options } as unknown as InitializerConfig;
  }

  /** Makes an initializer from what `getConfig` gave. */
  static fromConfig(config: InitializerConfig): Initializer {
    return new (this as unknown as new (options: object) => Initializer)(config);
  }
}

/** An initializer that draws random numbers. */
export abstract class Drawn<Options extends RandomOptions> extends Configured<Options> {
  constructor(defaults: Options, options: Given<Options>) {
    super(defaults, options);
    seed(this.className, (this.options as RandomOptions).seed);
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
