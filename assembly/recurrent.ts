// What SimpleRNN, GRU and LSTM share: the loop over time, the state, the mask, the output.
//                                                                             notation: docs/notation.md
// A kernel's workspace begins with a record of its arguments, the class below; behind it lie, at most,
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
// B256), and the workspace does not grow with the batch. What lies between H and Hp is never read by a product and never
// written to an output, so it may be anything.

import { GO_BACKWARDS, RETURN_SEQUENCES, SOFTMAX, ZERO_OUTPUT_FOR_MASK } from "../src/wasm/tags";
import { unary } from "./activations";
import { copyRow } from "./copy";
import { matmul, padded } from "./matmul";
import { rowwise } from "./rowwise";
import { settled } from "./settled";

export const CHUNK: usize = 1 << 18;
export const BLOCK: usize = 64;

/** Bytes between rows that are read column by column: at a stride of 2ⁿ they would share a few sets of the cache. */
export const GAP: usize = 64;

export class Recurrence {
  T: usize = 0;
  B: usize = 0;
  I: usize = 0;
  H: usize = 0;
  phi: i32 = 0;
  sigma: i32 = 0;
  flags: usize = 0;
  x: usize = 0;
  mask: usize = 0;
  W: usize = 0;
  U: usize = 0;
  b: usize = 0;
  y: usize = 0;
  /** Bytes from row to row of h, of X, of the copied inputs, and of what is saved. */
  hRow: usize = 0;
  XRow: usize = 0;
  xRow: usize = 0;
  savedRow: usize = 0;
  h: usize = 0;
  c: usize = 0;
  C: usize = 0;
  X: usize = 0;
  input: usize = 0;
  /** What is saved of this block; 0 for nothing. */
  saved: usize = 0;
  /** Time steps that are projected at once. */
  steps: usize = 0;
}

/** Bytes before all else, for a record and a number of each row. */
export const RECORD: usize = 512;

/** Of all rows, what a cell needs of h before its rows are updated: from X, their part of it at a time step. */
export type Product = (r: Recurrence, X: usize) => void;
/** h of row b, and c if there is one, one step on; `saved` is where the row's parts are saved, or 0. */
export type Update = (r: Recurrence, X: usize, b: usize, saved: usize) => void;

export function inputRow(I: usize): usize {
  return ((I + 3) & ~3) << 2;
}

export function stepsAtOnce(T: usize, B: usize, I: usize, XRow: usize): usize {
  if (T < 2) return T; // a stream's step: spares it the division
  return min(T, max(CHUNK / (max(B, 1) * max(XRow, inputRow(I))), 1));
}

/** Bytes of workspace: H units for each row of the batch so many times, and for each row of X, whose rows are `gap` apart. */
export function workspace(T: usize, B: usize, I: usize, H: usize, states: usize, gates: usize, gap: usize): usize {
  const units = padded(H) << 2;
  const rows = min(B, BLOCK);
  const XRow = gates * units + gap;
  return RECORD + rows * states * units + stepsAtOnce(T, rows, I, XRow) * rows * (XRow + inputRow(I));
}

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

/** The states, or their gradients, from those in `h` and `c` [B, H]; zeros for 0. They lie behind each other. */
export function begin(r: Recurrence, states: usize, h: usize, c: usize, state: usize): void {
  for (let from = h; states; states--) {
    for (let b: usize = 0; b < r.B; b++) {
      if (from) settle(r.H, from + ((b * r.H) << 2), state);
      else memory.fill(state, 0, r.hRow);
      state += r.hRow;
    }
    from = c;
  }
}

/** The way back; 0 where nobody wants it. */
export function end(r: Recurrence, states: usize, state: usize, h: usize, c: usize): void {
  for (let to = h; states; states--) {
    for (let b: usize = 0; b < r.B; b++) {
      if (to) copyRow(<i32>r.H, state, to + ((b * r.H) << 2));
      state += r.hRow;
    }
    to = c;
  }
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

// An address one block on, or 0, for none.
export function advanced(address: usize, rowBytes: usize): usize {
  return address ? address + BLOCK * rowBytes : 0;
}

/** X += h·U, for cells that add the products of x and of h before anything else. */
export function addProduct(r: Recurrence, X: usize): void {
  matmul(r.B, r.H, r.XRow >> 2, r.h, r.hRow, r.U, X, r.XRow, X, r.XRow);
}

/** φ over one row of H, in place, for activations that are not part of a cell's own loop. */
export function activate(tag: i32, H: usize, x: usize): void {
  if (tag >= SOFTMAX) rowwise(tag, 1, <i32>H, x, x);
  else unary(tag, <i32>H, x, x);
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

// The time step of x and mask that is processed as the t-th.
export function inputStep(r: Recurrence, t: usize): usize {
  return r.flags & GO_BACKWARDS ? r.T - 1 - t : t;
}

export function isValid(r: Recurrence, b: usize, t: usize): bool {
  return !r.mask || load<f32>(r.mask + ((b * r.T + inputStep(r, t)) << 2)) !== 0;
}

// X = x·W + b for `count` steps.
function project(r: Recurrence, first: usize, count: usize): void {
  arrange(r, first, count);
  matmul(count * r.B, r.I, r.XRow >> 2, r.input, r.xRow, r.W, r.b, 0, r.X, r.XRow);
}

/** Copies the inputs of `count` steps, rows ordered by step, then batch; zeros where a step does not count. */
export function arrange(r: Recurrence, first: usize, count: usize): void {
  let to = r.input;
  for (let t = first; t < first + count; t++) {
    let from = r.x + ((inputStep(r, t) * r.I) << 2);
    for (let b: usize = 0; b < r.B; b++) {
      if (isValid(r, b, t)) settle(r.I, from, to);
      else memory.fill(to, 0, r.xRow);
      from += (r.T * r.I) << 2;
      to += r.xRow;
    }
  }
}

// n floats to whole vectors: up to three more than n are read and written.
export function settle(n: usize, from: usize, to: usize): void {
  const end = to + (n << 2);
  while (to < end) {
    v128.store(to, settled(v128.load(from)));
    from += 16;
    to += 16;
  }
}
