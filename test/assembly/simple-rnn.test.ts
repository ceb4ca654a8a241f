import { describeRecurrentKernel } from "../contract/recurrent-kernel.ts";
import { simpleRnn } from "../reference/simple-rnn.ts";

describeRecurrentKernel("simpleRnnForward", {
  gates: 1,
  biasGates: 1,
  states: 1,
  call: (exports, { T, B, I, H, phi, flags, x, mask, initial, W, U, b, y, finals, saved, work }) =>
    exports.simpleRnnForward(T, B, I, H, phi, flags, x, mask, initial[0]!, W, U, b, y, finals[0]!, saved, work),
  work: (exports, T, B, I, H) => exports.simpleRnnWork(T, B, I, H),
  reference: (sequence, [h0], W, U, b, phi) => simpleRnn(sequence, h0, W, U, b, phi),
});
