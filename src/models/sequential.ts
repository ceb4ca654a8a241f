/**
 * Models that are a plain row of layers.
 *
 * @module
 */
import { object, refused, type Shape, withDefaults, wrongType } from "../check.ts";
import type { Applied } from "../graph/call.ts";
import { tracing } from "../graph/trace.ts";
import { Placeholder, Value } from "../graph/value.ts";
import { type Config, deserialize, serialize } from "../layers/config.ts";
import { type AnyLayer, Layer, type LayerClass, type TracedOptions } from "../layers/layer.ts";
import type { Operations } from "../ops/by-name.ts";
import { InputLayer, input, isInput } from "./input.ts";
import { functionalWith, Model } from "./model.ts";
import { maskedInputs } from "./model-inputs.ts";
import { type Graph, graphOf } from "./topology.ts";

/**
 * A row of layers, each applied to the output of the one before. It may begin with an {@link input}; without one, the
 * first call decides the sizes of the weights.
 *
 * @example
 * ```ts
 * const model = new Sequential([input({ shape: [null, 8] }), new GRU({ units: 4 }), new Dense({ units: 1 })]);
 * model.predict(tensor(new Float32Array(2 * 10 * 8), [2, 10, 8])).shape; // [2, 1]
 * ```
 *
 * @throws TypeError if something else than a layer is among the layers.
 */
export class Sequential extends Model<Value> {
  static override readonly className: string = "Sequential";
  #input: Value | undefined;
  /** What the layers so far make of the input. */
  #end: Value | undefined;
  readonly #row: AnyLayer[] = [];
  #graph: Graph | undefined;
  #isDeclared = false;

  constructor(layers: readonly (Value | AnyLayer)[] = [], options: { readonly name?: string | undefined } = {}) {
    super(withDefaults<{ name?: string | undefined }>("Sequential", { name: undefined }, options));
    if (!Array.isArray(layers)) throw wrongType("Sequential", "layers must be a list", layers);
    for (const layer of layers) this.add(layer);
  }

  /** Appends a layer, or gives the input if there is nothing yet. */
  add(layer: Value | AnyLayer): void {
    if (isInput(layer)) {
      if (this.#input || this.#row.length > 0) throw refused(this.where, "an input can only come first");
      this.#input = layer;
      this.#end = layer;
      this.#isDeclared = true;
      return;
    }
    if (!(layer instanceof Layer)) {
      throw wrongType(this.where, "layers must be layers, the first may be an input()", layer);
    }
    if (this.#row.some(({ name }) => name === layer.name)) {
      throw refused(this.where, `the names of its layers must differ, got "${layer.name}" twice`);
    }
    this.checkIdle();
    // With an input, sizes are checked and weights made at once.
    if (this.#end) this.#end = layer.apply(this.#end) as Value;
    this.#row.push(layer);
    this.#graph = undefined;
    this.forget();
  }

  /** The layers in their order; the input is not among them. */
  override get layers(): readonly AnyLayer[] {
    return this.#row;
  }

  /** The model in plain data: its input, if it was given, and its layers. */
  override getConfig(): Config {
    const first = this.#isDeclared ? this.#input!.node : undefined;
    const begin = first instanceof Placeholder && first.layer instanceof InputLayer ? [first.layer] : [];
    return { name: this.name, layers: serialize([...begin, ...this.#row]) };
  }

  /** As `Model.fromConfig`. */
  static override fromConfig(
    config: Config,
    classes: Readonly<Record<string, LayerClass>> = {},
    operations: Operations = {},
  ): AnyLayer {
    const models = { Functional: functionalWith(operations), Sequential };
    const known = { ...models, ...classes, InputLayer } as unknown as typeof classes;
    object("fromConfig", "config", config);
    const layers = deserialize(config["layers"] ?? [], known);
    if (!Array.isArray(layers)) throw wrongType("fromConfig", "layers must be a list", layers);
    const row = layers.map((layer: unknown) => (layer instanceof InputLayer ? layer.value : layer) as AnyLayer);
    return new Sequential(row, typeof config["name"] === "string" ? { name: config["name"] } : {});
  }

  override build(inputShape: Shape): void {
    if (this.#row.length === 0) throw refused(this.where, "a model without layers cannot be applied", "Add one.");
    this.#input ??= tracing(undefined, () => input({ batchShape: [null, ...inputShape.slice(1)] }));
  }

  override call(inputs: Value | readonly Value[], { mask }: TracedOptions): Applied {
    const masked = maskedInputs(inputs, mask);
    let result: Value | readonly Value[] = inputs instanceof Value ? masked[0]! : masked;
    for (const layer of this.#row) result = layer.apply(result) as Value | readonly Value[];
    return result;
  }

  /**
   * Sizes that the first call has decided bind the layers, each as far as it needs, but not the length of sequences.
   *
   * @internal
   */
  protected override get declared(): Graph | undefined {
    return this.#isDeclared ? this.graph : undefined;
  }

  /** @internal */
  protected override get graph(): Graph | undefined {
    if (!this.#input || this.#row.length === 0) return undefined;
    return this.#graph ?? this.#makeGraph(this.#input);
  }

  #makeGraph(start: Value): Graph {
    this.#end ??= tracing(undefined, () => this.call(start, {}) as Value);
    this.#graph = graphOf(this.where, start, this.#end);
    return this.#graph;
  }
}
