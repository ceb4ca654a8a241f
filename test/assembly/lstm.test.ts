import { type BackwardKernel, describeBackward } from "../contract/recurrent-backward.ts";
import { describeRecurrentKernel } from "../contract/recurrent-kernel.ts";
import { lstm, lstmBack } from "../reference/lstm.ts";

const kernel: BackwardKernel = {
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
  saves: 6,
  slots: 4,
  back: (
    exports,
    { T, B, I, H, phi, sigma, flags, x, mask, W, U, saved, dy, dFinals, dx, dInitial, dW, dU, db, work },
  ) => {
    const [dhT, dcT] = dFinals as [number, number];
    const [dh0, dc0] = dInitial as [number, number];
    exports.lstmBackward(
      T,
      B,
      I,
      H,
      phi,
      sigma,
      flags,
      x,
      mask,
      W,
      U,
      saved,
      dy,
      dhT,
      dcT,
      dx,
      dh0,
      dc0,
      dW,
      dU,
      db,
      work,
    );
  },
  backReference: lstmBack,
};

describeRecurrentKernel("lstmForward", kernel);
describeBackward("lstmBackward", kernel);
