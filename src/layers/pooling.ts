/**
 * Pooling along time.
 *
 * @module
 */
import { oneOf, type Shape, wrongShape } from "../check.ts";
import { toValue } from "../graph/call.ts";
import type { Value } from "../graph/value.ts";
import { divide } from "../ops/binary.ts";
import { max, mean, sum } from "../ops/reduce.ts";
import { missingSteps, type Sliding, windows } from "../ops/window.ts";
import { tensor } from "../tensor.ts";
import { single } from "./conv1d.ts";
import { Layer, type LayerOptions, type One } from "./layer.ts";

/** Options of {@link MaxPooling1D} and {@link AveragePooling1D}. */
export interface Pooling1DOptions extends LayerOptions {
  /** The number of steps in a window; a positive integer, also in a list of one; defaults to 2. */
  poolSize?: number | readonly [number] | undefined;
  /** How far a window is from the one before; null, the default, is `poolSize`. */
  strides?: number | readonly [number] | null | undefined;
  /**
   * What windows do at the ends of the input; defaults to `"valid"`.
   *
   * - `"valid"`: they stay within it
   * - `"same"`: they reach over both ends, where nothing is counted
   */
  padding?: "valid" | "same" | undefined;
}

abstract class Pooling extends Layer<One, Pooling1DOptions> {
  static override readonly defaults: object = { poolSize: 2, strides: null, padding: "valid" };
  protected readonly sliding: Sliding;

  constructor(options: Pooling1DOptions = {}) {
    super(options);
    const { poolSize, strides, padding } = this.options;
    this.sliding = {
      size: single(this.className, "poolSize", poolSize),
      stride: single(this.className, "strides", strides ?? poolSize),
      dilation: 1,
      padding: oneOf(this.className, "padding", padding, ["valid", "same"]),
    };
  }

  override build(inputShape: Shape): void {
    if (inputShape.length === 3) return;
    throw wrongShape(this.where, "input must have shape [batch, timesteps, features]", inputShape);
  }
}

/**
 * The greatest of each window of steps, by feature: for input [batch, timesteps, features] the output is
 * [batch, windows, features].
 *
 * @example
 * ```ts
 * new MaxPooling1D().apply(tensor([[[1], [3], [2], [4]]])).data; // [3, 4]
 * ```
 *
 * @throws RangeError if a size is not a positive integer.
 */
export class MaxPooling1D extends Pooling {
  static override readonly className = "MaxPooling1D";

  override call(x: Value): Value {
    return max(windows(this.where, x, this.sliding, -Infinity), 2);
  }
}

/**
 * The mean of each window of steps, by feature: for input [batch, timesteps, features] the output is
 * [batch, windows, features]. What windows hold beyond the ends is not counted.
 *
 * @example
 * ```ts
 * new AveragePooling1D().apply(tensor([[[1], [3], [2], [4]]])).data; // [2, 3]
 * ```
 *
 * @throws RangeError if a size is not a positive integer.
 */
export class AveragePooling1D extends Pooling {
  static override readonly className = "AveragePooling1D";

  override call(x: Value): Value {
    const window = windows(this.where, x, this.sliding, 0);
    const [T, count] = [x.shape[1], window.shape[1]];
    if (this.sliding.padding === "valid" || typeof T !== "number" || typeof count !== "number") {
      return mean(window, 2);
    }
    const { size, stride } = this.sliding;
    const [before] = missingSteps(T, this.sliding);
    const within = Float32Array.from({ length: count }, (_, i) => {
      const start = i * stride - before;
      return Math.min(start + size, T) - Math.max(start, 0);
    });
    return divide(sum(window, 2), toValue(this.where, tensor(within, [count, 1])));
  }
}
