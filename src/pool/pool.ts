/// <reference lib="esnext.disposable" preserve="true" />
/**
 * Pools of workers.
 *
 * @module
 */

import type { Logs } from "../callbacks/callback.ts";
import type { History } from "../callbacks/history.ts";
import { abortSignal, positiveInteger, withDefaults, wrongType, wrongValue } from "../check.ts";
import type { Value } from "../graph/value.ts";
import type { Returned } from "../layers/layer.ts";
import { withoutBatchAxis } from "../models/batches.ts";
import { Model } from "../models/model.ts";
import type { ModelInputs, ModelOutputs, PredictOptions } from "../models/model-types.ts";
import { sizeOf, Tensor } from "../tensor.ts";
import type { EvaluateOptions, FitOptions } from "../training/options.ts";
import type { Steps } from "../training/steps.ts";
import type { Batches, Data } from "../training/take.ts";
import { raced } from "../training/until.ts";
import { workerpool, workerType } from "./library.ts";
import { Members } from "./member.ts";
import { buffersOf, copyOf, type Predicted } from "./messages.ts";
import { SharedSteps } from "./shared-steps.ts";
import { describe, refuseStateful, snapshotOf, untold } from "./snapshot.ts";
import { Spare } from "./spare.ts";

/** Options of {@link Pool}. */
export interface PoolOptions {
  /** How many workers there are, at most 1024; defaults to the number of processors. Results do not depend on it. */
  workers?: number | undefined;
  /**
   * How many samples of a batch make a shard, which one worker computes, in training; defaults to null: 32, or half of the
   * batch if that is less. The last bits of results depend on it.
   */
  shardSize?: number | null | undefined;
  /** The file of the workers, which calls {@link serve}; defaults to one that knows what is rivulet's own. */
  worker?: string | URL | undefined;
}

/** How many workers there are at most: no machine has as many processors, and each is a whole engine. */
const MOST = 1024;

/** Options of {@link Pool.predict}. */
export interface PoolPredictOptions extends PredictOptions {
  /** Ends the call; the promise is then rejected with the signal's reason. */
  signal?: AbortSignal | undefined;
}

/**
 * What is left to be predicted is divided by this and by the number of workers to make the next part: the first parts are
 * large, as each costs a message; the last ones are small, so that all workers end at about the same time.
 */
const PARTS = 2;

/**
 * A model whose long work is shared out to workers. The model stays where it is: its weights are copied to the workers
 * when they have changed, and `fit` changes them here.
 *
 * @example
 * ```ts
 * const model = new Sequential([input({ shape: [null, 8] }), new GRU({ units: 4 }), new Dense({ units: 1 })]);
 * model.compile({ optimizer: "adam", loss: "meanSquaredError" });
 * const x = tensor(new Float32Array(256 * 10 * 8), [256, 10, 8]);
 * const y = tensor(new Float32Array(256), [256, 1]);
 *
 * using pool = new Pool(model, { workers: 2 });
 * await pool.fit(x, y, { batchSize: 64, verbose: 0 });
 * (await pool.predict(x)).shape; // [256, 1]
 * ```
 *
 * @throws TypeError or RangeError if it is not a model, or an option is not known.
 */
export class Pool<const Out extends Value | readonly Value[] = Value> {
  readonly #model: Model<Out>;
  readonly #members: Members;
  readonly #shardSize: number | null;
  #steps: Steps | undefined;
  #shared: SharedSteps | undefined;

  constructor(model: Model<Out>, options: PoolOptions = {}) {
    if (!(model instanceof Model)) throw wrongType("Pool", "model must be a model", model);
    const defaults = { workers: workerpool.cpus, shardSize: null, worker: undefined };
    const { workers, shardSize, worker } = withDefaults<PoolOptions>("Pool", defaults, options);
    this.#model = model;
    this.#shardSize = shardSize == null ? null : positiveInteger("Pool", "shardSize", shardSize);
    const file = worker ?? new URL("./worker.js", import.meta.url);
    const count = positiveInteger("Pool", "workers", workers);
    if (count > MOST) throw wrongValue("Pool", `workers must be at most ${MOST}`, count);
    this.#members = new Members(count, scriptOf(file));
  }

  /** How many workers there are. */
  get workers(): number {
    return this.#members.count;
  }

  /**
   * Computes the outputs for tensors of samples, with the bits that `Model.predict` gives. Data must not change before the
   * promise is settled.
   *
   * @throws Error if a layer is stateful, or a worker ends.
   */
  async predict(inputs: ModelInputs, options: PoolPredictOptions = {}): Promise<Returned<ModelOutputs<Out>, Tensor>> {
    const model = this.#model as unknown as Model;
    const defaults = { batchSize: 32, signal: undefined };
    const { batchSize, signal } = withDefaults<PoolPredictOptions>(model.where, defaults, options);
    const size = positiveInteger(model.where, "batchSize", batchSize);
    abortSignal(model.where, signal);
    signal?.throwIfAborted();
    this.#members.checkAlive();
    model.checkAlive();
    refuseStateful(model);
    const tensors = model.takeInputs(inputs);
    const predicted = this.#predict(model, tensors, size, signal);
    return (await (signal ? raced(predicted, signal) : predicted)) as Returned<ModelOutputs<Out>, Tensor>;
  }

  async #predict(
    model: Model,
    tensors: readonly Tensor[],
    batchSize: number,
    signal: AbortSignal | undefined,
  ): Promise<Tensor | Tensor[]> {
    const samples = tensors[0]!.shape[0]!;
    const spare = new Spare();
    // A row of layers without an input is built by its first samples.
    if (model.outputNames === undefined) model.predict(tensors.map((one) => received(copyOf(one, 0, 1, spare))));
    const snapshot = snapshotOf(describe(model), model.weights);
    const parts: Predicted[] = [];
    let [taken, begun] = [0, 0];
    let isEnded = false;
    // Each of these asks for one part after another, so calls at the same time get their turns.
    const lane = async (): Promise<void> => {
      while (!isEnded && !signal?.aborted && (begun === 0 || taken < samples)) {
        const [part, from] = [begun++, taken];
        const batches = Math.ceil((samples - from) / batchSize / (this.workers * PARTS));
        const to = Math.min(from + batches * batchSize, samples);
        taken = to;
        const predicted = await this.#members.ask<Predicted>((known) => {
          const sent = tensors.map((one) => copyOf(one, from, to, spare));
          const told = untold(snapshot, known, spare);
          const transfer = buffersOf([...sent, ...(told.weights ? [told.weights] : [])]);
          return { message: { ...told, task: { kind: "predict", inputs: sent, batchSize } }, transfer };
        });
        spare.give(predicted.spent);
        parts[part] = predicted;
      }
    };
    try {
      await Promise.all(Array.from({ length: this.workers }, lane));
    } finally {
      isEnded = true;
    }
    const outputs = parts[0]!.outputs.map((_, i) => {
      const each = parts.map((part) => received(part.outputs[i]!));
      return each.length > 1 ? joined(each) : each[0]!;
    });
    return parts[0]!.isList ? outputs : outputs[0]!;
  }

  /**
   * Trains the model as `Model.fit` does, with the same options, callbacks and results but for the last bits. Weights and
   * the state of the optimizer are those of the model, here.
   *
   * @throws Error as `Model.fit`; if a layer depends on the whole batch, as BatchNormalization does; if a worker ends.
   * Weights are then as they were after the last whole step.
   */
  fit(x: Data, y: Data, options?: FitOptions): Promise<History>;
  fit(batches: Batches, options?: FitOptions): Promise<History>;
  async fit(x: unknown, second: unknown, third?: FitOptions): Promise<History> {
    this.#members.checkAlive();
    return this.#model.fitBy((steps) => this.#by(steps), x, second, third);
  }

  /** Computes loss and metrics as `Model.evaluate` does, with the same options and results but for the last bits. */
  evaluate(x: Data, y: Data, options?: EvaluateOptions): Promise<Logs>;
  evaluate(batches: Batches, options?: EvaluateOptions): Promise<Logs>;
  async evaluate(x: unknown, second: unknown, third?: EvaluateOptions): Promise<Logs> {
    this.#members.checkAlive();
    return this.#model.evaluateBy((steps) => this.#by(steps), x, second, third);
  }

  /** Ends the workers; calls that are not settled are rejected. The model can be used on. */
  dispose(): void {
    this.#members.dispose();
    this.#shared?.dispose();
  }

  /** As `dispose`, for `using`. Where there is no such symbol yet, nothing looks for it. */
  [Symbol.dispose](): void {
    this.dispose();
  }

  /** The steps of the model, shared out. */
  #by(steps: Steps): SharedSteps {
    if (this.#steps !== steps) {
      this.#shared?.dispose();
      this.#shared = new SharedSteps(this.#model as unknown as Model, steps, this.#members, this.#shardSize);
      this.#steps = steps;
    }
    return this.#shared!.begun();
  }
}

function received({ data, shape }: Pick<Tensor, "data" | "shape">): Tensor {
  return new Tensor(data, shape);
}

/** The samples of all parts. */
function joined(parts: readonly Tensor[]): Tensor {
  const [{ data: first, shape }] = parts as [Tensor];
  if (shape.length === 0) throw withoutBatchAxis();
  const samples = parts.reduce((sum, part) => sum + part.shape[0]!, 0);
  const all = [samples, ...shape.slice(1)];
  const data = new (first.constructor as Float32ArrayConstructor)(sizeOf(all));
  let at = 0;
  for (const part of parts) {
    data.set(part.data, at);
    at += part.data.length;
  }
  return new Tensor(data, all);
}

/** The file of a worker as the library takes it: of a thread a path, else an address. */
function scriptOf(file: unknown): string {
  if (typeof file !== "string" && !(file instanceof URL)) {
    throw wrongType("Pool", "worker must be the address of a file, a URL or a string", file);
  }
  const address = String(file);
  if (workerType === "web" || !address.startsWith("file:")) return address;
  const path = decodeURIComponent(new URL(address).pathname);
  return path.replace(/^\/(?=[A-Za-z]:)/, "");
}
