/**
 * The fully connected recurrent layer: its cell, and the layer that runs it over a sequence.
 *
 * @module
 */
import type { Value } from "../graph/value.ts";
import { add } from "../ops/binary.ts";
import { type Sequence, type SequenceOperands, sequence } from "../ops/recurrent.ts";
import { simpleRnnSequence } from "../ops/simple-rnn.ts";
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
import type { One } from "./layer.ts";
import { Recurrent } from "./recurrent.ts";
import { type Exactly, type RecurrentOptions, type RecurrentOutputs, recurrentDefaults } from "./recurrent-options.ts";

/** Options of {@link SimpleRNNCell}. */
export interface SimpleRNNCellOptions extends BuiltInCellOptions {}

/** Options of {@link SimpleRNN}. Names and defaults are those of Keras 3, in camelCase. */
export interface SimpleRNNOptions extends SimpleRNNCellOptions, RecurrentOptions {}

/** One step of a {@link SimpleRNN}: for {@link RNN} and {@link StackedRNNCells}. The state is h. */
export class SimpleRNNCell extends BuiltInCell<SimpleRNNCellOptions, readonly [One, One]> {
  static override readonly className = "SimpleRNNCell";
  static override readonly defaults: object = cellDefaults;
  override readonly gates = 1;
  override readonly stateSize: readonly [number] = [this.options.units];

  constructor(options: SimpleRNNCellOptions) {
    super(options);
    checkCellOptions("SimpleRNNCell", this.options);
  }

  protected override record(operands: SequenceOperands, along: Sequence & CellTags): StepResult {
    return sequence(simpleRnnSequence, operands, along);
  }

  protected override equations([x]: readonly [Value], [h]: readonly [Value], recur: Recur): StepResult {
    const next = this.phi(add(x, recur(h, 0)));
    return { output: next, states: [next] };
  }
}

/**
 * A fully connected layer over a whole sequence, whose output is fed back to it.
 *
 * For input x of shape [batch, timesteps, I] and, at each step, the state h of shape [batch, H]:
 *
 * ```text
 * h' = φ(x·W + b + h·U)
 * ```
 *
 * The output is h' after the last step, [batch, H]; with `returnSequences` h' at every step, [batch, timesteps, H]; with
 * `returnState` it is followed by the last h', [batch, H].
 *
 * Weights as Keras stores them: `kernel` W [I, H], `recurrentKernel` U [H, H], `bias` b [H].
 *
 * @example Many to many
 * ```ts
 * const rnn = new SimpleRNN({ units: 4, returnSequences: true });
 * rnn.apply(tensor(new Float32Array(32 * 10 * 8), [32, 10, 8])).shape; // [32, 10, 4]
 * ```
 *
 * @throws RangeError if `units` is not a positive integer, or the activation is not known.
 * @see Elman 1990, {@link https://doi.org/10.1207/s15516709cog1402_1}.
 */
export class SimpleRNN<const O extends SimpleRNNOptions = SimpleRNNOptions> extends Recurrent<
  RecurrentOutputs<O, readonly [One]>,
  SimpleRNNOptions
> {
  static override readonly className = "SimpleRNN";
  static override readonly defaults: object = { ...SimpleRNNCell.defaults, ...recurrentDefaults };
  override readonly cell: SimpleRNNCell;

  constructor(options: Exactly<O, SimpleRNNOptions>) {
    super(options);
    checkCellOptions(this.className, this.options);
    this.cell = new SimpleRNNCell(cellOptionsOf(SimpleRNNCell, this.options));
  }
}
