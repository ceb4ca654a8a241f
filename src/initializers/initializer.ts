/**
 * What every initializer is.
 *
 * @module
 */
import { type Given, seed } from "../check.ts";
import { type Config, Configured } from "../configured.ts";
import { sizeOf } from "../tensor.ts";
import { draw } from "../wasm/draw.ts";

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

// 5 in 100 normal numbers lie beyond two deviations; so many are drawn in their place at a time.
const OTHERS = 1024;

/** An initializer that draws random numbers. */
export abstract class Drawn<Options extends RandomOptions> extends Configured<Options> implements Initializer {
  constructor(defaults: Options, options: Given<Options>) {
    super(defaults, options);
    seed(this.className, (this.options as RandomOptions).seed);
  }

  /** The first numbers of a weight of that shape, row-major. */
  abstract make(shape: readonly number[]): Float32Array;

  /** Numbers drawn evenly from [low, high). */
  protected uniform(shape: readonly number[], low: number, high: number): Float32Array {
    return draw(sizeOf(shape), this.seed(), { of: "uniform", scale: high - low, shift: low });
  }

  /** Normally distributed numbers. */
  protected normal(shape: readonly number[], mean: number, deviation: number): Float32Array {
    return draw(sizeOf(shape), this.seed(), { of: "normal", scale: deviation, shift: mean });
  }

  /** The same, what lies two deviations or more from the mean drawn anew. */
  protected truncatedNormal(shape: readonly number[], mean: number, deviation: number): Float32Array {
    const seed = this.seed();
    const numbers = draw(sizeOf(shape), seed, { of: "normal" });
    let others: Float32Array = new Float32Array();
    let next = 0;
    for (let i = 0, turn = 0; i < numbers.length; i++) {
      while (Math.abs(numbers[i]!) >= 2) {
        if (next === others.length) {
          turn += 1;
          others = draw(OTHERS, seed, { of: "normal", turn });
          next = 0;
        }
        numbers[i] = others[next++]!;
      }
      numbers[i] = mean + deviation * numbers[i]!;
    }
    return numbers;
  }

  /** The seed, or for none a random one: an integer, of which the last 32 bits count. */
  protected seed(): number {
    return (this.options as RandomOptions).seed ?? Math.floor(Math.random() * 2 ** 32);
  }
}
