/**
 * The gradient of the SimpleRNN sequence.
 *
 * @module
 */
import { simpleRnnCell, simpleRnnSequence } from "../ops/simple-rnn.ts";
import type { Rule } from "./gradient.ts";
import { sequenceRule } from "./recurrent.ts";

/** @internal */
export const simpleRnnRule: Rule = /* @__PURE__ */ sequenceRule(
  simpleRnnSequence,
  simpleRnnCell,
  1,
  (emitter, call, { phi }) => {
    const { T, B, I, H, flags, x, mask, W, U, saved, dy, dx, dW, dU, db, work } = call;
    const [dhT, dh0] = [call.dFinal[0]!, call.dInitial[0]!];
    // biome-ignore format: sizes and options, then inputs, then outputs
    emitter.call(
      "simpleRnnBackward", T, B, I, H, phi, flags,
      x, mask, W, U, saved, dy, dhT,
      dx, dh0, dW, dU, db, work,
    );
  },
);
