/**
 * Long short-term memory: its cell, and the layer that runs it over a sequence.
 *
 * @module
 */
import { activationTag, type RecurrentActivation } from "../activations.ts";
import { boolean } from "../check.ts";
import type { Value } from "../graph/value.ts";
import { getInitializer, type Initializer, type InitializerLike } from "../initializers/by-name.ts";
import { add, multiply } from "../ops/binary.ts";
import { lstmSequence } from "../ops/lstm.ts";
import { type Sequence, type SequenceOperands, sequence } from "../ops/recurrent.ts";
import {
  BuiltInCell,
  type BuiltInCellOptions,
  type CellTags,
  cellDefaults,
  cellOptionsOf,
  checkCellOptions,
} from "./built-in-cell.ts";
import type { StepResult } from "./cell.ts";
import type { Recur } from "./gates.ts";
import type { One, Resolved } from "./layer.ts";
import { Recurrent } from "./recurrent.ts";
import { type Exactly, type RecurrentOptions, type RecurrentOutputs, recurrentDefaults } from "./recurrent-options.ts";

/** Options of {@link LSTMCell}. */
export interface LSTMCellOptions extends BuiltInCellOptions {
  /** σ, applied to the gates; defaults to `"sigmoid"`. */
  recurrentActivation?: RecurrentActivation | null | undefined;
  /** Whether the bias of the forget gate begins as ones, whatever `biasInitializer` says; defaults to true. */
  unitForgetBias?: boolean | undefined;
}

/** Options of {@link LSTM}. Names and defaults are those of Keras 3, in camelCase. */
export interface LSTMOptions extends LSTMCellOptions, RecurrentOptions {}

function checkOptions(where: string, options: Resolved<LSTMCellOptions>): void {
  checkCellOptions(where, options);
  activationTag(where, "recurrentActivation", options.recurrentActivation);
  boolean(where, "unitForgetBias", options.unitForgetBias);
}

/** One step of an {@link LSTM}: for {@link RNN} and {@link StackedRNNCells}. The states are h and c. */
export class LSTMCell extends BuiltInCell<LSTMCellOptions, readonly [One, One, One]> {
  static override readonly className = "LSTMCell";
  static override readonly defaults: object = { ...cellDefaults, recurrentActivation: "sigmoid", unitForgetBias: true };
  override readonly gates = 4;
  override readonly stateSize: readonly [number, number] = [this.options.units, this.options.units];

  constructor(options: LSTMCellOptions) {
    super(options);
    checkOptions("LSTMCell", this.options);
  }

  protected override biasInitializer(): InitializerLike {
    const { biasInitializer, unitForgetBias, units } = this.options;
    if (!unitForgetBias) return biasInitializer;
    return forgetBias(getInitializer(this.where, "biasInitializer", biasInitializer), units);
  }

  protected override record(operands: SequenceOperands, along: Sequence & CellTags): StepResult {
    return sequence(lstmSequence, operands, along);
  }

  protected override equations(x: readonly Value[], [h, c]: readonly [Value, Value], recur: Recur): StepResult {
    const [zi, zf, zc, zo] = x.map((xg, gate) => add(xg, recur(h, gate))) as [Value, Value, Value, Value];
    const candidate = this.phi(zc);
    const next = add(multiply(this.sigma(zf), c), multiply(this.sigma(zi), candidate));
    const output = multiply(this.sigma(zo), this.phi(next));
    return { output, states: [output, next] };
  }
}

/** The bias of the gates i, f, c, o: ones for f, the rest as the initializer has it, c and o in one piece. */
function forgetBias(initializer: Initializer, units: number): Initializer {
  return {
    className: initializer.className,
    getConfig: () => initializer.getConfig(),
    make() {
      const bias = new Float32Array(4 * units).fill(1);
      bias.set(initializer.make([units]), 0);
      bias.set(initializer.make([2 * units]), 2 * units);
      return bias;
    },
  };
}

/**
 * Long short-term memory over a whole sequence.
 *
 * For input x of shape [batch, timesteps, I] and, at each step, the states h and c of shape [batch, H]:
 *
 * ```text
 * i  = σ(x·W_i + h·U_i + b_i)         input gate: how much of the candidate to add
 * f  = σ(x·W_f + h·U_f + b_f)         forget gate: how much of the old cell state to keep
 * c̃  = φ(x·W_c + h·U_c + b_c)         candidate
 * o  = σ(x·W_o + h·U_o + b_o)         output gate: how much of the cell state to show
 * c' = f ⊙ c + i ⊙ c̃
 * h' = o ⊙ φ(c')
 * ```
 *
 * The output is h' after the last step, [batch, H]; with `returnSequences` h' at every step, [batch, timesteps, H]; with
 * `returnState` it is followed by the last h' and the last c', each [batch, H].
 *
 * Weights as Keras stores them, gates i, f, c, o side by side:
 * `kernel` W [I, 4H], `recurrentKernel` U [H, 4H], `bias` b [4H].
 *
 * @example Output, h and c
 * ```ts
 * const lstm = new LSTM({ units: 4, returnState: true });
 * const [output, h, c] = lstm.apply(tensor(new Float32Array(32 * 10 * 8), [32, 10, 8])); // output equals h
 * [output.shape, h.shape, c.shape]; // [[32, 4], [32, 4], [32, 4]]
 * ```
 *
 * @throws RangeError if `units` is not a positive integer, or an activation is not known.
 * @see Hochreiter & Schmidhuber 1997, {@link https://doi.org/10.1162/neco.1997.9.8.1735}; the forget gate as in Gers et
 * al. 2000, {@link https://doi.org/10.1162/089976600300015015}.
 */
export class LSTM<const O extends LSTMOptions = LSTMOptions> extends Recurrent<
  RecurrentOutputs<O, readonly [One, One]>,
  LSTMOptions
> {
  static override readonly className = "LSTM";
  static override readonly defaults: object = { ...LSTMCell.defaults, ...recurrentDefaults };
  override readonly cell: LSTMCell;

  constructor(options: Exactly<O, LSTMOptions>) {
    super(options);
    checkOptions(this.className, this.options);
    this.cell = new LSTMCell(cellOptionsOf(LSTMCell, this.options));
  }
}
