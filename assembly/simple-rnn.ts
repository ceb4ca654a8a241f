// SimpleRNN.                                                                  notation: docs/notation.md
//
//   X = x·W + b + h·U     h' = φ(X)

import { TANH } from "../src/wasm/tags";
import { apply, Linear, Tanh } from "./activations";
import { matmul } from "./matmul";
import { activate, forward, Recurrence, settle, settled, workspace } from "./recurrent";

function product(r: Recurrence, X: usize): void {
  matmul(r.B, r.H, r.XRow >> 2, r.h, r.hRow, r.U, X, r.XRow, X, r.XRow);
}

function update(r: Recurrence, X: usize, b: usize, saved: usize): void {
  const h = r.h + b * r.hRow;
  if (r.phi === TANH) {
    output<Tanh>(r.hRow, X, h);
  } else {
    activate(r.phi, r.H, X);
    output<Linear>(r.hRow, X, h);
  }
  if (saved) settle(r.hRow >> 2, h, saved);
}

// h = φ(X)
function output<Phi>(bytes: usize, X: usize, h: usize): void {
  for (let j: usize = 0; j < bytes; j += 16) v128.store(h + j, settled(apply<Phi>(v128.load(X + j))));
}

/** Bytes of `work` for `simpleRnnForward`. */
export function simpleRnnWork(T: usize, B: usize, I: usize, H: usize): usize {
  return workspace(T, B, I, H, 1, 1, 0);
}

// Reads x [B, T, I], mask [B, T] or 0, h0 [B, H] or 0, packed W [I, H] and U [H, H], b [Hp].
// Writes y [B, T, H] with RETURN_SEQUENCES, else [B, H], hT [B, H], and saves h', h; any of them may be 0.
export function simpleRnnForward(
  T: usize,
  B: usize,
  I: usize,
  H: usize,
  phi: i32,
  flags: usize,
  x: usize,
  mask: usize,
  h0: usize,
  W: usize,
  U: usize,
  b: usize,
  y: usize,
  hT: usize,
  saved: usize,
  work: usize,
): void {
  const r = changetype<Recurrence>(work);
  r.T = T;
  r.B = B;
  r.I = I;
  r.H = H;
  r.phi = phi;
  r.flags = flags;
  r.x = x;
  r.mask = mask;
  r.W = W;
  r.U = U;
  r.b = b;
  r.y = y;
  r.saved = saved;
  forward(r, product, update, 1, 1, 0, 2, h0, 0, hT, 0);
}
