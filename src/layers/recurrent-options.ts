/**
 * The options that all recurrent layers have, and what follows from them for the types of their outputs.
 *
 * @module
 */
import type { Applicable, CallOptions, LayerOptions, One } from "./layer.ts";

/** Options of every recurrent layer. */
export interface RecurrentOptions extends LayerOptions {
  /** Whether the output at every step is returned, not only the last one; defaults to false. */
  returnSequences?: boolean | undefined;
  /** Whether the states after the last step are returned behind the output; defaults to false. */
  returnState?: boolean | undefined;
  /** Whether the sequence is walked from its end; outputs are then in that order. Defaults to false. */
  goBackwards?: boolean | undefined;
  /** Whether the states of one call are the initial states of the next; defaults to false. Needs a fixed batch size. */
  stateful?: boolean | undefined;
  /** Accepted as in Keras, for a known number of timesteps; the loop runs in WebAssembly either way. Defaults to false. */
  unroll?: boolean | undefined;
  /** Whether the output at a masked step is 0, not the output of the step before; defaults to false. */
  zeroOutputForMask?: boolean | undefined;
}

/** The defaults of {@link RecurrentOptions}. @internal */
export const recurrentDefaults: object = {
  returnSequences: false,
  returnState: false,
  goBackwards: false,
  stateful: false,
  unroll: false,
  zeroOutputForMask: false,
};

/** What may be given to a call of a recurrent layer beside its input. */
export interface RecurrentCallOptions extends CallOptions {
  /** The states before the first step, each [batch, its size]; defaults to zeros. One state may stand without a list. */
  initialState?: Applicable | readonly Applicable[] | undefined;
}

/** The names of {@link RecurrentCallOptions}: where one is misspelt, the layer would begin at zeros. @internal */
export const recurrentCallOptions: object = { initialState: undefined, mask: undefined, training: undefined };

type Flag<O, K extends string> = O extends { [P in K]?: infer R }
  ? unknown extends R
    ? false
    : R extends undefined
      ? false
      : R
  : false;

/**
 * The outputs of a recurrent layer with options O and states S: with `returnState: true` the states follow the output.
 * The options of a class by itself, `GRU` without `<...>`, are never: it may have either.
 */
export type RecurrentOutputs<O, S extends readonly One[]> = [O] extends [never]
  ? One | readonly [One, ...S]
  : Flag<O, "returnState"> extends infer F
    ? F extends true
      ? readonly [One, ...S]
      : One
    : never;

/** Makes options that are not among those of T an error when compiling. */
export type Exactly<O, T> = O & { [K in Exclude<keyof O, keyof T>]: never };
