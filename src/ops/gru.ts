/**
 * The GRU sequence.
 *
 * @module
 */
import type { Op } from "../graph/value.ts";
import { wasm } from "../wasm/load.ts";
import { RESET_BEFORE } from "../wasm/tags.ts";
import { type CellShape, type SequenceAttributes, sequenceOp } from "./recurrent.ts";

/** φ and σ, as tags of `unary` or `rowwise`, and where the reset gate acts. */
export interface GRUAttributes {
  readonly phi: number;
  readonly sigma: number;
  readonly resetAfter: boolean;
}

/** @internal */
export const gruCell: CellShape<GRUAttributes> = {
  name: "GRU",
  states: 1,
  gates: 3,
  saves: 4,
  biasRows: ({ resetAfter }) => (resetAfter ? 2 : 1),
  multipliesOnce: ({ resetAfter }) => resetAfter,
};

/** h' = z ⊙ h + (1 − z) ⊙ h̃ along the time axis; gates z, r, h. @internal */
export const gruSequence: Op<SequenceAttributes<GRUAttributes>> = /* @__PURE__ */ sequenceOp(
  gruCell,
  (
    emitter,
    { T, B, I, H, flags, x, mask, initial: [h0], W, U, b, y, final: [hT], saved },
    { phi, sigma, resetAfter },
  ) => {
    const work = emitter.scratch(wasm().exports.gruWork(T, B, I, H));
    const all = flags + (resetAfter ? 0 : RESET_BEFORE);
    emitter.call("gruForward", T, B, I, H, phi, sigma, all, x, mask, h0!, W, U, b, y, hT!, saved, work);
  },
);
