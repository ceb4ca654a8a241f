/**
 * Initializers that scale with the number of inputs and outputs of a weight.
 *
 * @module
 */
import { oneOf, positiveNumber } from "../check.ts";
import { sizeOf } from "../tensor.ts";
import { Drawn, type InitializerConfig, type RandomOptions } from "./initializer.ts";

/** Options of the initializers with a fixed scale: {@link GlorotUniform} and its like. */
export interface FanOptions extends RandomOptions {
  /** The axes that count as inputs; null, the default, goes by the shape. Given with `outputAxes` or not at all. */
  inputAxes?: readonly number[] | null | undefined;
  /** The axes that count as outputs; null, the default, goes by the shape. */
  outputAxes?: readonly number[] | null | undefined;
}

/** Options of {@link VarianceScaling}. */
export interface VarianceScalingOptions extends FanOptions {
  /** The variance, times n; positive, defaults to 1. */
  scale?: number | undefined;
  /**
   * What n is; defaults to `"fanIn"`.
   *
   * - `"fanIn"`: the number of inputs
   * - `"fanOut"`: the number of outputs
   * - `"fanAvg"`: their mean
   */
  mode?: "fanIn" | "fanOut" | "fanAvg" | undefined;
  /**
   * How numbers are drawn; defaults to `"truncatedNormal"`, also called `"normal"`.
   *
   * - `"truncatedNormal"`: normally, those beyond two standard deviations anew
   * - `"untruncatedNormal"`: normally
   * - `"uniform"`: evenly within ±√(3·scale/n)
   */
  distribution?: "truncatedNormal" | "normal" | "untruncatedNormal" | "uniform" | undefined;
}

const modes = ["fanIn", "fanOut", "fanAvg"] as const;
const distributions = ["truncatedNormal", "normal", "untruncatedNormal", "uniform"] as const;

// The standard deviation of a standard normal distribution that is cut off at ±2.
const TRUNCATED_DEVIATION = 0.87962566103423978;

/**
 * Numbers of variance scale/n, where n counts inputs or outputs of the weight: for [inputs, outputs] these, for a kernel
 * [..., inputs, outputs] times the size of the axes before.
 */
export class VarianceScaling extends Drawn<VarianceScalingOptions> {
  static readonly className: string = "VarianceScaling";

  constructor(options: VarianceScalingOptions = {}) {
    const common = { seed: null, inputAxes: null, outputAxes: null };
    super({ scale: 1, mode: "fanIn", distribution: "truncatedNormal", ...common }, options);
    const { scale, mode, distribution } = this.options;
    positiveNumber(this.className, "scale", scale);
    oneOf(this.className, "mode", mode, modes);
    oneOf(this.className, "distribution", distribution, distributions);
  }

  /** The first numbers of a weight of that shape, row-major. */
  override make(shape: readonly number[]): Float32Array {
    const { scale, mode, distribution } = this.options;
    const [inputs, outputs] = this.#fans(shape);
    const n = mode === "fanIn" ? inputs : mode === "fanOut" ? outputs : (inputs + outputs) / 2;
    const deviation = Math.sqrt(scale / Math.max(1, n));
    if (distribution === "uniform") {
      const limit = Math.sqrt(3) * deviation;
      return this.uniform(shape, -limit, limit);
    }
    if (distribution === "untruncatedNormal") return this.normal(shape, 0, deviation);
    return this.truncatedNormal(shape, 0, deviation / TRUNCATED_DEVIATION);
  }

  #fans(shape: readonly number[]): [number, number] {
    const { inputAxes, outputAxes } = this.options;
    if (inputAxes && outputAxes) {
      const along = (axes: readonly number[]): number => sizeOf(axes.map((axis) => shape.at(axis) ?? 1));
      return [along(inputAxes), along(outputAxes)];
    }
    if (shape.length === 1) return [shape[0]!, shape[0]!];
    const field = sizeOf(shape.slice(0, -2));
    return [(shape.at(-2) ?? 1) * field, (shape.at(-1) ?? 1) * field];
  }
}

/** The option that a class with a name of its own leaves open. */
abstract class Fixed extends VarianceScaling {
  constructor(fixed: VarianceScalingOptions, options: FanOptions) {
    super({ ...options, ...fixed });
  }

  /** The options in plain data. */
  override getConfig(): InitializerConfig {
    const { seed, inputAxes, outputAxes } = this.options;
    return { seed, inputAxes, outputAxes };
  }
}

/** Even numbers within ±√(6/(inputs + outputs)); Glorot & Bengio 2010. Keras's default for kernels. */
export class GlorotUniform extends Fixed {
  static override readonly className = "GlorotUniform";
  constructor(options: FanOptions = {}) {
    super({ scale: 1, mode: "fanAvg", distribution: "uniform" }, options);
  }
}

/** Truncated normal numbers of variance 2/(inputs + outputs); Glorot & Bengio 2010. */
export class GlorotNormal extends Fixed {
  static override readonly className = "GlorotNormal";
  constructor(options: FanOptions = {}) {
    super({ scale: 1, mode: "fanAvg", distribution: "truncatedNormal" }, options);
  }
}

/** Even numbers within ±√(6/inputs); He et al. 2015. */
export class HeUniform extends Fixed {
  static override readonly className = "HeUniform";
  constructor(options: FanOptions = {}) {
    super({ scale: 2, mode: "fanIn", distribution: "uniform" }, options);
  }
}

/** Truncated normal numbers of variance 2/inputs; He et al. 2015. */
export class HeNormal extends Fixed {
  static override readonly className = "HeNormal";
  constructor(options: FanOptions = {}) {
    super({ scale: 2, mode: "fanIn", distribution: "truncatedNormal" }, options);
  }
}

/** Even numbers within ±√(3/inputs); Klambauer et al. 2017. */
export class LecunUniform extends Fixed {
  static override readonly className = "LecunUniform";
  constructor(options: FanOptions = {}) {
    super({ scale: 1, mode: "fanIn", distribution: "uniform" }, options);
  }
}

/** Truncated normal numbers of variance 1/inputs; Klambauer et al. 2017. */
export class LecunNormal extends Fixed {
  static override readonly className = "LecunNormal";
  constructor(options: FanOptions = {}) {
    super({ scale: 1, mode: "fanIn", distribution: "truncatedNormal" }, options);
  }
}
