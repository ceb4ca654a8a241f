// What SimpleRNN, GRU and LSTM share: the loop over time, the state, the mask, the output.
//                                                                             notation: docs/notation.md
// A kernel's workspace begins with a record of its arguments, recurrence.ts; behind it lie, at most,
//
//   h [B, Hp]   c [B, Hp]   X [steps·B, G·Hp]   C [B, 3·Hp]   input [steps·B, Ip]      Hp, Ip: to 8 and 4 rounded up
//
// For the backward pass a kernel saves, if it is told where, what each step knew: h before the step, then as many parts
// of Hp floats as its cell needs. Masked rows have zeros there, and what is too small is 0.
//
//   saved [blocks of BLOCK rows][T, the last step first][rows of a block][(1 + parts)·Hp + GAP]
//
// At most BLOCK rows of the batch go through all of time together, and X = x·W + b is made by one product for as many
// time steps as fit in CHUNK bytes: so both are still in L2 when the recurrence reads them (bench: gruForward · T2
// B256), and the workspace does not grow with the batch. Where W is large there are more steps, see recurrence.ts. What
// lies between H and Hp is never read by a product and never written to an output, so it may be anything.

import { RETURN_SEQUENCES, SOFTMAX, STRIPS, ZERO_OUTPUT_FOR_MASK } from "../src/wasm/tags";
import { copyRow } from "./copy";
import { anyMatmul, padded } from "./matmul";
import {
  advanced,
  arrange,
  BLOCK,
  begin,
  end,
  GAP,
  inputRow,
  isValid,
  RECORD,
  Recurrence,
  settle,
  stepsAtOnce,
} from "./recurrence";
import { rowwise } from "./rowwise";
import { matmulSparse } from "./sparse";
import { unary } from "./unary";

/** Of all rows, what a cell needs of h before its rows are updated: from X, their part of it at a time step. */
export type Product = (r: Recurrence, X: usize) => void;
/** h of row b, and c if there is one, one step on; `saved` is where the row's parts are saved, or 0. */
export type Update = (r: Recurrence, X: usize, b: usize, saved: usize) => void;

function layOut(r: Recurrence, states: usize, gates: usize, inC: usize): void {
  r.hRow = padded(r.H) << 2;
  r.XRow = gates * r.hRow;
  r.xRow = inputRow(r.I);
  r.h = changetype<usize>(r) + RECORD;
  r.c = r.h + r.B * r.hRow;
  r.C = r.h + r.B * r.hRow * states;
  r.X = r.C + r.B * r.hRow * inC;
  r.steps = stepsAtOnce(r.T, r.B, r.I, r.XRow);
  r.input = r.X + r.steps * r.B * r.XRow;
}

/**
 * All of a kernel: every row of the batch, from its initial to its final states. `states` of H units, `gates`
 * in X and in C; c0 and cT count with two states; `parts` are what a row saves beside h.
 */
export function forward(
  product: Product,
  update: Update,
  states: usize,
  gates: usize,
  inC: usize,
  parts: usize,
  T: usize,
  B: usize,
  I: usize,
  H: usize,
  phi: i32,
  sigma: i32,
  flags: usize,
  x: usize,
  mask: usize,
  h0: usize,
  c0: usize,
  W: usize,
  U: usize,
  b: usize,
  y: usize,
  hT: usize,
  cT: usize,
  saved: usize,
  work: usize,
): void {
  const r = changetype<Recurrence>(work);
  r.T = T;
  r.I = I;
  r.H = H;
  r.phi = phi;
  r.sigma = sigma;
  r.flags = flags;
  r.x = x;
  r.mask = mask;
  r.W = W;
  r.U = U;
  r.b = b;
  r.y = y;
  r.saved = saved;
  for (let left = B; ; ) {
    r.B = min(left, BLOCK);
    layOut(r, states, gates, inC);
    r.savedRow = (1 + parts) * r.hRow + GAP;
    begin(r, states, h0, c0, r.h);
    walk(r, product, update);
    end(r, states, r.h, hT, cT);
    if (left <= BLOCK) return;
    left -= BLOCK;
    const rowState = r.H << 2;
    r.x += (BLOCK * r.T * r.I) << 2;
    r.mask = advanced(r.mask, r.T << 2);
    r.saved = advanced(r.saved, r.T * r.savedRow);
    r.y = advanced(r.y, r.flags & RETURN_SEQUENCES ? r.T * rowState : rowState);
    h0 = advanced(h0, rowState);
    c0 = advanced(c0, rowState);
    hT = advanced(hT, rowState);
    cT = advanced(cT, rowState);
  }
}

/** X += h·U, for cells that add the products of x and of h before anything else. */
export function addProduct(r: Recurrence, X: usize): void {
  allGates(r, X, r.XRow, X);
}

/** y = init + h·U for all gates, in rows as those of X. */
export function allGates(r: Recurrence, init: usize, initStride: usize, y: usize): void {
  const inStrips = (r.flags & STRIPS) !== 0;
  anyMatmul(inStrips, r.B, r.H, r.XRow >> 2, r.h, r.hRow, r.U, init, initStride, y, r.XRow);
}

/** y = φ(x) over one row of H, y may be x, for activations that are not part of a cell's own loop. */
export function activate(tag: i32, H: usize, x: usize, y: usize): void {
  if (tag >= SOFTMAX) rowwise(tag, 1, <i32>H, x, y);
  else unary(tag, <i32>H, x, y);
}

// The whole sequence. A masked row keeps its state and repeats its output.
function walk(r: Recurrence, product: Product, update: Update): void {
  const sequences = (r.flags & RETURN_SEQUENCES) !== 0;
  const yRow = r.H << 2;
  if (!sequences && (r.mask || !r.T) && r.y) memory.fill(r.y, 0, r.B * yRow);
  const steps = r.steps;
  for (let first: usize = 0; first < r.T; first += steps) {
    const count = min(steps, r.T - first);
    project(r, first, count);
    let X = r.X;
    for (let t = first; t < first + count; t++) {
      let saved = r.saved ? r.saved + (r.T - 1 - t) * r.B * r.savedRow : 0;
      product(r, X);
      for (let b: usize = 0; b < r.B; b++) {
        const h = r.h + b * r.hRow;
        const y = r.y ? r.y + (sequences ? b * r.T + t : b) * yRow : 0;
        if (saved) settle(r.hRow >> 2, h, saved);
        if (isValid(r, b, t)) {
          update(r, X, b, saved ? saved + r.hRow : 0);
          if (y) copyRow(<i32>r.H, h, y);
        } else {
          if (saved) memory.fill(saved + r.hRow, 0, r.savedRow - r.hRow);
          if (y && (r.flags & ZERO_OUTPUT_FOR_MASK || (sequences && !t))) memory.fill(y, 0, yRow);
          else if (y && sequences) copyRow(<i32>r.H, y - yRow, y);
        }
        if (saved) saved += r.savedRow;
        X += r.XRow;
      }
    }
  }
}

// X = x·W + b for `count` steps.
function project(r: Recurrence, first: usize, count: usize): void {
  arrange(r, first, count);
  const inStrips = (r.flags & STRIPS) !== 0 && r.T * r.B < 4;
  matmulSparse(inStrips, count * r.B, r.I, r.XRow >> 2, r.input, r.xRow, r.W, r.b, r.X, r.XRow);
}
