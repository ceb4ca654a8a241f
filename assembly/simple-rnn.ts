// SimpleRNN.                                                                  notation: docs/notation.md
//
//   X = x·W + b + h·U     h' = φ(X)

import { TANH } from "../src/wasm/tags";
import { apply, Linear, Tanh } from "./activations";
import { Backward, backward, throughAll } from "./backward";
import { activate, addProduct, forward } from "./forward";
import { Recurrence, settle, workspace } from "./recurrence";
import { settled } from "./settled";
import { slope } from "./slopes";

function update(r: Recurrence, X: usize, b: usize, saved: usize): void {
  const h = r.h + b * r.hRow;
  if (r.phi === TANH) {
    output<Tanh>(r.hRow, X, h);
  } else {
    activate(r.phi, r.H, X, X);
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
// Writes y [B, T, H] with RETURN_SEQUENCES, else [B, H], hT [B, H], and saves h'; any of them may be 0.
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
  forward(addProduct, update, 1, 1, 0, 1, T, B, I, H, phi, 0, flags, x, mask, h0, 0, W, U, b, y, hT, 0, saved, work);
}

// Behind a step, from dh' to g and dh:
//
//   g = dh' ⊙ φ'(h')   dh = g·Uᵀ   dW = Σ xᵀ·g   dU = Σ hᵀ·g   db = Σ g
function gradients(r: Backward, b: usize, saved: usize, g: usize): void {
  const dh = r.dh + b * r.hRow;
  settle(r.hRow >> 2, dh, g);
  memory.fill(dh, 0, r.hRow);
  slope(r.phi, r.hRow, saved, g);
}

// Reads x, mask, packed transposes of W and U, `saved`, dy in the shape of y, dhT [B, H]. Writes dx, dh0, dW [I, H],
// dU [H, H], db [H]. All but x, W, U and `saved` may be 0.
export function simpleRnnBackward(
  T: usize,
  B: usize,
  I: usize,
  H: usize,
  phi: i32,
  flags: usize,
  x: usize,
  mask: usize,
  W: usize,
  U: usize,
  saved: usize,
  dy: usize,
  dhT: usize,
  dx: usize,
  dh0: usize,
  dW: usize,
  dU: usize,
  db: usize,
  work: usize,
): void {
  // biome-ignore format: what tells the cell from others, then the arguments
  backward(
    gradients, throughAll, 1, 1, 1, 0,
    T, B, I, H, phi, 0, flags, x, mask, W, U, saved, dy, dhT, 0, dx, dh0, 0, dW, dU, db, work,
  );
}
