/**
 * The gated recurrent unit: its cell, and the layer that runs it over a sequence.
 *
 * @module
 */
import { activationTag, type RecurrentActivation } from "../activations.ts";
import { boolean } from "../check.ts";
import type { Value } from "../graph/value.ts";
import { add, multiply, subtract } from "../ops/binary.ts";
import { gruSequence } from "../ops/gru.ts";
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

/** Options of {@link GRUCell}. */
export interface GRUCellOptions extends BuiltInCellOptions {
  /** σ, applied to the gates; defaults to `"sigmoid"`. */
  recurrentActivation?: RecurrentActivation | null | undefined;
  /**
   * Where the reset gate acts; defaults to true.
   *
   * - true: after the recurrent product, φ(x·W_h + b_h + r ⊙ (h·U_h + c_h)); the bias is [2, 3H]
   * - false: before it, φ(x·W_h + b_h + (r ⊙ h)·U_h); the bias is [3H]
   */
  resetAfter?: boolean | undefined;
}

/** Options of {@link GRU}. Names and defaults are those of Keras 3, in camelCase. */
export interface GRUOptions extends GRUCellOptions, RecurrentOptions {}

function checkOptions(where: string, options: Resolved<GRUCellOptions>): void {
  checkCellOptions(where, options);
  activationTag(where, "recurrentActivation", options.recurrentActivation);
  boolean(where, "resetAfter", options.resetAfter);
}

/** One step of a {@link GRU}: for {@link RNN} and {@link StackedRNNCells}. The state is h. */
export class GRUCell extends BuiltInCell<GRUCellOptions, readonly [One, One]> {
  static override readonly className = "GRUCell";
  static override readonly defaults: object = { ...cellDefaults, recurrentActivation: "sigmoid", resetAfter: true };
  override readonly gates = 3;
  override readonly stateSize: readonly [number] = [this.options.units];

  constructor(options: GRUCellOptions) {
    super(options);
    checkOptions("GRUCell", this.options);
  }

  protected override biasShape(): readonly number[] {
    const width = 3 * this.options.units;
    return this.options.resetAfter ? [2, width] : [width];
  }

  protected override record(operands: SequenceOperands, along: Sequence & CellTags): StepResult {
    return sequence(gruSequence, operands, { ...along, resetAfter: this.options.resetAfter });
  }

  protected override equations(x: readonly Value[], [h]: readonly [Value], recur: Recur): StepResult {
    const { resetAfter } = this.options;
    const [xz, xr, xh] = x as readonly [Value, Value, Value];
    const z = this.sigma(add(xz, recur(h, 0)));
    const r = this.sigma(add(xr, recur(h, 1)));
    const seen = resetAfter ? multiply(r, recur(h, 2)) : recur(multiply(r, h), 2);
    const candidate = this.phi(add(xh, seen));
    const next = add(multiply(z, h), multiply(subtract(1, z), candidate));
    return { output: next, states: [next] };
  }
}

/**
 * A gated recurrent unit over a whole sequence.
 *
 * For input x of shape [batch, timesteps, I] and, at each step, the state h of shape [batch, H]:
 *
 * ```text
 * z  = σ(x·W_z + b_z + h·U_z + c_z)         update gate: how much of the old state to keep
 * r  = σ(x·W_r + b_r + h·U_r + c_r)         reset gate: how much of it the candidate sees
 * h̃  = φ(x·W_h + b_h + r ⊙ (h·U_h + c_h))   candidate state
 * h' = z ⊙ h + (1 − z) ⊙ h̃
 * ```
 *
 * The output is h' after the last step, [batch, H]; with `returnSequences` h' at every step, [batch, timesteps, H]; with
 * `returnState` it is followed by the last h', [batch, H].
 *
 * Weights as Keras stores them, gates z, r, h side by side:
 * `kernel` W [I, 3H], `recurrentKernel` U [H, 3H], `bias` (b, c) [2, 3H].
 *
 * @example Many to one
 * ```ts
 * const gru = new GRU({ units: 4 });
 * gru.apply(tensor(new Float32Array(32 * 10 * 8), [32, 10, 8])).shape; // [32, 4]
 * ```
 *
 * @throws RangeError if `units` is not a positive integer, or an activation is not known.
 * @see Cho et al. 2014, {@link https://arxiv.org/abs/1406.1078}; `resetAfter` as in cuDNN and Keras 3.
 */
export class GRU<const O extends GRUOptions = GRUOptions> extends Recurrent<
  RecurrentOutputs<O, readonly [One]>,
  GRUOptions
> {
  static override readonly className = "GRU";
  static override readonly defaults: object = { ...GRUCell.defaults, ...recurrentDefaults };
  override readonly cell: GRUCell;

  constructor(options: Exactly<O, GRUOptions>) {
    super(options);
    checkOptions(this.className, this.options);
    this.cell = new GRUCell(cellOptionsOf(GRUCell, this.options));
  }
}
