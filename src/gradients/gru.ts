/**
 * The gradient of the GRU sequence.
 *
 * @module
 */
import { gruCell, gruSequence } from "../ops/gru.ts";
import { RESET_BEFORE } from "../wasm/tags.ts";
import type { Rule } from "./gradient.ts";
import { sequenceRule } from "./recurrent.ts";

/** Where the reset gate acts after the product, its bias and the input's have gradients of their own. @internal */
export const gruRule: Rule = /* @__PURE__ */ sequenceRule(
  gruSequence,
  gruCell,
  4,
  (emitter, call, { phi, sigma, resetAfter }) => {
    const { T, B, I, H, x, mask, W, U, saved, dy, dx, dW, dU, db, work } = call;
    const [dhT, dh0] = [call.dFinal[0]!, call.dInitial[0]!];
    const flags = call.flags + (resetAfter ? 0 : RESET_BEFORE);
    // biome-ignore format: sizes and options, then inputs, then outputs
    emitter.call(
      "gruBackward", T, B, I, H, phi, sigma, flags,
      x, mask, W, U, saved, dy, dhT,
      dx, dh0, dW, dU, db, work,
    );
  },
);
