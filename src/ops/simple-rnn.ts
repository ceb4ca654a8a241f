/**
 * The SimpleRNN sequence.
 *
 * @module
 */
import type { Op } from "../graph/value.ts";
import { wasm } from "../wasm/load.ts";
import { type CellShape, type SequenceAttributes, sequenceOp } from "./recurrent.ts";

/** φ, as a tag of `unary` or `rowwise`. */
export interface SimpleRNNAttributes {
  readonly phi: number;
}

/** @internal */
export const simpleRnnCell: CellShape<SimpleRNNAttributes> = {
  name: "SimpleRNN",
  states: 1,
  gates: 1,
  saves: 1,
  biasRows: () => 1,
  multipliesOnce: () => true,
};

/** h' = φ(x·W + b + h·U) along the time axis. @internal */
export const simpleRnnSequence: Op<SequenceAttributes<SimpleRNNAttributes>> = /* @__PURE__ */ sequenceOp(
  simpleRnnCell,
  (emitter, { T, B, I, H, flags, x, mask, initial: [h0], W, U, b, y, final: [hT], saved }, { phi }) => {
    const work = emitter.scratch(wasm().exports.simpleRnnWork(T, B, I, H));
    emitter.call("simpleRnnForward", T, B, I, H, phi, flags, x, mask, h0!, W, U, b, y, hT!, saved, work);
  },
);
