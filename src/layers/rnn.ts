/**
 * The recurrent layer over any cell.
 *
 * @module
 */
import { wrongType } from "../check.ts";
import { Cell, stateSizes } from "./cell.ts";
import { Recurrent } from "./recurrent.ts";
import { type Exactly, type RecurrentOptions, type RecurrentOutputs, recurrentDefaults } from "./recurrent-options.ts";
import { StackedRNNCells, type StateSizesOf } from "./stacked-rnn-cells.ts";
import type { StatesOf } from "./states.ts";

/** Options of {@link RNN}. */
export interface RNNOptions extends RecurrentOptions {
  /** What is repeated: a built-in cell, one's own, or a list of cells on top of one another. */
  cell: Cell | readonly Cell[];
}

/** The state sizes of the cell, or of the list of cells, in options. */
type StateSizeOf<C> = C extends readonly Cell[] ? StateSizesOf<C> : C extends Cell ? C["stateSize"] : never;

/**
 * A cell over a whole sequence.
 *
 * For input x of shape [batch, timesteps, ...] the output is that of the cell at the last step, [batch, ...]; with
 * `returnSequences` at every step, [batch, timesteps, ...]; with `returnState` it is followed by the states after the
 * last step. Built-in cells run on their own kernels; any other cell is recorded once and its loop runs in WebAssembly.
 *
 * The weights are the cell's.
 *
 * @example
 * ```ts
 * const layer = new RNN({ cell: [new LSTMCell({ units: 8 }), new GRUCell({ units: 4 })], returnSequences: true });
 * layer.apply(tensor(new Float32Array(2 * 5 * 3), [2, 5, 3])).shape; // [2, 5, 4]
 * ```
 *
 * @throws TypeError if `cell` is neither a cell nor a list of at least one.
 */
export class RNN<const O extends RNNOptions = RNNOptions> extends Recurrent<
  RecurrentOutputs<O, StatesOf<StateSizeOf<O["cell"]>>>,
  RNNOptions
> {
  static override readonly className = "RNN";
  static override readonly defaults: object = { cell: undefined, ...recurrentDefaults };
  override readonly cell: Cell;

  constructor(options: Exactly<O, RNNOptions>) {
    super(options);
    const { cell } = this.options;
    const cells = [cell].flat() as unknown[];
    if (cells.length === 0 || !cells.every((one) => one instanceof Cell)) {
      throw wrongType("RNN", "cell must be a cell or a list of at least one", cell);
    }
    this.cell = Array.isArray(cell) ? new StackedRNNCells({ cells: cell }) : (cell as Cell);
    stateSizes(this.cell);
  }
}
