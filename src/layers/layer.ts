/**
 * What every layer is: options, weights, and a composition of operations.
 *
 * @module
 */
import { boolean, object, refused, type Shape, withDefaults, wrongType, wrongValue } from "../check.ts";
import { constraintClasses } from "../constraints/by-name.ts";
import { type Applied, applyCallee, Call, type Callee, toValue } from "../graph/call.ts";
import { mapLeaves } from "../graph/nested.ts";
import { Runner } from "../graph/runner.ts";
import { currentTrace } from "../graph/trace.ts";
import { inScope, Value } from "../graph/value.ts";
import { initializerClasses } from "../initializers/by-name.ts";
import { identity } from "../ops/reshape.ts";
import { getRegularizer, type Regularizer, regularizerClasses } from "../regularizers/by-name.ts";
import { isTensorLike, type Tensor } from "../tensor.ts";
import { type Config, deserialize, layerName, serialize } from "./config.ts";
import type {
  AnyLayer,
  Applicable,
  CallOptions,
  Inputs,
  LayerClass,
  LayerOptions,
  One,
  Resolved,
  Returned,
  TracedOptions,
} from "./layer-types.ts";
import { checkMask, maskOf, withMask } from "./masks.ts";
import { addLoss, inMode, regularize } from "./mode.ts";
import { checkInputs } from "./several-inputs.ts";
import { trainableChanges, Weighted } from "./weighted.ts";

export type * from "./layer-types.ts";

/**
 * The base class of all layers. To write one's own: `build` makes the weights, `call` says what is computed, in `ops` or
 * by applying other layers, which are found where they are kept in fields.
 *
 * @example
 * ```ts
 * class Scale extends Layer<One, { by: number }> {
 *   override call(x: Value): Value {
 *     return ops.multiply(x, this.options.by);
 *   }
 * }
 * new Scale({ by: 2 }).apply(tensor([1, 2])).data; // [2, 4]
 * ```
 */
export abstract class Layer<Outputs = One, Options extends object = object> extends Weighted implements Callee {
  /** The name of the class in configurations and files; defaults to the class's own. */
  static readonly className: string = "";
  /** All options with their defaults, undefined for those that must be given; without it any option is taken. */
  static readonly defaults: object | undefined = undefined;

  /** How the layer is found in a model. */
  readonly name: string;
  /** The layer as errors name it. @internal */
  override readonly where: string;
  /** What the layer gives, for the compiler alone: see {@link OutputsOf}. */
  declare readonly outputTypes: Outputs;
  /** The options, defaults filled in. */
  override readonly options: Resolved<Options & LayerOptions>;
  /** Whether the output has the mask of the input; defaults to false. */
  readonly supportsMasking: boolean = false;
  /** Whether `call` looks at the mask. @internal */
  readonly takesMask: boolean = false;
  /** The layer's uses in models, in order. @internal */
  readonly calls: Call[] = [];
  #built = false;
  readonly #activityRegularizer: Regularizer | undefined;
  /** How often layers had been made trainable when the plans of calls on tensors were made. */
  #trainableChanges = 0;
  #inputKind: "one" | "list" = "one";
  readonly #runner: Runner = new Runner();

  constructor(options: Options & LayerOptions) {
    const { defaults } = new.target;
    const className = classNameOf(new.target);
    const common = { name: undefined, trainable: true, activityRegularizer: null };
    const all = defaults ? { ...defaults, ...common } : { ...options, ...common };
    const filled = withDefaults<object>(className, all, options) as Resolved<Options & LayerOptions>;
    const { name, trainable, activityRegularizer } = filled as LayerOptions;
    super(boolean(className, "trainable", trainable));
    this.options = filled;
    this.name = layerName(className, name);
    this.where = `${className} "${this.name}"`;
    this.#activityRegularizer = getRegularizer(className, "activityRegularizer", activityRegularizer);
  }

  /** The name of the class in configurations and files. */
  get className(): string {
    return classNameOf(this.constructor as unknown as LayerClass);
  }

  /** Makes the weights; called once, before the first call. A layer of several inputs gets a list of shapes. */
  build(_inputShape: Shape | readonly Shape[]): void {}

  /** Records what the layer computes. */
  abstract call(inputs: Inputs, options: TracedOptions): Applied;

  /** The mask of the output. */
  computeMask(_inputs: Inputs, mask: TracedOptions["mask"]): Value | readonly (Value | undefined)[] | undefined {
    return this.supportsMasking ? mask : undefined;
  }

  /**
   * Applies the layer. A tensor gives tensors at once; a value, the input of a model that is being put together, gives
   * values.
   *
   * @throws RangeError if the shape of the input does not fit.
   */
  apply<X extends Applicable>(inputs: X | readonly X[], options: CallOptions = {}): Returned<Outputs, X> {
    return this.applyTo(inputs, options) as Returned<Outputs, X>;
  }

  /** @internal */
  protected applyTo(inputs: unknown, options: object): Applied | Tensor | readonly Tensor[] {
    checkInputs(this.where, inputs);
    object(this.where, "options", options);
    const { training = false } = options as CallOptions;
    boolean(this.where, "training", training);
    // Of a list, one may carry no mask but when the model runs, as what comes out of a model within does.
    const given = this.takesMask && !Array.isArray(inputs) ? withMask(inputs, options) : options;
    if (this.#trainableChanges !== trainableChanges.count) this.#runner.dispose();
    this.#trainableChanges = trainableChanges.count;
    const outputs = applyCallee(this, [inputs, given], this.#runner);
    const values = [outputs].flat().filter((output) => output instanceof Value);
    const node = values[0]?.node;
    if (node instanceof Call && !currentTrace()) {
      this.calls.push(node);
      this.#passMask(inputs as Inputs, given as TracedOptions, values);
    }
    return outputs;
  }

  /** Records a call in the course of a trace. @internal */
  invoke(args: readonly unknown[]): Applied {
    const [given, rest = {}] = args as [unknown, object?];
    const options = mapLeaves(rest, (leaf) => (isTensorLike(leaf) ? toValue(this.where, leaf) : leaf)) as TracedOptions;
    const inputs = Array.isArray(given) ? given.map((one) => toValue(this.where, one)) : toValue(this.where, given);
    checkMask(this.where, options.mask);
    const body = (): Applied => {
      this.ensureBuilt(Array.isArray(inputs) ? inputs.map(({ shape }) => shape) : inputs.shape);
      const { training } = currentTrace()!;
      const masked: TracedOptions = { ...withMask(inputs, options), training };
      const outputs = this.call(inputs, masked);
      for (const output of [outputs].flat() as unknown[]) {
        if (output instanceof Value) continue;
        throw wrongType(this.where, "call must return a value or a list of values", output);
      }
      const entered = [inputs].flat();
      // An output that is an input gets an identity of its own, because its mask may be another.
      const own = [outputs].flat().map((output) => (entered.includes(output) ? identity(output) : output));
      this.#passMask(inputs, masked, own);
      if (this.#activityRegularizer) regularize(own, this.#activityRegularizer);
      return outputs instanceof Value ? own[0]! : own;
    };
    return inMode(options.training, () => inScope(this.where, body));
  }

  /** Makes the weights if they are not there. @internal */
  ensureBuilt(shape: Shape | readonly Shape[]): void {
    const kind = Array.isArray(shape[0]) ? "list" : "one";
    if (this.#built) {
      if (kind === this.#inputKind) return;
      const rule = `inputs must be ${this.#inputKind === "one" ? "one value" : "a list"} as before`;
      throw wrongValue(this.where, rule, shape);
    }
    try {
      this.build(shape);
    } catch (error) {
      this.removeWeights();
      throw error;
    }
    this.#inputKind = kind;
    this.#built = true;
  }

  /** Whether the weights are there. */
  get built(): boolean {
    return this.#built;
  }

  /** Adds a number, or the sum of several, to the loss that training makes smaller; to be called in `call`. */
  protected addLoss(loss: Value): void {
    currentTrace()!.adders.push(this.where);
    addLoss(loss);
  }

  /** The options in plain data, from which `fromConfig` makes an equal layer with fresh weights. */
  getConfig(): Config {
    const { activityRegularizer, ...options } = this.options as Resolved<LayerOptions>;
    const own = activityRegularizer === null ? options : this.options;
    return serialize({ ...own, name: this.name, trainable: this.trainable }) as Config;
  }

  /** Makes a layer from what `getConfig` gave. Classes of layers inside it are found in `classes`, by name. */
  static fromConfig(config: Config, classes: Readonly<Record<string, LayerClass>> = {}): AnyLayer {
    return new (this as unknown as new (options: unknown) => AnyLayer)(
      deserialize(config, { ...initializerClasses, ...regularizerClasses, ...constraintClasses, ...classes }),
    );
  }

  /** The values that the layer was applied to in a model; of its first use. */
  get inputs(): readonly Value[] {
    return this.#firstCall().inputs;
  }

  /** The values that the layer gave in a model; of its first use. */
  get outputs(): readonly Value[] {
    return this.#firstCall().outputs;
  }

  /** The one value that the layer gave in a model; of its first use. */
  get output(): Value {
    const { outputs } = this;
    if (outputs.length === 1) return outputs[0]!;
    throw wrongValue(this.where, "the layer must have one output", outputs.length, "See outputs.");
  }

  /** Frees the memory that calls on tensors have taken. The layer can be used again. */
  dispose(): void {
    this.#runner.dispose();
  }

  #firstCall(): Call {
    const call = this.calls[0];
    if (!call) throw refused(this.where, "the layer was not applied to a value", "Apply it to an input().");
    return call;
  }

  #passMask(inputs: Inputs, options: TracedOptions, outputs: readonly Value[]): void {
    // A layer made of other layers returns what those have masked already.
    if (outputs.every((output) => output.mask)) return;
    const mask = this.computeMask(inputs, maskOf(inputs, options));
    if (mask === undefined) return;
    outputs.forEach((output, i) => {
      output.mask = Array.isArray(mask) ? mask[i] : (mask as Value | undefined);
    });
  }
}

function classNameOf(layer: { className: string; name?: string }): string {
  return layer.className || layer.name || "Layer";
}
