// What the backward passes of SimpleRNN, GRU and LSTM share: the loop back through time, and the sums over it.
//                                                                             notation: docs/notation.md
// A kernel's workspace begins with a record of its arguments, the class below; behind it lie, at most,
//
//   dh [B, Hp]   dc [B, Hp]   through [B, Hp]   g [steps·B, slots·Hp + GAP]   input [steps·B, Ip]
//
// As forward, at most BLOCK rows of the batch go through all of time together, and dW, dU, db and dx are made of as many
// time steps at once as have CHUNK bytes of gradients of gates, g. Rows of g, of `input` and of what the forward pass
// saved are in one order, the last step first, so they are added to dW, dU and db in the same order however many fit.
//
// s counts steps in this order: inputStep and isValid get it with GO_BACKWARDS turned round.

import { GO_BACKWARDS, RESET_BEFORE, RETURN_SEQUENCES, ZERO_OUTPUT_FOR_MASK } from "../src/wasm/tags";
import { addRow, copyRow } from "./copy";
import { matmul, padded } from "./matmul";
import { addOuter } from "./outer";
import {
  advanced,
  arrange,
  BLOCK,
  begin,
  end,
  GAP,
  inputRow,
  inputStep,
  isValid,
  RECORD,
  Recurrence,
  stepsAtOnce,
  workspace,
} from "./recurrence";

const ONE = memory.data<f32>([1], 16);

export class Backward extends Recurrence {
  dy: usize = 0;
  dx: usize = 0;
  dW: usize = 0;
  dU: usize = 0;
  db: usize = 0;
  gates: usize = 0;
  /** Bytes from dCh to dh̃ in g, where the gates have other gradients by x·W than by h·U. */
  apart: usize = 0;
  gRow: usize = 0;
  g: usize = 0;
  dh: usize = 0;
  dc: usize = 0;
  /** Of a GRU with RESET_BEFORE, ds = dh̃·Uhᵀ. */
  through: usize = 0;
  /** For each row the step, as s, behind the first in time that counts. */
  last: usize = 0;
}

/** From dh and dc of row b after a step to its g, and to what of dh and dc before it does not come through U. */
export type Gradients = (r: Backward, b: usize, saved: usize, g: usize) => void;
/** Of all rows, what of dh before the step comes through U. */
export type Through = (r: Backward, saved: usize, g: usize) => void;

/** Bytes of `work` for a cell with so many gradients of gates in a row of g. */
export function recurrentBackwardWork(T: usize, B: usize, I: usize, H: usize, slots: usize): usize {
  return workspace(T, B, I, H, 3, slots, GAP);
}

function layOut(r: Backward, slots: usize, parts: usize): void {
  r.hRow = padded(r.H) << 2;
  r.xRow = inputRow(r.I);
  r.gRow = slots * r.hRow + GAP;
  r.savedRow = (1 + parts) * r.hRow + GAP;
  r.dh = changetype<usize>(r) + RECORD;
  r.last = r.dh - (BLOCK << 2);
  r.dc = r.dh + r.B * r.hRow;
  r.through = r.dc + r.B * r.hRow;
  r.g = r.through + r.B * r.hRow;
  r.steps = stepsAtOnce(r.T, r.B, r.I, r.gRow);
  r.input = r.g + r.steps * r.B * r.gRow;
}

/**
 * All of a kernel: every row of the batch. `slots` are the gradients in a row of g, `parts` what a row saved, `apart` as
 * in the record; dcT and dc0 are 0 where there is no c.
 */
export function backward(
  gradients: Gradients,
  through: Through,
  gates: usize,
  slots: usize,
  parts: usize,
  apart: usize,
  T: usize,
  B: usize,
  I: usize,
  H: usize,
  phi: i32,
  sigma: i32,
  flags: usize,
  x: usize,
  mask: usize,
  W: usize,
  U: usize,
  saved: usize,
  dy: usize,
  dhT: usize,
  dcT: usize,
  dx: usize,
  dh0: usize,
  dc0: usize,
  dW: usize,
  dU: usize,
  db: usize,
  work: usize,
): void {
  const r = changetype<Backward>(work);
  r.T = T;
  r.I = I;
  r.H = H;
  r.phi = phi;
  r.sigma = sigma;
  r.flags = flags ^ GO_BACKWARDS;
  r.x = x;
  r.mask = mask;
  r.W = W;
  r.U = U;
  r.saved = saved;
  r.dy = dy;
  r.dx = dx;
  r.dW = dW;
  r.dU = dU;
  r.db = db;
  r.gates = gates;
  r.apart = apart;
  const row = (gates * H) << 2;
  if (dW) memory.fill(dW, 0, I * row);
  if (dU) memory.fill(dU, 0, H * row);
  if (db) memory.fill(db, 0, apart ? 2 * row : row);
  for (let left = B; ; ) {
    r.B = min(left, BLOCK);
    layOut(r, slots, parts);
    begin(r, 2, dhT, dcT, r.dh);
    walkBack(r, gradients, through);
    end(r, 2, r.dh, dh0, dc0);
    if (left <= BLOCK) return;
    left -= BLOCK;
    const rowState = r.H << 2;
    const rowInput = (r.T * r.I) << 2;
    r.x = advanced(r.x, rowInput);
    r.dx = advanced(r.dx, rowInput);
    r.mask = advanced(r.mask, r.T << 2);
    r.saved = advanced(r.saved, r.T * r.savedRow);
    r.dy = advanced(r.dy, r.flags & RETURN_SEQUENCES ? r.T * rowState : rowState);
    dhT = advanced(dhT, rowState);
    dcT = advanced(dcT, rowState);
    dh0 = advanced(dh0, rowState);
    dc0 = advanced(dc0, rowState);
  }
}

// A masked row passes dh on. The output there was that of an earlier step, which was h, or zeros: so its dy is added to
// dh, or dropped where no step was before it, or with ZERO_OUTPUT_FOR_MASK.
function walkBack(r: Backward, gradients: Gradients, through: Through): void {
  for (let b: usize = 0; b < r.B; b++) {
    let s = r.T;
    while (s && !isValid(r, b, s - 1)) s--;
    store<u32>(r.last + (b << 2), s);
  }
  const sequences = (r.flags & RETURN_SEQUENCES) !== 0;
  const repeats = !(r.flags & ZERO_OUTPUT_FOR_MASK);
  const steps = r.steps;
  let saved = r.saved;
  for (let first: usize = 0; first < r.T; first += steps) {
    const count = min(steps, r.T - first);
    let g = r.g;
    for (let s = first; s < first + count; s++) {
      for (let b: usize = 0; b < r.B; b++) {
        const counts = isValid(r, b, s);
        if (r.dy && (sequences || !s) && (counts || (repeats && s < load<u32>(r.last + (b << 2))))) {
          const row = sequences ? b * r.T + r.T - 1 - s : b;
          addRow(r.H, r.dy + ((row * r.H) << 2), r.dh + b * r.hRow);
        }
        if (counts) gradients(r, b, saved + b * r.savedRow + r.hRow, g + b * r.gRow);
        else memory.fill(g + b * r.gRow, 0, r.gRow);
      }
      through(r, saved, g);
      saved += r.B * r.savedRow;
      g += r.B * r.gRow;
    }
    arrange(r, first, count);
    const rows = count * r.B;
    addWeights(r, rows, saved - rows * r.savedRow);
    if (r.dx) writeInputs(r, first, count);
  }
}

/** dh += g·Uᵀ */
export function throughAll(r: Backward, _saved: usize, g: usize): void {
  throughGates(r, r.gates, g);
}

/** dh += g·Uᵀ, of some gates. */
export function throughGates(r: Backward, gates: usize, g: usize): void {
  for (let q: usize = 0; q < gates; q++) {
    matmul(r.B, r.H, r.H, g + q * r.hRow, r.gRow, r.U + q * r.H * r.hRow, r.dh, r.hRow, r.dh, r.hRow);
  }
}

// dW += xᵀ·g   dU += hᵀ·g, or (r ⊙ h)ᵀ·g   db += Σ g
// Gates that lie in g as they do in dW, and are treated alike, go as one.
function addWeights(r: Backward, rows: usize, saved: usize): void {
  const isBefore = (r.flags & RESET_BEFORE) !== 0;
  const gates: usize = isBefore || r.apart || r.H & 7 ? 1 : r.gates;
  for (let q: usize = 0; q < r.gates; q += gates) {
    const N = gates * r.H;
    const at = (q * r.H) << 2;
    const g = r.g + q * r.hRow;
    const gOfX = q === 2 ? g + r.apart : g;
    const h = q === 2 && isBefore ? saved + 3 * r.hRow : saved;
    if (r.dW) add(r, rows, r.I, N, r.input, r.xRow, gOfX, r.dW + at);
    if (r.dU) add(r, rows, r.H, N, h, r.savedRow, g, r.dU + at);
    if (r.db) add(r, rows, 1, N, ONE, 0, gOfX, r.db + at);
    if (r.db && r.apart) add(r, rows, 1, N, ONE, 0, g, r.db + ((r.gates * r.H) << 2) + at);
  }
}

function add(r: Backward, rows: usize, K: usize, N: usize, x: usize, xStride: usize, g: usize, dW: usize): void {
  addOuter(rows, K, N, x, xStride, g, r.gRow, dW, (r.gates * r.H) << 2);
}

// dx = g·Wᵀ, made in the place of the inputs.
function writeInputs(r: Backward, first: usize, count: usize): void {
  const rows = count * r.B;
  memory.fill(r.input, 0, rows * r.xRow);
  for (let q: usize = 0; q < r.gates; q++) {
    const g = r.g + q * r.hRow + (q === 2 ? r.apart : 0);
    const W = r.W + ((q * r.H * padded(r.I)) << 2);
    matmul(rows, r.H, r.I, g, r.gRow, W, r.input, r.xRow, r.input, r.xRow);
  }
  let from = r.input;
  for (let s = first; s < first + count; s++) {
    let to = r.dx + ((inputStep(r, s) * r.I) << 2);
    for (let b: usize = 0; b < r.B; b++) {
      copyRow(<i32>r.I, from, to);
      from += r.xRow;
      to += (r.T * r.I) << 2;
    }
  }
}
