/**
 * Convolution along time.
 *
 * @module
 */
import { type Activation, activate, activationName } from "../activations.ts";
import { boolean, oneOf, positiveInteger, type Shape, wrongShape, wrongValue } from "../check.ts";
import { toValue } from "../graph/call.ts";
import { currentTrace, StreamTrace } from "../graph/trace.ts";
import type { Value } from "../graph/value.ts";
import type { Variable } from "../graph/variable.ts";
import { add } from "../ops/binary.ts";
import { concatenated } from "../ops/concatenate.ts";
import { dense } from "../ops/matmul.ts";
import { sliced } from "../ops/rearrange.ts";
import { reshaped } from "../ops/reshape.ts";
import { type Sliding, windows } from "../ops/window.ts";
import { Layer, type LayerOptions, type One } from "./layer.ts";
import { type BiasOptions, biasDefaults, type KernelOptions, kernelDefaults } from "./weight-options.ts";

/** Options of {@link Conv1D}. */
export interface Conv1DOptions extends LayerOptions, KernelOptions, BiasOptions {
  /** Size F of the output's last axis; a positive integer. */
  filters: number;
  /** The number K of steps that an output step is made of; a positive integer, also in a list of one. */
  kernelSize: number | readonly [number];
  /** How many steps the kernel moves at a time; defaults to 1. */
  strides?: number | readonly [number] | undefined;
  /**
   * What the kernel finds beyond the ends of the input; defaults to `"valid"`.
   *
   * - `"valid"`: it does not go there; the output is shorter
   * - `"same"`: zeros on both sides, so that with strides 1 the output is as long as the input
   * - `"causal"`: zeros before the beginning alone, so that no step sees a later one
   */
  padding?: "valid" | "same" | "causal" | undefined;
  /** How far the steps under the kernel are apart; defaults to 1. Not together with strides. */
  dilationRate?: number | readonly [number] | undefined;
  /** Into how many groups inputs and filters are divided, each apart from the others; defaults to 1. */
  groups?: number | undefined;
  /** φ; defaults to `"linear"`. */
  activation?: Activation | null | undefined;
}

/**
 * φ(Σₖ x[t·strides + k·dilationRate]·W[k] + b) at each step t.
 *
 * For input x of shape [batch, timesteps, I] the output has shape [batch, steps, F].
 * Weights: `kernel` W [K, I / groups, F], `bias` b [F]. With `"causal"` padding and strides 1 it runs in streams.
 *
 * @example
 * ```ts
 * new Conv1D({ filters: 4, kernelSize: 3 }).apply(tensor(new Float32Array(20), [1, 10, 2])).shape; // [1, 8, 4]
 * ```
 *
 * @throws RangeError if a size is not a positive integer, or groups do not divide inputs and filters.
 */
export class Conv1D extends Layer<One, Conv1DOptions> {
  static override readonly className = "Conv1D";
  static override readonly defaults: object = {
    filters: undefined,
    kernelSize: undefined,
    strides: 1,
    padding: "valid",
    dilationRate: 1,
    groups: 1,
    activation: null,
    ...kernelDefaults,
    ...biasDefaults,
  };
  readonly #sliding: Sliding;
  readonly #activation: Activation;
  #kernel!: Variable;
  #bias: Variable | undefined;

  constructor(options: Conv1DOptions) {
    super(options);
    const { filters, kernelSize, strides, padding, dilationRate, groups, useBias, activation } = this.options;
    positiveInteger("Conv1D", "filters", filters);
    this.#sliding = {
      size: single("Conv1D", "kernelSize", kernelSize),
      stride: single("Conv1D", "strides", strides),
      dilation: single("Conv1D", "dilationRate", dilationRate),
      padding: oneOf("Conv1D", "padding", padding, ["valid", "same", "causal"]),
    };
    if (this.#sliding.stride > 1 && this.#sliding.dilation > 1) {
      throw wrongValue("Conv1D", "dilationRate must be 1 where strides are not", this.#sliding.dilation);
    }
    if (filters % positiveInteger("Conv1D", "groups", groups) !== 0) {
      throw wrongValue("Conv1D", `groups must divide the ${filters} filters`, groups);
    }
    boolean("Conv1D", "useBias", useBias);
    this.#activation = activationName("Conv1D", "activation", activation);
  }

  override build(inputShape: Shape): void {
    const { filters, groups, useBias } = this.options;
    const inputs = inputShape[2];
    if (inputShape.length !== 3 || typeof inputs !== "number" || inputs % groups !== 0) {
      const features = groups === 1 ? "features" : `features, a multiple of ${groups}`;
      throw wrongShape(this.where, `input must have shape [batch, timesteps, ${features}]`, inputShape);
    }
    const shape = [this.#sliding.size, inputs / groups, filters];
    this.#kernel = this.addWeight("kernel", shape);
    if (useBias) this.#bias = this.addWeight("bias", [filters]);
  }

  override call(x: Value): Value {
    const inputs = this.#kernel.shape[1]! * this.options.groups;
    if (x.shape.length !== 3 || x.shape[2] !== inputs) {
      throw wrongShape(this.where, `input must have shape [batch, timesteps, ${inputs}]`, x.shape);
    }
    const trace = currentTrace();
    const { size, stride, padding } = this.#sliding;
    const carries = x.walk === "step" && padding === "causal" && stride === 1 && size > 1;
    const output =
      carries && trace instanceof StreamTrace
        ? this.#streamed(trace, x)
        : this.#convolved(windows(this.where, x, this.#sliding, 0));
    return activate(this.#activation, output);
  }

  /** One step of a stream: the inputs before it, as far as the kernel reaches, are the stream's. */
  #streamed(trace: StreamTrace, x: Value): Value {
    const [batch, , inputs] = x.shape as [number, number, number];
    const reach = (this.#sliding.size - 1) * this.#sliding.dilation;
    const cell = trace.cell(`${this.name}/inputs`, [batch, reach, inputs]);
    const recent = concatenated([trace.read(cell), reshaped(x, x.shape, "apart")], 1);
    trace.commit(cell, sliced(recent, 1, { start: 1 }));
    const output = this.#convolved(windows(this.where, recent, { ...this.#sliding, padding: "valid" }, 0));
    // It is made of a state, which is apart from time.
    output.walk = "step";
    return output;
  }

  /** The products of windows [batch, steps, K, I] with the kernel. */
  #convolved(window: Value): Value {
    const { groups, filters } = this.options;
    const [batch, steps, size, inputs] = window.shape as [number | null, number | null, number, number];
    const kernel = toValue(this.where, this.#kernel);
    const bias = this.#bias && toValue(this.where, this.#bias);
    if (groups === 1) {
      return dense(reshaped(window, [batch, steps, size * inputs]), reshaped(kernel, [size * inputs, filters]), bias);
    }
    const [I, F] = [inputs / groups, filters / groups];
    const parts = Array.from({ length: groups }, (_, g) => {
      const x = reshaped(sliced(window, 3, { start: g * I, stop: (g + 1) * I }), [batch, steps, size * I]);
      const w = reshaped(sliced(kernel, 2, { start: g * F, stop: (g + 1) * F }), [size * I, F]);
      return dense(x, w);
    });
    const joined = concatenated(parts, 2);
    return bias ? add(joined, bias) : joined;
  }
}

/** Requires a positive integer, which Keras's files hold in a list of one. @internal */
export function single(where: string, name: string, value: unknown): number {
  return positiveInteger(where, name, Array.isArray(value) && value.length === 1 ? value[0] : value);
}
