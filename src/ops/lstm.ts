/**
 * The LSTM sequence.
 *
 * @module
 */
import type { Op } from "../graph/value.ts";
import { wasm } from "../wasm/load.ts";
import { type CellShape, type SequenceAttributes, sequenceOp } from "./recurrent.ts";

/** φ and σ, as tags of `unary` or `rowwise`. */
export interface LSTMAttributes {
  readonly phi: number;
  readonly sigma: number;
}

/** @internal */
export const lstmCell: CellShape<LSTMAttributes> = {
  name: "LSTM",
  states: 2,
  gates: 4,
  saves: 6,
  biasRows: () => 1,
  multipliesOnce: () => true,
};

/** c' = f ⊙ c + i ⊙ c̃ and h' = o ⊙ φ(c') along the time axis; gates i, f, c, o. @internal */
export const lstmSequence: Op<SequenceAttributes<LSTMAttributes>> = /* @__PURE__ */ sequenceOp(
  lstmCell,
  (emitter, { T, B, I, H, flags, x, mask, initial: [h0, c0], W, U, b, y, final: [hT, cT], saved }, { phi, sigma }) => {
    const work = emitter.scratch(wasm().exports.lstmWork(T, B, I, H));
    emitter.call("lstmForward", T, B, I, H, phi, sigma, flags, x, mask, h0!, c0!, W, U, b, y, hT!, cT!, saved, work);
  },
);
