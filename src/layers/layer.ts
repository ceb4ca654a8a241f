/**
 * What every layer is: options, weights, and a composition of operations.
 *
 * @module
 */
import { object, positiveInteger, type Shape, withDefaults, wrongType, wrongValue } from "../check.ts";
import { type Applied, applyCallee, Call, type Callee, toValue } from "../graph/call.ts";
import { mapLeaves } from "../graph/nested.ts";
import { Runner } from "../graph/runner.ts";
import { currentTrace } from "../graph/trace.ts";
import { inScope, Value } from "../graph/value.ts";
import { Variable } from "../graph/variable.ts";
import { getInitializer, type InitializerLike, initializerClasses } from "../initializers.ts";
import { identity } from "../ops/reshape.ts";
import { isTensorLike, type Tensor, type TensorLike } from "../tensor.ts";
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
export abstract class Layer<Outputs = One, Options extends object = object> implements Callee {
  /** The name of the class in configurations and files; defaults to the class's own. */
  static readonly className: string = "";
  /** All options with their defaults, undefined for those that must be given; without it any option is taken. */
  static readonly defaults: object | undefined = undefined;

  /** How the layer is found in a model. */
  readonly name: string;
  /** What the layer gives, for the compiler alone: see {@link OutputsOf}. */
  declare readonly outputTypes: Outputs;
  /** The options, defaults filled in. */
  readonly options: Resolved<Options & LayerOptions>;
  /** Whether the output has the mask of the input; defaults to false. */
  readonly supportsMasking: boolean = false;
  /** Whether `call` looks at the mask. @internal */
  readonly takesMask: boolean = false;
  /** The layer's uses in models, in order. @internal */
  readonly calls: Call[] = [];
  #built = false;
  #inputKind: "one" | "list" = "one";
  readonly #weights: Variable[] = [];
  readonly #runner: Runner = new Runner();

  constructor(options: Options & LayerOptions) {
    const { defaults } = new.target;
    const className = classNameOf(new.target);
    const common = { name: undefined, trainable: true };
    const all = defaults ? { ...defaults, ...common } : { ...options, ...common };
    this.options = withDefaults<object>(className, all, options) as Resolved<Options & LayerOptions>;
    this.name = layerName(className, options.name);
  }

  /** The name of the class in configurations and files. */
  get className(): string {
    return classNameOf(this.constructor as unknown as LayerClass);
  }

  /** The layer as errors name it. @internal */
  get where(): string {
    return `${this.className} "${this.name}"`;
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
    this.#checkInputs(inputs);
    object(this.where, "options", options);
    const given = this.takesMask ? withMask(inputs, options) : options;
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
    return inScope(this.where, () => {
      this.ensureBuilt(Array.isArray(inputs) ? inputs.map(({ shape }) => shape) : inputs.shape);
      const masked = withMask(inputs, options) as TracedOptions;
      const outputs = this.call(inputs, masked);
      for (const output of [outputs].flat() as unknown[]) {
        if (output instanceof Value) continue;
        throw wrongType(this.where, "call must return a value or a list of values", output);
      }
      const entered = [inputs].flat();
      // An output that is an input gets an identity of its own, because its mask may be another.
      const own = [outputs].flat().map((output) => (entered.includes(output) ? identity(output) : output));
      this.#passMask(inputs, masked, own);
      return outputs instanceof Value ? own[0]! : own;
    });
  }

  /** Makes the weights if they are not there. @internal */
  ensureBuilt(shape: Shape | readonly Shape[]): void {
    const kind = Array.isArray(shape[0]) ? "list" : "one";
    if (this.#built) {
      if (kind === this.#inputKind) return;
      const rule = `inputs must be ${this.#inputKind === "one" ? "one value" : "a list"} as before`;
      throw wrongValue(this.where, rule, kind);
    }
    const before = this.#weights.length;
    try {
      this.build(shape);
    } catch (error) {
      this.#weights.length = before;
      throw error;
    }
    this.#inputKind = kind;
    this.#built = true;
  }

  /** Whether the weights are there. */
  get built(): boolean {
    return this.#built;
  }

  /** Adds a weight; to be called in `build`. */
  protected addWeight(
    name: string,
    shape: readonly number[],
    options: { initializer?: InitializerLike | undefined; trainable?: boolean | undefined } = {},
  ): Variable {
    for (const size of shape) positiveInteger(this.where, `the sizes of weight "${name}"`, size);
    const initializer = getInitializer(
      this.where,
      `${name.replace(/Kernel$/, "")}Initializer`,
      options.initializer ?? "glorotUniform",
    );
    const trainable = (options.trainable ?? true) && (this.options as Resolved<LayerOptions>).trainable;
    const variable = new Variable(name, shape, () => initializer.make(shape), trainable);
    this.#weights.push(variable);
    return variable;
  }

  /** The layers inside this one, by the fields in which they are kept. @internal */
  children(): Map<string, AnyLayer> {
    const found = new Map<string, AnyLayer>();
    for (const [field, value] of Object.entries(this)) {
      if (value instanceof Layer) found.set(field, value as AnyLayer);
      else if (Array.isArray(value) && value.length > 0 && value.every((one) => one instanceof Layer)) {
        value.forEach((one, i) => {
          found.set(`${field}/${i}`, one as AnyLayer);
        });
      }
    }
    return found;
  }

  /** The weights of this layer alone, in Keras's order: those that are trained come first. @internal */
  get ownWeights(): readonly Variable[] {
    const isTrained = ({ trainable }: Variable): boolean => trainable;
    return [...this.#weights.filter(isTrained), ...this.#weights.filter((weight) => !isTrained(weight))];
  }

  /** All weights, in Keras's order: the layer's own, then those of the layers inside it; each once. */
  get weights(): readonly Variable[] {
    const inner = [...this.children().values()].flatMap((layer) => layer.weights);
    return [...new Set([...this.ownWeights, ...inner])];
  }

  /** Copies of all weights, in the order of {@link weights}. */
  getWeights(): Tensor[] {
    return this.weights.map((variable) => variable.toTensor());
  }

  /**
   * Replaces all weights.
   *
   * @throws RangeError if number or shapes differ, as they do while the layer has none. Nothing is changed then.
   */
  setWeights(weights: readonly TensorLike[]): void {
    Variable.assignAll(this.where, this.weights, weights);
  }

  /** The number of weights, elements counted. */
  countParams(): number {
    return this.weights.reduce((sum, { size }) => sum + size, 0);
  }

  /** The options in plain data, from which `fromConfig` makes an equal layer with fresh weights. */
  getConfig(): Config {
    return serialize({ ...this.options, name: this.name }) as Config;
  }

  /** Makes a layer from what `getConfig` gave. Classes of layers inside it are found in `classes`, by name. */
  static fromConfig(config: Config, classes: Readonly<Record<string, LayerClass>> = {}): AnyLayer {
    return new (this as unknown as new (options: unknown) => AnyLayer)(
      deserialize(config, { ...initializerClasses, ...classes }),
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
    throw wrongValue(this.where, "output is there when there is one; see outputs", outputs.length);
  }

  /** Frees the memory that calls on tensors have taken. The layer can be used again. */
  dispose(): void {
    this.#runner.dispose();
  }

  #firstCall(): Call {
    const call = this.calls[0];
    if (!call) throw wrongValue(this.where, "the layer must have been applied to a value", "none");
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

  #checkInputs(inputs: unknown): void {
    const each = Array.isArray(inputs) ? inputs : [inputs];
    for (const one of each) {
      if (one instanceof Value || isTensorLike(one)) continue;
      throw wrongType(this.where, "input must be a value or a tensor, or a list of them", one);
    }
  }
}

function classNameOf(layer: { className: string; name?: string }): string {
  return layer.className || layer.name || "Layer";
}
