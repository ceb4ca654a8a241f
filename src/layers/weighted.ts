/**
 * What a layer has beside what it computes: weights, random numbers, and layers inside it with theirs.
 *
 * @module
 */
import { boolean, positiveInteger } from "../check.ts";
import { type ConstraintLike, getConstraint } from "../constraints/by-name.ts";
import { checkFits } from "../graph/value.ts";
import { Variable } from "../graph/variable.ts";
import { getInitializer, type InitializerLike } from "../initializers/by-name.ts";
import { getRegularizer, type RegularizerLike } from "../regularizers/by-name.ts";
import type { Tensor, TensorLike } from "../tensor.ts";
import type { AnyLayer } from "./layer-types.ts";
import { RandomState } from "./random-state.ts";

/** Options of a weight. */
export interface WeightOptions {
  /** How it begins; defaults to the layer's option `<weight>Initializer` or else `"glorotUniform"`. */
  initializer?: InitializerLike | undefined;
  /** What it adds to the loss; defaults to the layer's option `<weight>Regularizer` or else nothing. */
  regularizer?: RegularizerLike | null | undefined;
  /** What it must be after each step of training; defaults to the layer's option `<weight>Constraint` or else anything. */
  constraint?: ConstraintLike | null | undefined;
  /** Whether it is trained if the layer is; defaults to true. */
  trainable?: boolean | undefined;
}

/** Counts how often layers were made trainable or not, on which plans of calls with `training: true` depend. @internal */
export const trainableChanges: { count: number } = { count: 0 };

/** The base class of layers: what they keep. */
export abstract class Weighted {
  /** The layer as errors name it. @internal */
  abstract readonly where: string;
  /** The options, defaults filled in. */
  abstract readonly options: object;
  readonly #weights: { readonly variable: Variable; readonly isTrained: boolean }[] = [];
  readonly #randomStates: RandomState[] = [];
  #trainable: boolean;

  constructor(trainable: boolean) {
    this.#trainable = trainable;
  }

  /** Adds a weight; to be called in `build`. */
  protected addWeight(name: string, shape: readonly number[], options: WeightOptions = {}): Variable {
    for (const size of shape) positiveInteger(this.where, `the sizes of weight "${name}"`, size);
    checkFits(this.where, `weight "${name}"`, shape);
    const option = name.replace(/Kernel$/, "");
    const own = this.options as Readonly<Record<string, unknown>>;
    const given = <T>(part: string, value: T): unknown => value ?? own[`${option}${part}`];
    const initializer = getInitializer(
      this.where,
      `${option}Initializer`,
      given("Initializer", options.initializer) ?? "glorotUniform",
    );
    const regularizer = getRegularizer(this.where, `${option}Regularizer`, given("Regularizer", options.regularizer));
    const constraint = getConstraint(this.where, `${option}Constraint`, given("Constraint", options.constraint));
    const isTrained = options.trainable ?? true;
    const rules = { regularizer, constraint };
    const variable = new Variable(name, shape, () => initializer.make(shape), isTrained && this.#trainable, rules);
    this.#weights.push({ variable, isTrained });
    return variable;
  }

  /** Forgets the weights that a failed `build` has made. @internal */
  protected removeWeights(): void {
    this.#weights.length = 0;
  }

  /** Adds random numbers for training; the same ones again with the same seed. */
  protected addRandomState(seed?: number | null): RandomState {
    const state = new RandomState(seed);
    this.#randomStates.push(state);
    return state;
  }

  /** The random numbers of this layer and of those inside it. @internal */
  randomStates(): readonly RandomState[] {
    const inner = [...this.children().values()].flatMap((layer) => layer.randomStates());
    return [...new Set([...this.#randomStates, ...inner])];
  }

  /** The layers inside this one, by the fields in which they are kept. @internal */
  children(): Map<string, AnyLayer> {
    const found = new Map<string, AnyLayer>();
    for (const [field, value] of Object.entries(this)) {
      if (value instanceof Weighted) found.set(field, value as AnyLayer);
      else if (Array.isArray(value) && value.length > 0 && value.every((one) => one instanceof Weighted)) {
        value.forEach((one, i) => {
          found.set(`${field}/${i}`, one as AnyLayer);
        });
      }
    }
    return found;
  }

  /**
   * Whether training changes the layer's weights. Setting it sets it for the layers inside this one too; a model that has
   * taken a step already heeds it from its next `compile` on.
   */
  get trainable(): boolean {
    return this.#trainable;
  }

  set trainable(value: boolean) {
    this.#trainable = boolean(this.where, "trainable", value);
    for (const { variable, isTrained } of this.#weights) variable.trainable = isTrained && value;
    for (const layer of this.children().values()) layer.trainable = value;
    trainableChanges.count++;
  }

  /** The weights of this layer alone, in Keras's order: those made to be trained come first. @internal */
  get ownWeights(): readonly Variable[] {
    const made = (trained: boolean): Variable[] =>
      this.#weights.filter(({ isTrained }) => isTrained === trained).map(({ variable }) => variable);
    return [...made(true), ...made(false)];
  }

  /** All weights, in Keras's order: the layer's own, then those of the layers inside it; each once. */
  get weights(): readonly Variable[] {
    const inner = [...this.children().values()].flatMap((layer) => layer.weights);
    return [...new Set([...this.ownWeights, ...inner])];
  }

  /** The weights that training changes. */
  get trainableWeights(): readonly Variable[] {
    return this.#trainable ? this.weights.filter(({ trainable }) => trainable) : [];
  }

  /** The weights that training does not change, but for those that layers move themselves. */
  get nonTrainableWeights(): readonly Variable[] {
    const trained = this.trainableWeights;
    return this.weights.filter((weight) => !trained.includes(weight));
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
}
