import { type BackwardKernel, describeBackward } from "../contract/recurrent-backward.ts";
import { describeRecurrentKernel } from "../contract/recurrent-kernel.ts";
import { simpleRnn, simpleRnnBack } from "../reference/simple-rnn.ts";

const kernel: BackwardKernel = {
  gates: 1,
  biasGates: 1,
  states: 1,
  call: (exports, { T, B, I, H, phi, flags, x, mask, initial, W, U, b, y, finals, saved, work }) =>
    exports.simpleRnnForward(T, B, I, H, phi, flags, x, mask, initial[0]!, W, U, b, y, finals[0]!, saved, work),
  work: (exports, T, B, I, H) => exports.simpleRnnWork(T, B, I, H),
  reference: (sequence, [h0], W, U, b, phi) => simpleRnn(sequence, h0, W, U, b, phi),
  saves: 1,
  slots: 1,
  back: (exports, { T, B, I, H, phi, flags, x, mask, W, U, saved, dy, dFinals, dx, dInitial, dW, dU, db, work }) => {
    const [dhT, dh0] = [dFinals[0]!, dInitial[0]!];
    exports.simpleRnnBackward(T, B, I, H, phi, flags, x, mask, W, U, saved, dy, dhT, dx, dh0, dW, dU, db, work);
  },
  backReference: simpleRnnBack,
};

describeRecurrentKernel("simpleRnnForward", kernel);
describeBackward("simpleRnnBackward", kernel);
