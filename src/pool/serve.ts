/**
 * The worker's side of a pool.
 *
 * @module
 */

import { isSameShape, refused, withDefaults } from "../check.ts";
import { byClassName } from "../configured.ts";
import * as rivulet from "../index.ts";
import type { Config, ConfigurableClass } from "../layers/config.ts";
import type { LayerClass } from "../layers/layer.ts";
import { functionalWith, Model } from "../models/model.ts";
import { Sequential } from "../models/sequential.ts";
import { Tensor } from "../tensor.ts";
import type { CompileOptions } from "../training/compile-options.ts";
import { chosenModule, init } from "../wasm/load.ts";
import { restoreGoals } from "./goals.ts";
import { workerpool } from "./library.ts";
import {
  buffersOf,
  type Computed,
  type Description,
  failureOf,
  type Message,
  type Predicted,
  type PredictTask,
  type SentWeights,
  type ShardsTask,
} from "./messages.ts";
import { Shards } from "./shards.ts";
import { Spare } from "./spare.ts";

/** Options of {@link serve}. */
export interface ServeOptions {
  /** Classes of one's own that models of the pool may hold, by the names of their classes: `{ MyLayer }`; defaults to none. */
  layers?: Readonly<Record<string, LayerClass>> | undefined;
  /**
   * What models are compiled with that is not rivulet's own: functions for losses and metrics, or classes of them, by
   * their names; defaults to none.
   */
  objects?: Readonly<Record<string, unknown>> | undefined;
}

/**
 * Makes a worker one of a pool: to be called in a worker's file of one's own, where models hold layers, losses or metrics
 * that are not rivulet's own.
 *
 * @throws Error if it is called outside of a worker.
 */
export function serve(options: ServeOptions = {}): void {
  const given = withDefaults<ServeOptions>("serve", { layers: {}, objects: {} }, options);
  if (workerpool.isMainThread) throw refused("serve", "only a worker can serve a pool");
  const server = new Server(given.layers!, given.objects!);
  workerpool.worker({ work: (message: Message) => server.work(message) });
}

/** An answer, and the buffers of what was computed. */
interface Reply<Answer> {
  readonly answer: Answer;
  readonly buffers: readonly ArrayBuffer[];
}

/** A model in a worker. */
class Server {
  readonly #layers: Readonly<Record<string, LayerClass>>;
  readonly #objects: Readonly<Record<string, unknown>>;
  #hasKernels = false;
  #model: Model | undefined;
  #goals: CompileOptions | undefined;
  #shards: Shards | undefined;
  /** The numbers of the weights, by their places. */
  #numbers: Float32Array[] = [];
  readonly #spare = new Spare();

  constructor(layers: Readonly<Record<string, LayerClass>>, objects: Readonly<Record<string, unknown>>) {
    this.#layers = layers;
    this.#objects = objects;
  }

  /** Does what is asked. Errors are an answer too: those that are thrown would be told without their class. */
  async work({ model, goals, weights, task }: Message): Promise<unknown> {
    try {
      if (model) await this.#take(model);
      if (goals) this.#compile(restoreGoals(goals, this.#objects));
      if (weights) this.#assign(weights);
      const row = weights ? [weights.data.buffer] : [];
      const { answer, buffers } = task.kind === "predict" ? this.#predict(task, row) : this.#compute(task, row);
      return new workerpool.Transfer(answer, [...buffers, ...answer.spent]);
    } catch (error) {
      return failureOf(error);
    }
  }

  async #take({ isRow, config, shapes, sizes, module }: Description): Promise<void> {
    // They are chosen once, there as here.
    if (!this.#hasKernels) await choose(module);
    this.#hasKernels = true;
    this.#model?.dispose();
    this.#compile(undefined);
    this.#model = modelFrom(isRow, config, this.#layers);
    this.#numbers = [];
    if (this.#model.outputNames === undefined) this.#model.ensureBuilt(shapes[0]!);
    const { where, inputs, weights } = this.#model;
    if (
      inputs.length > 0 &&
      isSameShape(
        weights.map(({ size }) => size),
        sizes,
      )
    )
      return;
    const fix =
      "A layer must not stand both in a nested model and outside of it, nor may its class be another one there.";
    throw refused(where, "in a worker the model has other weights", fix);
  }

  #compile(goals: CompileOptions | undefined): void {
    this.#shards?.dispose();
    this.#shards = undefined;
    this.#goals = goals;
  }

  /** Copies weights over what they were. */
  #assign({ places, data }: SentWeights): void {
    const { weights } = this.#model!;
    let at = 0;
    for (const place of places) {
      const weight = weights[place]!;
      this.#numbers[place] ??= new Float32Array(weight.size);
      this.#numbers[place].set(data.subarray(at, at + weight.size));
      weight.assign(this.#numbers[place]);
      at += weight.size;
    }
  }

  #predict({ inputs, batchSize }: PredictTask, row: readonly ArrayBuffer[]): Reply<Predicted> {
    const tensors = inputs.map(({ data, shape }) => new Tensor(data, shape));
    const given = this.#model!.predict(tensors, { batchSize }) as Tensor | readonly Tensor[];
    const outputs = [given].flat().map(({ data, shape }) => ({ data, shape }));
    const spent = [...buffersOf(inputs), ...row];
    return { answer: { outputs, isList: Array.isArray(given), spent }, buffers: buffersOf(outputs) };
  }

  #compute(task: ShardsTask, row: readonly ArrayBuffer[]): Reply<Computed> {
    // Gradients have the size of weights: they come back in the same memory.
    this.#spare.give(row);
    this.#shards ??= new Shards(this.#model!, this.#goals!, this.#spare);
    const answer = this.#shards.compute(task);
    return { answer, buffers: answer.sums.map(({ numbers }) => numbers.buffer) };
  }
}

/** Has this worker compute with the kernels of the thread that asks. */
async function choose(module: WebAssembly.Module | undefined): Promise<void> {
  const isChosen = chosenModule() !== undefined;
  if (!isChosen && !module) return;
  const isRefused = await init({ module }).then(
    () => false,
    () => true,
  );
  if (!isRefused) return;
  const fix = "Leave init() to the thread that makes the pool, and compute nothing before serve().";
  throw refused("Pool", "the file of the workers has kernels in use that may be others than the pool's", fix);
}

/** The classes of layers and cells that are rivulet's own. */
const ownClasses = (): Readonly<Record<string, unknown>> => {
  const classes = Object.values(rivulet).filter((one) => typeof one === "function" && "fromConfig" in one);
  return byClassName(classes as unknown as LayerClass[]);
};

function modelFrom(isRow: boolean, config: Config, own: Readonly<Record<string, LayerClass>>): Model {
  const functional = functionalWith(rivulet.ops as never) as ConfigurableClass;
  const classes = { ...ownClasses(), Sequential, Functional: functional, ...own } as never;
  try {
    return (isRow ? Sequential : Model).fromConfig(config, classes, rivulet.ops as never) as unknown as Model;
  } catch (error) {
    const [, name] = (error as Error).message.match(/class "([^"]*)" is not known/) ?? [];
    if (!name) throw error;
    const fix = `Have the pool use a worker of your own, which calls serve({ layers: { ${name} } }).`;
    throw refused("Pool", `the workers do not know the class ${name}`, fix);
  }
}
