/**
 * What the cells with kernels of their own share: options, weights, and one step as a sequence of length one.
 *
 * @module
 */
import { activate, activationTag, type RecurrentActivation } from "../activations.ts";
import {
  boolean,
  type Dimension,
  finiteNumber,
  positiveInteger,
  type Shape,
  sameShape,
  seed,
  wrongShape,
} from "../check.ts";
import { type ConstraintLike, getConstraint } from "../constraints/by-name.ts";
import { toValue } from "../graph/call.ts";
import { currentTrace } from "../graph/trace.ts";
import type { Value } from "../graph/value.ts";
import type { Variable } from "../graph/variable.ts";
import { getInitializer, type InitializerLike } from "../initializers/by-name.ts";
import { hasKernelGradient, type Sequence, type SequenceOperands } from "../ops/recurrent.ts";
import { repeated, type Step } from "../ops/repeat.ts";
import { reshaped } from "../ops/reshape.ts";
import { getRegularizer, type RegularizerLike } from "../regularizers/by-name.ts";
import { Cell, type SequenceInputs, type StepResult, stateSizes } from "./cell.ts";
import { type CellWeights, type DropoutFactors, dropping, partOf, projected, type Recur, recurrence } from "./gates.ts";
import type { LayerOptions, One, Resolved } from "./layer.ts";
import { isTraining } from "./mode.ts";
import type { RandomState } from "./random-state.ts";
import { type BiasOptions, biasDefaults, type KernelOptions, kernelDefaults } from "./weight-options.ts";

/** Options of the built-in cells, and of the layers over them. */
export interface BuiltInCellOptions extends LayerOptions, KernelOptions, BiasOptions {
  /** Size H of the hidden state and of the output; a positive integer. */
  units: number;
  /** φ, applied to the candidate; defaults to `"tanh"`. */
  activation?: RecurrentActivation | null | undefined;
  /** How U begins; defaults to `"orthogonal"`. */
  recurrentInitializer?: InitializerLike | undefined;
  /** What U adds to the loss; defaults to null, nothing. */
  recurrentRegularizer?: RegularizerLike | null | undefined;
  /** What U must be after each step of training; defaults to null, anything. */
  recurrentConstraint?: ConstraintLike | null | undefined;
  /**
   * The share of inputs dropped in training, from 0 to 1; defaults to 0. The same are dropped at all timesteps, and for
   * all gates unless there is `recurrentDropout`.
   */
  dropout?: number | undefined;
  /**
   * The share of the state h dropped in training, on its way into each gate, from 0 to 1; defaults to 0. The same are
   * dropped at all timesteps. A step then takes longer, since it is composed of operations.
   */
  recurrentDropout?: number | undefined;
  /** An integer with which the same is dropped each time; defaults to none. */
  seed?: number | null | undefined;
}

/** The defaults of {@link BuiltInCellOptions}. @internal */
export const cellDefaults: object = {
  units: undefined,
  activation: "tanh",
  ...kernelDefaults,
  recurrentInitializer: "orthogonal",
  recurrentRegularizer: null,
  recurrentConstraint: null,
  ...biasDefaults,
  dropout: 0,
  recurrentDropout: 0,
  seed: null,
};

/** The options of a layer that its cell knows too. @internal */
export function cellOptionsOf<T>(cell: { readonly defaults: object | undefined }, options: object): T {
  const known = Object.keys(cell.defaults ?? {});
  return Object.fromEntries(Object.entries(options).filter(([key]) => known.includes(key) || key === "trainable")) as T;
}

/** Refuses options in the name of a cell, or of the layer over it. @internal */
export function checkCellOptions(where: string, options: Resolved<BuiltInCellOptions>): void {
  positiveInteger(where, "units", options.units);
  boolean(where, "useBias", options.useBias);
  activationTag(where, "activation", options.activation);
  for (const weight of ["kernel", "recurrent", "bias"] as const) {
    getInitializer(where, `${weight}Initializer`, options[`${weight}Initializer`]);
    getRegularizer(where, `${weight}Regularizer`, options[`${weight}Regularizer`]);
    getConstraint(where, `${weight}Constraint`, options[`${weight}Constraint`]);
  }
  finiteNumber(where, "dropout", options.dropout);
  finiteNumber(where, "recurrentDropout", options.recurrentDropout);
  seed(where, options.seed);
}

interface Activations {
  readonly activation: RecurrentActivation | null;
  readonly recurrentActivation?: RecurrentActivation | null;
}

/** φ and σ by their tags; σ is linear where there is none. */
export interface CellTags {
  readonly phi: number;
  readonly sigma: number;
}

/** The base class of the cells that have a kernel of their own. */
export abstract class BuiltInCell<Options extends BuiltInCellOptions, Outputs extends readonly One[]> extends Cell<
  Options,
  Outputs
> {
  declare readonly options: Resolved<Options> & Resolved<BuiltInCellOptions>;
  /** Gates side by side in W and U. */
  abstract readonly gates: number;
  readonly #random: RandomState;
  #weights: { kernel: Variable; recurrentKernel: Variable; bias: Variable | undefined } | undefined;

  constructor(options: Options) {
    super(options);
    this.#random = this.addRandomState(this.options.seed);
  }

  /** The shape of the bias. */
  protected biasShape(): readonly number[] {
    return [this.gates * this.options.units];
  }

  /** How the bias begins. */
  protected biasInitializer(): InitializerLike {
    return this.options.biasInitializer;
  }

  override build(inputShape: Shape): void {
    const { units, useBias } = this.options;
    const [, inputs] = inputShape;
    if (inputShape.length !== 2 || typeof inputs !== "number") {
      throw wrongShape(
        this.where,
        "input must have shape [batch, features] with a known number of features",
        inputShape,
      );
    }
    const width = this.gates * units;
    this.#weights = {
      kernel: this.addWeight("kernel", [inputs, width]),
      recurrentKernel: this.addWeight("recurrentKernel", [units, width]),
      bias: useBias ? this.addWeight("bias", this.biasShape(), { initializer: this.biasInitializer() }) : undefined,
    };
  }

  /** Records the cell's kernel. */
  protected abstract record(operands: SequenceOperands, sequence: Sequence & CellTags): StepResult;

  /** φ, recorded. */
  protected phi(x: Value): Value {
    return activate(this.#activations.activation ?? "linear", x);
  }

  /** σ, recorded. */
  protected sigma(x: Value): Value {
    return activate(this.#activations.recurrentActivation ?? "linear", x);
  }

  /** One step in ops, from x·W + b of each gate. */
  protected abstract equations(x: readonly Value[], states: readonly Value[], recur: Recur): StepResult;

  /** @internal */
  override sequence({ x, initialState, mask }: SequenceInputs, sequence: Sequence): StepResult {
    sameShape(this.where, "input", x.shape, [null, null, this.#weights!.kernel.shape[0]!]);
    const [weights, factors, tags] = [this.#values(), this.#factors(x), this.#tags()];
    if (hasKernel(factors, tags)) {
      const operands = { x: dropping(x, factors.inputs[0]), initialState, mask, ...weights };
      return this.record(operands, { ...sequence, ...tags });
    }
    const types = stateSizes(this).map((size) => ({ shape: [x.shape[0]!, size], dtype: "float32" }) as const);
    const inputs = projected(x, weights, factors.inputs);
    return repeated(this.#stepInOps(weights, factors), inputs, types, { initialState, mask }, sequence);
  }

  override step(x: Value, states: readonly Value[]): StepResult {
    sameShape(this.where, "input", x.shape, [null, this.#weights!.kernel.shape[0]!]);
    const [weights, factors, tags] = [this.#values(), this.#factors(x), this.#tags()];
    if (!hasKernel(factors, tags)) {
      return this.#stepInOps(weights, factors)(projected(x, weights, factors.inputs), states);
    }
    const kept = dropping(x, factors.inputs[0]);
    const x1 = reshaped(kept, [x.shape[0]!, 1, ...x.shape.slice(1)], x.walk);
    const sequence = { goBackwards: false, returnSequences: false, zeroOutputForMask: false };
    return this.record({ x: x1, initialState: states, mask: undefined, ...weights }, { ...sequence, ...tags });
  }

  #stepInOps(weights: CellWeights, factors: DropoutFactors): Step {
    const recur = recurrence(weights, factors.states, this.gates);
    const parts = (x: Value): Value[] => Array.from({ length: this.gates }, (_, gate) => partOf(x, gate, this.gates));
    return (x, states) => this.equations(parts(x), states, recur);
  }

  #values(): CellWeights {
    const { kernel, recurrentKernel, bias } = this.#weights!;
    const value = (variable: Variable): Value => toValue(this.where, variable);
    return { kernel: value(kernel), recurrentKernel: value(recurrentKernel), bias: bias && value(bias) };
  }

  #tags(): CellTags {
    const { activation, recurrentActivation } = this.#activations;
    return {
      phi: activationTag(this.where, "activation", activation),
      sigma: activationTag(this.where, "recurrentActivation", recurrentActivation),
    };
  }

  get #activations(): Activations {
    return this.options as unknown as Activations;
  }

  /** What a call drops, which is drawn once for all steps. */
  #factors(x: Value): DropoutFactors {
    if (!isTraining()) return { inputs: [], states: [] };
    const { units, dropout, recurrentDropout } = this.options;
    const draw = (rate: number, size: Dimension, count: number): Value[] => {
      const share = Math.min(1, Math.max(0, rate));
      // Keras's cells of several gates drop nothing if they are to drop all.
      if (share === 0 || (share === 1 && this.gates > 1)) return [];
      return Array.from({ length: count }, () => this.#random.mask(share, [x.shape[0]!, size]));
    };
    return {
      inputs: draw(dropout, x.shape.at(-1)!, recurrentDropout > 0 ? this.gates : 1),
      states: draw(recurrentDropout, units, this.gates),
    };
  }
}

/** Whether the kernel does what a call asks for. */
function hasKernel({ inputs, states }: DropoutFactors, { phi, sigma }: CellTags): boolean {
  if (inputs.length > 1 || states.length > 0) return false;
  return !currentTrace()!.differentiated || hasKernelGradient(phi, sigma);
}
