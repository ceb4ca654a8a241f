import { describeRecurrentKernel } from "../contract/recurrent-kernel.ts";
import { lstm } from "../reference/lstm.ts";

describeRecurrentKernel("lstmForward", {
  gates: 4,
  biasGates: 4,
  states: 2,
  call: (exports, { T, B, I, H, phi, sigma, flags, x, mask, initial, W, U, b, y, finals, saved, work }) => {
    const [h0, c0] = initial as [number, number];
    const [hT, cT] = finals as [number, number];
    exports.lstmForward(T, B, I, H, phi, sigma, flags, x, mask, h0, c0, W, U, b, y, hT, cT, saved, work);
  },
  work: (exports, T, B, I, H) => exports.lstmWork(T, B, I, H),
  reference: (sequence, [h0, c0], W, U, b, phi, sigma) => lstm(sequence, h0, c0, W, U, b, phi, sigma),
});
