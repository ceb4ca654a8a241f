/**
 * The gradient of the LSTM sequence.
 *
 * @module
 */
import { lstmCell, lstmSequence } from "../ops/lstm.ts";
import type { Rule } from "./gradient.ts";
import { sequenceRule } from "./recurrent.ts";

/** @internal */
export const lstmRule: Rule = /* @__PURE__ */ sequenceRule(
  lstmSequence,
  lstmCell,
  4,
  (emitter, call, { phi, sigma }) => {
    const { T, B, I, H, flags, x, mask, W, U, saved, dy, dx, dW, dU, db, work } = call;
    const [dhT, dcT] = call.dFinal as [number, number];
    const [dh0, dc0] = call.dInitial as [number, number];
    // biome-ignore format: sizes and options, then inputs, then outputs
    emitter.call(
      "lstmBackward", T, B, I, H, phi, sigma, flags,
      x, mask, W, U, saved, dy, dhT, dcT,
      dx, dh0, dc0, dW, dU, db, work,
    );
  },
);
