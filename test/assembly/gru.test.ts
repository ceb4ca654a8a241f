import { RESET_BEFORE } from "../../src/wasm/tags.ts";
import { type BackwardKernel, describeBackward } from "../contract/recurrent-backward.ts";
import { describeRecurrentKernel } from "../contract/recurrent-kernel.ts";
import { gru, gruBack } from "../reference/gru.ts";

const kernel: BackwardKernel = {
  gates: 3,
  biasGates: 6,
  states: 1,
  call: (exports, { T, B, I, H, phi, sigma, flags, x, mask, initial, W, U, b, y, finals, saved, work }) =>
    exports.gruForward(T, B, I, H, phi, sigma, flags, x, mask, initial[0]!, W, U, b, y, finals[0]!, saved, work),
  work: (exports, T, B, I, H) => exports.gruWork(T, B, I, H),
  reference: (sequence, [h0], W, U, b, phi, sigma) => gru(sequence, h0, W, U, b, phi, sigma),
  saves: 4,
  slots: 4,
  back: (
    exports,
    { T, B, I, H, phi, sigma, flags, x, mask, W, U, saved, dy, dFinals, dx, dInitial, dW, dU, db, work },
  ) => {
    const [dhT, dh0] = [dFinals[0]!, dInitial[0]!];
    exports.gruBackward(T, B, I, H, phi, sigma, flags, x, mask, W, U, saved, dy, dhT, dx, dh0, dW, dU, db, work);
  },
  backReference: gruBack,
};

describeRecurrentKernel("gruForward", kernel);
describeRecurrentKernel("gruForward with the reset gate before", { ...kernel, biasGates: 3, flags: RESET_BEFORE });
describeBackward("gruBackward", kernel);
describeBackward("gruBackward with the reset gate before", { ...kernel, biasGates: 3, flags: RESET_BEFORE });
