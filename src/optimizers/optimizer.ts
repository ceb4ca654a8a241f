/**
 * What every optimizer is.
 *
 * @module
 */
import { type Given, numberFromZero, refused } from "../check.ts";
import { type Config, Configured, type Filled } from "../configured.ts";
import type { Value } from "../graph/value.ts";
import type { Variable } from "../graph/variable.ts";
import { clipped } from "./clipping.ts";
import { checkOptions, commonDefaults, type LearningRate, type OptimizerOptions } from "./options.ts";
import { accumulate, average, constrain, decayed, means } from "./recording.ts";
import { scheduleFrom } from "./schedules/from-config.ts";
import { assign, Memory, now, type Slots } from "./slots.ts";

/**
 * The base class of all optimizers. To write one's own: `makeSlots` makes what it remembers of each weight, `factorsAt`
 * gives the numbers of a step, and `update` says what becomes of a weight, in `ops`.
 *
 * A step goes as in Keras: gradients are averaged over batches and clipped, weights decay, `update`, the moving average,
 * constraints.
 *
 * @example
 * ```ts
 * class SignDescent extends optimizers.Optimizer {
 *   constructor(options: optimizers.OptimizerOptions = {}) {
 *     super({ learningRate: 0.01 }, options);
 *   }
 *   override update(weight: Value, gradient: Value, _: optimizers.Slots, [rate]: readonly Value[]): Value {
 *     return ops.subtract(weight, ops.multiply(rate!, ops.sign(gradient)));
 *   }
 * }
 * new SignDescent().learningRate; // 0.01
 * ```
 */
export abstract class Optimizer<Options extends OptimizerOptions = OptimizerOptions> extends Configured<Options> {
  /** What files call it. */
  readonly name: string;
  /** How many batches it has seen; with `gradientAccumulationSteps` not each of them was a step. */
  iterations = 0;
  readonly #common: Filled<OptimizerOptions>;
  #learningRate: LearningRate;
  #weights: readonly Variable[] | undefined;
  readonly #memory = new Memory();
  #undecayed: (weight: Variable) => boolean = () => false;

  /** `defaults` are those of the learning rate and of the options of one's own. */
  constructor(defaults: Given<Options>, options: Given<Options>) {
    super({ ...commonDefaults, name: undefined, ...defaults } as Given<Options>, options);
    const name = (this.options as OptimizerOptions).name ?? this.className.toLowerCase();
    this.#common = { ...(this.options as Filled<OptimizerOptions>), name };
    checkOptions(this.className, this.#common);
    this.name = name;
    this.#learningRate = this.#common.learningRate;
  }

  /** How far the coming step goes. A callback may set it, unless a schedule decides about it. */
  get learningRate(): number {
    const rate = this.#learningRate;
    if (typeof rate === "number") return rate;
    const scheduled = typeof rate === "function" ? rate(this.iterations) : rate.call(this.iterations);
    return numberFromZero(this.className, "the learning rate of a step", scheduled);
  }

  set learningRate(value: number) {
    if (this.hasSchedule) {
      throw refused(this.className, "learningRate cannot be set, because a schedule decides about it");
    }
    this.#learningRate = numberFromZero(this.className, "learningRate", value);
  }

  /** Whether a schedule or a function decides about the learning rate. */
  get hasSchedule(): boolean {
    return typeof this.#learningRate !== "number";
  }

  /** All that it remembers, in Keras's order; there is nothing before it is built. */
  get variables(): readonly Variable[] {
    return this.#memory.variables;
  }

  /**
   * Has weights not decay: those given, and those in whose name one of `names` is found.
   *
   * @throws Error if the optimizer is built already.
   */
  excludeFromWeightDecay({
    variables = [],
    names = [],
  }: {
    variables?: readonly Variable[];
    names?: readonly string[];
  }): void {
    if (this.#weights) {
      throw refused(this.className, "weights cannot be excluded from decay once the optimizer is built");
    }
    this.#undecayed = (weight) => variables.includes(weight) || names.some((name) => weight.name.includes(name));
  }

  /**
   * Makes room for what it remembers of weights.
   *
   * @throws Error if it was built for others before.
   */
  build(weights: readonly Variable[]): void {
    if (this.#weights) {
      if (weights.every((weight) => this.#weights!.includes(weight))) return;
      throw refused(this.className, "it was built for other weights", "Use an optimizer for one model only.");
    }
    this.#weights = [...weights];
    const { useEma, gradientAccumulationSteps } = this.#common;
    if (useEma) this.addSlots(weights, ["average"]);
    if (gradientAccumulationSteps !== null) this.addSlots(weights, ["gradientAccumulator"]);
    this.makeSlots(weights);
  }

  /** Makes what it remembers of each weight, by `addSlots`; defaults to nothing. */
  protected makeSlots(_weights: readonly Variable[]): void {}

  /** Has it remember something in the shape of each weight, weight by weight under several names. */
  protected addSlots(weights: readonly Variable[], names: readonly string[], initial = 0): void {
    for (const weight of weights) {
      for (const name of names) this.#memory.addOf(weight, name, initial);
    }
  }

  /** Has it remember something that belongs to no weight. */
  protected addVariable(name: string, shape: readonly number[], initial: number): Variable {
    return this.#memory.add(name, shape, initial);
  }

  /** The numbers of a step, the first of which is 1; defaults to the learning rate alone. */
  protected factorsAt(_step: number, learningRate: number): readonly number[] {
    return [learningRate];
  }

  /** Records what is the same for all weights: gives the factors as `update` gets them. */
  protected prepare(factors: readonly Value[]): readonly Value[] {
    return factors;
  }

  /** Records what becomes of a weight; gives its new value. */
  protected abstract update(weight: Value, gradient: Value, slots: Slots, factors: readonly Value[]): Value;

  /** The numbers of the coming step, which `record` gets as scalars. @internal */
  factors(): readonly number[] {
    const { emaMomentum } = this.#common;
    const rate = this.learningRate;
    return [rate, this.#steps === 0 ? 0 : emaMomentum, ...this.factorsAt(this.#steps + 1, rate)];
  }

  /** What kind of step comes: programs of different kinds differ. @internal */
  variant(): string {
    return `${this.#isWithinStep ? "accumulate" : "apply"}${this.#overwrites ? ", overwrite" : ""}`;
  }

  /** Records the coming step. A weight without a gradient stays as it is. @internal */
  record(
    weights: readonly Variable[],
    gradients: readonly (Value | undefined)[],
    [rate, emaMomentum, ...factors]: readonly Value[],
  ): void {
    const moved = weights.filter((_, i) => gradients[i]);
    const given = gradients.filter((gradient) => gradient !== undefined);
    if (moved.length === 0) {
      throw refused(this.className, "there is nothing to train: no weight that can be trained has a part in the loss");
    }
    const { useEma, gradientAccumulationSteps: batches } = this.#common;
    const all = this.#weights!;
    if (this.#isWithinStep) {
      accumulate(this.#memory, moved, given);
    } else {
      const gradients = batches === null ? given : means(this.#memory, moved, given, batches, all);
      this.#apply(moved, gradients, rate!, factors);
    }
    if (useEma) average(this.#memory, all, emaMomentum!, this.#overwrites);
    constrain(moved);
  }

  #apply(weights: readonly Variable[], given: readonly Value[], rate: Value, factors: readonly Value[]): void {
    const { weightDecay } = this.#common;
    const gradients = clipped(this.#common, given);
    const prepared = this.prepare(factors);
    weights.forEach((weight, i) => {
      const decays = weightDecay !== null && !this.#undecayed(weight);
      const value = decays ? decayed(now(weight), weightDecay, rate) : now(weight);
      assign(weight, this.update(value, gradients[i]!, this.#memory.of(weight), prepared));
    });
  }

  /** Says that the step was taken. @internal */
  advance(): void {
    this.iterations++;
  }

  /** Ends training: with `useEma`, weights become their moving averages. */
  finalize(): void {
    if (!this.#common.useEma || this.iterations === 0) return;
    for (const weight of this.#weights ?? []) {
      weight.assign(this.#memory.variable(weight, "average").data.slice());
    }
  }

  /** The options in plain data, with the learning rate as it is by now. */
  override getConfig(): Config {
    const rate = this.#learningRate;
    if (typeof rate === "function") {
      throw refused(this.className, "a learning rate that is a function cannot be kept", "Use a schedule.");
    }
    const learningRate = typeof rate === "number" ? rate : { className: rate.className, config: rate.getConfig() };
    return { ...super.getConfig(), name: this.name, learningRate };
  }

  /** Makes an optimizer from what `getConfig` gave; schedules of one's own are found in `classes`. */
  static override fromConfig<T>(
    this: new (
      options: never,
    ) => T,
    config: Config,
    classes: Readonly<Record<string, { fromConfig(config: Config): unknown }>> = {},
  ): T {
    const { learningRate } = config;
    if (typeof learningRate !== "object" || learningRate === null) return new this(config as never);
    return new this({ ...config, learningRate: scheduleFrom(learningRate as Config, classes) } as never);
  }

  /** How many steps were taken. */
  get #steps(): number {
    return Math.floor(this.iterations / (this.#common.gradientAccumulationSteps ?? 1));
  }

  /** Whether more batches must come before the weights change. */
  get #isWithinStep(): boolean {
    return (this.iterations + 1) % (this.#common.gradientAccumulationSteps ?? 1) !== 0;
  }

  /** Whether averages replace the weights after the coming batch. */
  get #overwrites(): boolean {
    const { useEma, emaOverwriteFrequency } = this.#common;
    return useEma && emaOverwriteFrequency !== null && (this.#steps + 1) % emaOverwriteFrequency === 0;
  }
}
