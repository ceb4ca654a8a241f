/**
 * Dropout, which acts in training alone.
 *
 * @module
 */
import { seed as checkSeed, numberWithin, positiveInteger, type Shape, wrongShape, wrongType } from "../check.ts";
import type { Value } from "../graph/value.ts";
import { Layer, type LayerOptions, type One } from "./layer.ts";
import { dropped, type RandomState } from "./random-state.ts";

/** Options of {@link SpatialDropout1D}. */
export interface SpatialDropout1DOptions extends LayerOptions {
  /** The share of the input that is dropped, from 0 to 1. */
  rate: number;
  /** An integer with which the same is dropped each time; defaults to none. */
  seed?: number | null | undefined;
}

/** Options of {@link Dropout}. */
export interface DropoutOptions extends SpatialDropout1DOptions {
  /** The shape of what is drawn, broadcast against the input; null, also within it, is the input's. Defaults to null. */
  noiseShape?: readonly (number | null)[] | null | undefined;
}

abstract class Dropping<Options extends SpatialDropout1DOptions> extends Layer<One, Options> {
  override readonly supportsMasking = true;
  readonly #rate: number;
  readonly #random: RandomState;

  constructor(options: Options) {
    super(options);
    const { rate, seed } = this.options as SpatialDropout1DOptions;
    this.#rate = numberWithin(this.className, "rate", rate, 0, 1);
    checkSeed(this.className, seed);
    this.#random = this.addRandomState(seed);
  }

  override call(x: Value): Value {
    return dropped(this.where, x, this.#rate, this.#random, this.noiseShape(x));
  }

  /** The shape of what is drawn; null, also within it, is that of x. */
  protected abstract noiseShape(x: Value): Shape | null;
}

/**
 * The input as it is; in training, numbers at random become 0 and the others grow by 1/(1 − rate).
 *
 * @example
 * ```ts
 * new Dropout({ rate: 0.5 }).apply(tensor([1, 2])).data; // [1, 2]
 * ```
 *
 * @throws RangeError if the rate is not from 0 to 1.
 * @see Srivastava et al. 2014, {@link https://jmlr.org/papers/v15/srivastava14a.html}
 */
export class Dropout extends Dropping<DropoutOptions> {
  static override readonly className = "Dropout";
  static override readonly defaults: object = { rate: undefined, noiseShape: null, seed: null };

  constructor(options: DropoutOptions) {
    super(options);
    const { noiseShape } = this.options;
    if (noiseShape === null) return;
    if (!Array.isArray(noiseShape)) {
      throw wrongType("Dropout", "noiseShape must be a list of sizes, or null", noiseShape);
    }
    for (const size of noiseShape) if (size !== null) positiveInteger("Dropout", "each size of noiseShape", size);
  }

  protected override noiseShape(): Shape | null {
    return this.options.noiseShape;
  }
}

/**
 * The input [batch, timesteps, features] as it is; in training, features at random become 0 at all steps together.
 *
 * @example
 * ```ts
 * new SpatialDropout1D({ rate: 0.5 }).apply(tensor([[[1, 2]]])).data; // [1, 2]
 * ```
 *
 * @throws RangeError if the rate is not from 0 to 1, or the input is not a sequence.
 * @see Tompson et al. 2014, {@link https://arxiv.org/abs/1411.4280}
 */
export class SpatialDropout1D extends Dropping<SpatialDropout1DOptions> {
  static override readonly className = "SpatialDropout1D";
  static override readonly defaults: object = { rate: undefined, seed: null };

  protected override noiseShape(x: Value): Shape {
    if (x.shape.length === 3) return [null, 1, null];
    throw wrongShape(this.where, "input must have shape [batch, timesteps, features]", x.shape);
  }
}
