// The record of a sequence's arguments, and what forward and backward passes do alike with its rows.
//                                                                             notation: docs/notation.md

import { GO_BACKWARDS } from "../src/wasm/tags";
import { copyRow } from "./copy";
import { padded } from "./matmul";
import { settled } from "./settled";

const CHUNK: usize = 1 << 18;
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

export function inputRow(I: usize): usize {
  return ((I + 3) & ~3) << 2;
}

export function stepsAtOnce(T: usize, B: usize, I: usize, XRow: usize): usize {
  if (T < 2) return T; // a stream's step: spares it the division
  // Fours, as a product takes rows: one left over would read all of W alone.
  // Each chunk reads all of W. If that is large it comes from L3, and drives U out of there: a quarter of it is then less.
  const fit = max(CHUNK, (I * XRow) >> 2) / (max(B, 1) * max(XRow, inputRow(I)));
  return min(T, fit > 4 ? fit & ~3 : max(fit, 1));
}

/** Bytes of workspace: H units for each row of the batch so many times, and for each row of X, whose rows are `gap` apart. */
export function workspace(T: usize, B: usize, I: usize, H: usize, states: usize, gates: usize, gap: usize): usize {
  const units = padded(H) << 2;
  const rows = min(B, BLOCK);
  const XRow = gates * units + gap;
  return RECORD + rows * states * units + stepsAtOnce(T, rows, I, XRow) * rows * (XRow + inputRow(I));
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

// An address one block on, or 0, for none.
export function advanced(address: usize, rowBytes: usize): usize {
  return address ? address + BLOCK * rowBytes : 0;
}

// The time step of x and mask that is processed as the t-th.
export function inputStep(r: Recurrence, t: usize): usize {
  return r.flags & GO_BACKWARDS ? r.T - 1 - t : t;
}

export function isValid(r: Recurrence, b: usize, t: usize): bool {
  return !r.mask || load<f32>(r.mask + ((b * r.T + inputStep(r, t)) << 2)) !== 0;
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
