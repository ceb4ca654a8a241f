/**
 * Several cells as one.
 *
 * @module
 */
import { wrongType } from "../check.ts";
import type { Value } from "../graph/value.ts";
import { sliced } from "../ops/rearrange.ts";
import type { Sequence } from "../ops/recurrent.ts";
import { Cell, type SequenceInputs, type StepResult, stateSizes, takeStep } from "./cell.ts";
import type { LayerOptions, One } from "./layer.ts";
import type { StatesOf } from "./states.ts";

/** Options of {@link StackedRNNCells}. */
export interface StackedRNNCellsOptions<C extends readonly Cell[] = readonly Cell[]> extends LayerOptions {
  /** The cells, from the one that reads the input to the one that gives the output; at least one. */
  cells: C;
}

/** The state sizes of a list of cells. */
export type StateSizesOf<C extends readonly Cell[]> = { readonly [K in keyof C]: C[K]["stateSize"] };

/**
 * Cells on top of one another, as one cell: each reads the output of the one before it. The states are those of all
 * cells, in order.
 *
 * @example
 * ```ts
 * const cell = new StackedRNNCells({ cells: [new GRUCell({ units: 8 }), new LSTMCell({ units: 4 })] });
 * const layer = new RNN({ cell, returnState: true });
 * const [output, h1, h2, c2] = layer.apply(tensor(new Float32Array(2 * 5 * 3), [2, 5, 3]));
 * [output.shape, h1.shape, h2.shape, c2.shape]; // [[2, 4], [2, 8], [2, 4], [2, 4]]
 * ```
 *
 * @throws TypeError if `cells` is not a list of at least one cell.
 */
export class StackedRNNCells<const C extends readonly Cell[] = readonly Cell[]> extends Cell<
  StackedRNNCellsOptions,
  readonly [One, ...StatesOf<StateSizesOf<C>>]
> {
  static override readonly className = "StackedRNNCells";
  static override readonly defaults: object = { cells: undefined };
  /** The cells, in order. */
  readonly cells: C;
  override readonly stateSize: StateSizesOf<C>;

  constructor(options: StackedRNNCellsOptions<C>) {
    super(options);
    const cells: unknown = this.options.cells;
    if (!Array.isArray(cells) || cells.length === 0 || !cells.every((cell) => cell instanceof Cell)) {
      throw wrongType("StackedRNNCells", "cells must be a list of at least one cell", cells);
    }
    this.cells = cells as unknown as C;
    this.stateSize = this.cells.map((cell) => cell.stateSize) as unknown as StateSizesOf<C>;
    // The whole sequence through one cell after the other gives the same numbers as step by step through all.
    if (this.cells.every((cell) => cell.sequence)) this.sequence = this.#inTurn;
  }

  override step(x: Value, states: readonly Value[]): StepResult {
    return this.#chain(x, states, (cell, input, own) => takeStep(cell, input, own!));
  }

  #inTurn({ x, initialState, mask }: SequenceInputs, along: Sequence): StepResult {
    // A cell that walks backwards gives its outputs in that order; the cells above it walk forwards over them.
    const turned = mask && along.goBackwards ? sliced(mask, 1, { step: -1 }) : mask;
    return this.#chain(x, initialState, (cell, input, own, i) => {
      const [first, last] = [i === 0, i === this.cells.length - 1];
      cell.ensureBuilt([input.shape[0]!, ...input.shape.slice(2)]);
      return cell.sequence!(
        { x: input, initialState: own, mask: first ? mask : turned },
        {
          goBackwards: first && along.goBackwards,
          returnSequences: !last || along.returnSequences,
          zeroOutputForMask: last && along.zeroOutputForMask,
        },
      );
    });
  }

  /** Through all cells, each with its share of the states. */
  #chain(
    x: Value,
    states: readonly Value[] | undefined,
    pass: (cell: Cell, input: Value, own: readonly Value[] | undefined, i: number) => StepResult,
  ): StepResult {
    const next: Value[] = [];
    let output = x;
    for (const [i, cell] of this.cells.entries()) {
      const own = states?.slice(next.length, next.length + stateSizes(cell).length);
      const result = pass(cell, output, own, i);
      output = result.output;
      next.push(...result.states);
    }
    return { output, states: next };
  }
}
