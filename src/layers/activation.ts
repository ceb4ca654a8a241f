/**
 * An activation as a layer of its own.
 *
 * @module
 */
import { type Activation as ActivationName, activate, activationName } from "../activations.ts";
import type { Value } from "../graph/value.ts";
import { Layer, type LayerOptions, type One } from "./layer.ts";

/** Options of {@link Activation}. */
export interface ActivationOptions extends LayerOptions {
  /** φ, by name. */
  activation: ActivationName;
}

/**
 * φ(x), in the shape of x; `"glu"` alone halves the last axis.
 *
 * @example
 * ```ts
 * new Activation({ activation: "relu" }).apply(tensor([-1, 2])).data; // [0, 2]
 * ```
 *
 * @throws RangeError if the activation is not known.
 */
export class Activation extends Layer<One, ActivationOptions> {
  static override readonly className = "Activation";
  static override readonly defaults: object = { activation: undefined };
  override readonly supportsMasking = true;
  readonly #activation: ActivationName;

  constructor(options: ActivationOptions) {
    super(options);
    this.#activation = activationName("Activation", "activation", this.options.activation);
  }

  override call(x: Value): Value {
    return activate(this.#activation, x);
  }
}
