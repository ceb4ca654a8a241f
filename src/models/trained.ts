/**
 * Models in training. The code of training is loaded when it is used first, so who never trains does not carry it.
 *
 * @module
 */
import type { Logs } from "../callbacks/callback.ts";
import type { History } from "../callbacks/history.ts";
import { oneOf, refused, withDefaults } from "../check.ts";
import type { Applied } from "../graph/call.ts";
import type { Value } from "../graph/value.ts";
import { Layer } from "../layers/layer.ts";
import { optimizerNames } from "../optimizers/names.ts";
import type { Optimizer } from "../optimizers/optimizer.ts";
import type { Tensor } from "../tensor.ts";
import { type CompileOptions, wishesOf } from "../training/compile-options.ts";
import type { BatchOptions, EvaluateOptions, FitOptions } from "../training/options.ts";
import { distinct } from "../training/output-names.ts";
import type { Stepper, Steps } from "../training/steps.ts";
import type { Batches, Data } from "../training/take.ts";

let loaded: typeof import("../training/index.ts") | undefined;

/** The code of training. An `import` that is done again and again takes longer than a small step. */
async function training(): Promise<typeof import("../training/index.ts")> {
  loaded ??= await import("../training/index.ts");
  return loaded;
}

/** What a model has for being trained. */
export abstract class Trained<Outputs> extends Layer<Outputs> {
  /** Set within a callback to end training behind the step at hand. */
  stopTraining = false;
  #options: CompileOptions | undefined;
  #restore: (() => CompileOptions | Promise<CompileOptions>) | undefined;
  #restoring: Promise<CompileOptions> | undefined;
  #steps: Steps | undefined;
  #isFitting = false;

  /** The names of the outputs; undefined while there is no graph. @internal */
  abstract get outputNames(): readonly string[] | undefined;

  /** The inputs of a call as the list of tensors that it takes. @internal */
  abstract takeInputs(inputs: unknown): readonly Tensor[];

  /** Records the model in the course of a trace. @internal */
  abstract trace(values: readonly Value[]): Applied;

  /** Whether `compile` was called, or the model comes from a file that was compiled. */
  get compiled(): boolean {
    return this.#options !== undefined || this.#restore !== undefined;
  }

  /** What changes the weights; if `compile` was given a name, it is there from the first step on. */
  get optimizer(): Optimizer | undefined {
    const given = this.#options?.optimizer;
    return this.#steps?.optimizer ?? (typeof given === "object" ? given : undefined);
  }

  /** What `compile` was given. @internal */
  get compileOptions(): CompileOptions | undefined {
    return this.#options;
  }

  /**
   * Says what the model is trained by. The first step after it decides which weights are trained: those of layers that
   * are then `trainable`.
   *
   * @throws TypeError or RangeError if an option is not known or fits no output; the outputs of a model that has none yet are
   * looked at on first use.
   */
  compile(options: CompileOptions = {}): void {
    const none = { loss: undefined, lossWeights: undefined, metrics: undefined, weightedMetrics: undefined };
    const filled = withDefaults<CompileOptions>(this.where, { optimizer: "rmsprop", ...none }, options);
    if (typeof filled.optimizer === "string") oneOf(this.where, "optimizer", filled.optimizer, optimizerNames);
    if (this.outputNames) wishesOf(this.where, filled, distinct(this.outputNames));
    this.checkIdle();
    this.forgetTraining();
    this.#restore = undefined;
    this.#options = filled;
  }

  /** Has the model compiled, on first use, with what a file says: the optimizer may have its state already. @internal */
  restoreCompile(restore: () => CompileOptions | Promise<CompileOptions>): void {
    this.#restore = restore;
  }

  /** What `compile` was given or what the file says; undefined if there is neither. @internal */
  async restoredOptions(): Promise<CompileOptions | undefined> {
    if (this.#options || !this.#restore) return this.#options;
    // Whoever asks meanwhile waits for the same options, which hold the optimizer.
    this.#restoring ??= Promise.resolve(this.#restore()).finally(() => {
      this.#restoring = undefined;
    });
    const restored = await this.#restoring;
    this.#options ??= restored;
    return this.#options;
  }

  /**
   * Trains the model on samples, or on batches that an iterable gives.
   *
   * The event loop gets its turn between steps. If the promise is rejected, because data is refused or the signal was
   * aborted, weights are as they were after the last whole step, and `onTrainEnd` of callbacks is not called.
   *
   * @example
   * ```ts
   * const model = new Sequential([input({ shape: [2] }), new Dense({ units: 1 })]);
   * model.compile({ optimizer: "adam", loss: "meanSquaredError" });
   * const { history } = await model.fit([[1, 2], [3, 4]], [[3], [7]], { epochs: 3, verbose: 0 });
   * history["loss"]!.length; // 3
   * ```
   *
   * @throws RangeError if data does not fit or is not finite; Error if the model is not compiled or is being trained.
   * @see {@link https://keras.io/api/models/model_training_apis/}
   */
  fit(x: Data, y: Data, options?: FitOptions): Promise<History>;
  fit(batches: Batches, options?: FitOptions): Promise<History>;
  async fit(x: unknown, second: unknown, third?: FitOptions): Promise<History> {
    return this.fitBy((steps) => steps, x, second, third);
  }

  /** As `fit`, but another takes the steps in place of those of the model. @internal */
  async fitBy(by: (steps: Steps) => Stepper, x: unknown, second: unknown, third?: FitOptions): Promise<History> {
    this.checkIdle();
    this.#isFitting = true;
    try {
      const { fitModel } = await training();
      return await fitModel(this, by(await this.#ready()), x, second, third);
    } finally {
      this.#isFitting = false;
    }
  }

  /**
   * Computes loss and metrics of samples, or of batches that an iterable gives, by their names.
   *
   * @throws RangeError if data does not fit or is not finite; Error if the model is not compiled.
   */
  evaluate(x: Data, y: Data, options?: EvaluateOptions): Promise<Logs>;
  evaluate(batches: Batches, options?: EvaluateOptions): Promise<Logs>;
  async evaluate(x: unknown, second: unknown, third?: EvaluateOptions): Promise<Logs> {
    return this.evaluateBy((steps) => steps, x, second, third);
  }

  /** As `evaluate`, but another takes the steps in place of those of the model. @internal */
  async evaluateBy(by: (steps: Steps) => Stepper, x: unknown, second: unknown, third?: EvaluateOptions): Promise<Logs> {
    const { evaluateModel } = await training();
    return evaluateModel(this, by(await this.#ready()), x, second, third);
  }

  /**
   * Trains the model by one step; gives loss and metrics of this batch, by their names, as they were before the step.
   *
   * @throws RangeError if data does not fit or is not finite, and weights stay as they are.
   */
  async trainOnBatch(x: Data, y: Data, options: BatchOptions = {}): Promise<Logs> {
    const { onBatch } = await training();
    return onBatch("train", this, await this.#ready(), x, y, options);
  }

  /** Computes loss and metrics of one batch, by their names. */
  async testOnBatch(x: Data, y: Data, options: Omit<BatchOptions, "classWeight"> = {}): Promise<Logs> {
    const { onBatch } = await training();
    return onBatch("test", this, await this.#ready(), x, y, options);
  }

  /** Frees the programs of training. @internal */
  protected forgetTraining(): void {
    this.#steps?.dispose();
    this.#steps = undefined;
  }

  /** Requires the model to be usable. @internal */
  abstract checkAlive(): void;

  async #ready(): Promise<Steps> {
    this.checkAlive();
    if (this.#steps) return this.#steps;
    if (!this.compiled) throw refused(this.where, "the model is not compiled", "Call compile() first.");
    const { Steps } = await training();
    const options = (await this.restoredOptions())!;
    this.#steps ??= new Steps(this, options);
    return this.#steps;
  }

  /** Requires the model not to be in training. @internal */
  protected checkIdle(): void {
    if (this.#isFitting) throw refused(this.where, "the model is being trained", "Await its fit() first.");
  }
}
