import { RESET_BEFORE } from "../../src/wasm/tags.ts";
import { describeRecurrentKernel } from "../contract/recurrent-kernel.ts";
import type { RecurrentKernel } from "../contract/recurrent-problem.ts";
import { gru } from "../reference/gru.ts";

const kernel: RecurrentKernel = {
  gates: 3,
  biasGates: 6,
  states: 1,
  call: (exports, { T, B, I, H, phi, sigma, flags, x, mask, initial, W, U, b, y, finals, saved, work }) =>
    exports.gruForward(T, B, I, H, phi, sigma, flags, x, mask, initial[0]!, W, U, b, y, finals[0]!, saved, work),
  work: (exports, T, B, I, H) => exports.gruWork(T, B, I, H),
  reference: (sequence, [h0], W, U, b, phi, sigma) => gru(sequence, h0, W, U, b, phi, sigma),
};

describeRecurrentKernel("gruForward", kernel);
describeRecurrentKernel("gruForward with the reset gate before", { ...kernel, biasGates: 3, flags: RESET_BEFORE });
