/**
 * The fully connected layer.
 *
 * @module
 */
import { type Activation, activate, activationName } from "../activations.ts";
import { boolean, formatShape, positiveInteger, type Shape, wrongShape } from "../check.ts";
import { toValue } from "../graph/call.ts";
import type { Value } from "../graph/value.ts";
import type { Variable } from "../graph/variable.ts";
import { dense } from "../ops/matmul.ts";
import { Layer, type LayerOptions, type One } from "./layer.ts";
import { type BiasOptions, biasDefaults, type KernelOptions, kernelDefaults } from "./weight-options.ts";

/** Options of {@link Dense}. */
export interface DenseOptions extends LayerOptions, KernelOptions, BiasOptions {
  /** Size H of the output's last axis; a positive integer. */
  units: number;
  /** φ; defaults to `"linear"`. */
  activation?: Activation | null | undefined;
}

/**
 * φ(x·W + b) over the last axis.
 *
 * For input x of shape [batch, ..., I] the output has shape [batch, ..., H]; a sequence is taken step by step.
 * Weights: `kernel` W [I, H], `bias` b [H].
 *
 * @example
 * ```ts
 * new Dense({ units: 3 }).apply(tensor([[1, 2], [3, 4]])).shape; // [2, 3]
 * ```
 *
 * @throws RangeError if `units` is not a positive integer, or the activation is not known.
 */
export class Dense extends Layer<One, DenseOptions> {
  static override readonly className = "Dense";
  static override readonly defaults: object = {
    units: undefined,
    activation: null,
    ...kernelDefaults,
    ...biasDefaults,
  };
  override readonly supportsMasking = true;
  #kernel!: Variable;
  #bias: Variable | undefined;
  readonly #activation: Activation;

  constructor(options: DenseOptions) {
    super(options);
    positiveInteger("Dense", "units", this.options.units);
    boolean("Dense", "useBias", this.options.useBias);
    this.#activation = activationName("Dense", "activation", this.options.activation);
  }

  override build(inputShape: Shape): void {
    const { units, useBias } = this.options;
    const inputs = inputShape.at(-1);
    if (inputShape.length < 2 || typeof inputs !== "number") {
      throw wrongShape(
        this.where,
        "input must have shape [batch, ..., features] with a known number of features",
        inputShape,
      );
    }
    this.#kernel = this.addWeight("kernel", [inputs, units]);
    if (useBias) this.#bias = this.addWeight("bias", [units]);
  }

  override call(x: Value): Value {
    const inputs = this.#kernel.shape[0]!;
    if (x.shape.length < 2 || x.shape.at(-1) !== inputs) {
      const wanted = formatShape([...x.shape.slice(0, Math.max(1, x.shape.length - 1)), inputs]);
      throw wrongShape(this.where, `input must have shape ${wanted}`, x.shape);
    }
    const bias = this.#bias && toValue(this.where, this.#bias);
    return activate(this.#activation, dense(x, toValue(this.where, this.#kernel), bias));
  }
}
