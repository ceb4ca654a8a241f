/// <reference lib="esnext.disposable" preserve="true" />
/**
 * Models: layers put together, and what is done with the whole.
 *
 * @module
 */
import { type Given, positiveInteger, refused, withDefaults } from "../check.ts";
import type { Applied } from "../graph/call.ts";
import { Runner } from "../graph/runner.ts";
import { Value } from "../graph/value.ts";
import type { Config, ConfigurableClass } from "../layers/config.ts";
import type { AnyLayer, LayerClass, Returned, TracedOptions } from "../layers/layer.ts";
import type { Operations } from "../ops/by-name.ts";
import type { Tensor } from "../tensor.ts";
import { inBatches } from "./batches.ts";
import { findLayer } from "./find-layer.ts";
import { functionalConfig } from "./functional-config.ts";
import { checkInputs, maskedInputs, takeInputs } from "./model-inputs.ts";
import type { ModelInputs, ModelOptions, ModelOutputs, PredictOptions } from "./model-types.ts";
import { rebuild } from "./rebuild.ts";
import { isSequence } from "./sequence-input.ts";
import { Stream, type StreamOptions } from "./stream.ts";
import type { Streamed } from "./stream-step.ts";
import { Streams, type StreamsOptions } from "./streams.ts";
import { summarize } from "./summary.ts";
import { allLayers, type Graph, graphOf } from "./topology.ts";
import { Trained } from "./trained.ts";

export type * from "./model-types.ts";

const predictDefaults: PredictOptions = { batchSize: 32 };

/**
 * Layers that compute outputs from inputs. A model is a layer too: it can be applied, and stand in other models.
 *
 * @example
 * ```ts
 * const x = input({ shape: [null, 8] });
 * const model = new Model({ inputs: x, outputs: new Dense({ units: 1 }).apply(new GRU({ units: 4 }).apply(x)) });
 * model.predict(tensor(new Float32Array(2 * 10 * 8), [2, 10, 8])).shape; // [2, 1]
 * ```
 *
 * @throws Error if the outputs depend on a value that is not among the inputs.
 */
export class Model<const Out extends Value | readonly Value[] = Value> extends Trained<ModelOutputs<Out>> {
  static override readonly className: string = "Functional";
  readonly #graph: Graph | undefined;
  readonly #isList: boolean;
  readonly #predictions: Runner = new Runner();
  readonly #trace = (values: readonly Value[]): Applied => this.trace(values);
  #disposed = false;

  constructor(options: ModelOptions<Out> | { readonly name?: string | undefined }) {
    const defaults = { inputs: undefined, outputs: undefined, name: undefined };
    const { inputs, outputs, name } = withDefaults<Given<ModelOptions<Out>>>("Model", defaults, options);
    super({ name });
    // A subclass may say in `call` what it computes, and have no graph.
    this.#graph = new.target === Model || inputs !== undefined ? graphOf(this.where, inputs, outputs) : undefined;
    this.#isList = outputs !== undefined && !(outputs instanceof Value);
  }

  /** The model's graph, where it has one. @internal */
  protected get graph(): Graph | undefined {
    return this.#graph;
  }

  /** The graph whose inputs a call must have the shapes of. @internal */
  protected get declared(): Graph | undefined {
    return this.graph;
  }

  #knownGraph(): Graph {
    if (!this.graph) throw refused(this.where, "the model has no inputs yet", "Start with input(), or apply it once.");
    return this.graph;
  }

  /** The layers, in Keras's order; inputs are among them. */
  get layers(): readonly AnyLayer[] {
    return this.graph?.layers ?? [...super.children().values()];
  }

  /** The values that the model begins with. */
  override get inputs(): readonly Value[] {
    return this.#knownGraph().inputs;
  }

  /** The values that the model computes. */
  override get outputs(): readonly Value[] {
    return this.#knownGraph().outputs;
  }

  /** The names of the inputs, in order. */
  get inputNames(): readonly string[] {
    return this.#knownGraph().inputNames;
  }

  /**
   * The layer of a name or, given a number, at that place in `layers`. With a class, its type is that class.
   *
   * @throws RangeError if there is none; TypeError if it is of another class.
   */
  getLayer(which: string | number): AnyLayer;
  getLayer<L>(which: string | number, type: new (...args: never[]) => L): L;
  getLayer<L>(which: string | number, type?: new (...args: never[]) => L): L | AnyLayer {
    return findLayer(this.where, this.layers, which, type);
  }

  /** Computes the outputs for tensors of samples. */
  predict(inputs: ModelInputs, options?: PredictOptions): Returned<ModelOutputs<Out>, Tensor> {
    const { batchSize } = options === undefined ? predictDefaults : withDefaults(this.where, predictDefaults, options);
    const size = positiveInteger(this.where, "batchSize", batchSize);
    this.checkAlive();
    const results = inBatches(this.#predictions, this.takeInputs(inputs), size, this.#trace);
    return results as Returned<ModelOutputs<Out>, Tensor>;
  }

  /**
   * A stream: the model one time step at a time, states carried.
   *
   * @throws Error if a layer needs the whole sequence, as Bidirectional does.
   */
  stream(options: StreamOptions = {}): Stream<ModelOutputs<Out>> {
    return new Stream(this.#streamed(), options);
  }

  /**
   * Many streams, each with states of its own: those that have a frame are walked together as one batch.
   *
   * @throws Error if a layer needs the whole sequence, as Bidirectional does.
   */
  streams(options: StreamsOptions): Streams<ModelOutputs<Out>> {
    return new Streams(this.#streamed(), options);
  }

  #streamed(): Streamed {
    this.checkAlive();
    const inputs = this.inputs.map((value, index) => ({ value, isSequence: this.isSequence(index) }));
    return { where: this.where, inputs, trace: this.#trace };
  }

  /** A table of the layers, their outputs' shapes and their weights. */
  summary(): string {
    return summarize(this, this.graph?.nodes ?? []);
  }

  /** Sets the states of all stateful layers back to zeros. */
  resetStates(): void {
    for (const layer of allLayers(this)) {
      if ("stateful" in layer.options && layer.options.stateful === true && "resetStates" in layer) {
        (layer as AnyLayer & { resetStates(): void }).resetStates();
      }
    }
  }

  /** Frees the memory of the model's plans at once; it cannot be used again. Its layers can, in other models. */
  override dispose(): void {
    this.forget();
    this.#disposed = true;
  }

  /** Frees the plans of the model, as it was before a layer came to it. @internal */
  protected forget(): void {
    super.dispose();
    this.#predictions.dispose();
    this.forgetTraining();
  }

  /** As `dispose`, for `using`. Where there is no such symbol yet, nothing looks for it. */
  [Symbol.dispose](): void {
    this.dispose();
  }

  /** Whether axis 1 of an input is time. @internal */
  isSequence(index: number): boolean {
    return isSequence(this.#knownGraph(), this.inputs[index]!);
  }

  /** The inputs of a call as the list of tensors that it takes. @internal */
  override takeInputs(inputs: unknown): Tensor[] {
    return takeInputs(this.where, this.declared, inputs);
  }

  /** The names of the outputs: those of the layers that give them, or those that a file has for them. @internal */
  override get outputNames(): readonly string[] | undefined {
    return this.graph?.outputNames;
  }

  /** Records the model on values, in the course of a trace. @internal */
  override trace(values: readonly Value[]): Applied {
    return this.invoke([values.length === 1 ? values[0]! : values]);
  }

  /** The model in plain data: its layers, and how they are connected. */
  override getConfig(): Config {
    return this.graph ? functionalConfig(this.where, this.name, this.graph, this.#isList) : super.getConfig();
  }

  /**
   * Makes a model from what `getConfig` gave, with fresh weights. The classes of its layers are given by name; if there are
   * operations among the layers, those are given too, all of them as `ops`.
   */
  static override fromConfig(
    config: Config,
    classes: Readonly<Record<string, LayerClass>> = {},
    operations: Operations = {},
  ): AnyLayer {
    const known = { Functional: functionalWith(operations), ...classes };
    return new Model(rebuild("fromConfig", config, known, operations) as ModelOptions<Value>);
  }

  override children(): Map<string, AnyLayer> {
    return new Map(this.layers.map((layer) => [layer.name, layer]));
  }

  override call(inputs: Value | readonly Value[], { mask }: TracedOptions): Applied {
    const graph = this.#knownGraph();
    const values = maskedInputs(inputs, mask);
    checkInputs(this.where, graph, values);
    const known = new Map<Value, Value>(graph.inputs.map((input, i) => [input, values[i]!]));
    for (const node of graph.nodes) {
      const outputs = node.replay(node.inputs.map((value) => known.get(value)!));
      node.outputs.forEach((output, i) => {
        known.set(output, outputs[i]!);
      });
    }
    const results = graph.outputs.map((output) => known.get(output)!);
    return this.#isList ? results : results[0]!;
  }

  /** @internal */
  protected override applyTo(inputs: unknown, options: object): Applied | Tensor | readonly Tensor[] {
    this.checkAlive();
    return super.applyTo(inputs, options);
  }

  /** @internal */
  override checkAlive(): void {
    if (this.#disposed) throw refused(this.where, "used after dispose()");
  }
}

/** Makes functional models from configurations that may hold these operations. @internal */
export function functionalWith(operations: Operations): ConfigurableClass {
  return { fromConfig: (config, classes) => Model.fromConfig(config, classes as never, operations) };
}
