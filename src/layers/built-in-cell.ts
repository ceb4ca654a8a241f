/**
 * What the cells with kernels of their own share: options, weights, and one step as a sequence of length one.
 *
 * @module
 */
import { activationTag, type RecurrentActivation } from "../activations.ts";
import { boolean, finiteNumber, positiveInteger, type Shape, sameShape, seed, wrongShape } from "../check.ts";
import { toValue } from "../graph/call.ts";
import type { Value } from "../graph/value.ts";
import type { Variable } from "../graph/variable.ts";
import { getInitializer, type InitializerLike } from "../initializers.ts";
import type { Sequence, SequenceOperands } from "../ops/recurrent.ts";
import { reshaped } from "../ops/reshape.ts";
import { Cell, type SequenceInputs, type StepResult } from "./cell.ts";
import type { LayerOptions, One, Resolved } from "./layer.ts";

/** Options of the built-in cells, and of the layers over them. */
export interface BuiltInCellOptions extends LayerOptions {
  /** Size H of the hidden state and of the output; a positive integer. */
  units: number;
  /** φ, applied to the candidate; defaults to `"tanh"`. */
  activation?: RecurrentActivation | null | undefined;
  /** Whether a bias is added; defaults to true. */
  useBias?: boolean | undefined;
  /** How W begins; defaults to `"glorotUniform"`. */
  kernelInitializer?: InitializerLike | undefined;
  /** How U begins; defaults to `"orthogonal"`. */
  recurrentInitializer?: InitializerLike | undefined;
  /** How the bias begins; defaults to `"zeros"`. */
  biasInitializer?: InitializerLike | undefined;
  /** The share of inputs dropped in training, from 0 to 1; defaults to 0. */
  dropout?: number | undefined;
  /** The share of the state dropped in training, from 0 to 1; defaults to 0. */
  recurrentDropout?: number | undefined;
  /** An integer with which the same is dropped each time; defaults to none. */
  seed?: number | null | undefined;
}

/** The defaults of {@link BuiltInCellOptions}. @internal */
export const cellDefaults: object = {
  units: undefined,
  activation: "tanh",
  useBias: true,
  kernelInitializer: "glorotUniform",
  recurrentInitializer: "orthogonal",
  biasInitializer: "zeros",
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
  for (const option of ["kernelInitializer", "recurrentInitializer", "biasInitializer"] as const) {
    getInitializer(where, option, options[option]);
  }
  finiteNumber(where, "dropout", options.dropout);
  finiteNumber(where, "recurrentDropout", options.recurrentDropout);
  seed(where, options.seed);
}

/** The base class of the cells that have a kernel of their own. */
export abstract class BuiltInCell<Options extends BuiltInCellOptions, Outputs extends readonly One[]> extends Cell<
  Options,
  Outputs
> {
  declare readonly options: Resolved<Options> & Resolved<BuiltInCellOptions>;
  /** Gates side by side in W and U. */
  abstract readonly gates: number;
  #weights: { kernel: Variable; recurrentKernel: Variable; bias: Variable | undefined } | undefined;

  /** The shape of the bias. */
  protected biasShape(): readonly number[] {
    return [this.gates * this.options.units];
  }

  /** How the bias begins. */
  protected biasInitializer(): InitializerLike {
    return this.options.biasInitializer;
  }

  override build(inputShape: Shape): void {
    const { units, useBias, kernelInitializer, recurrentInitializer } = this.options;
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
      kernel: this.addWeight("kernel", [inputs, width], { initializer: kernelInitializer }),
      recurrentKernel: this.addWeight("recurrentKernel", [units, width], { initializer: recurrentInitializer }),
      bias: useBias ? this.addWeight("bias", this.biasShape(), { initializer: this.biasInitializer() }) : undefined,
    };
  }

  /** Records the cell's kernel. */
  protected abstract record(operands: SequenceOperands, sequence: Sequence): StepResult;

  /** @internal */
  override sequence(inputs: SequenceInputs, sequence: Sequence): StepResult {
    const { kernel, recurrentKernel, bias } = this.#weights!;
    sameShape(this.where, "input", inputs.x.shape, [null, null, kernel.shape[0]!]);
    const value = (variable: Variable): Value => toValue(this.where, variable);
    const weights = { kernel: value(kernel), recurrentKernel: value(recurrentKernel), bias: bias && value(bias) };
    return this.record({ ...inputs, ...weights }, sequence);
  }

  override step(x: Value, states: readonly Value[]): StepResult {
    sameShape(this.where, "input", x.shape, [null, this.#weights!.kernel.shape[0]!]);
    const x1 = reshaped(x, [x.shape[0]!, 1, ...x.shape.slice(1)], x.walk);
    const sequence = { goBackwards: false, returnSequences: false, zeroOutputForMask: false };
    return this.sequence({ x: x1, initialState: states, mask: undefined }, sequence);
  }
}
