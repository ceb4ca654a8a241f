// SimpleRNN.                                                                  notation: docs/notation.md
//
//   X = x·W + b + h·U     h' = φ(X)

import { TANH } from "../src/wasm/tags";
import { apply, Linear, Tanh } from "./activations";
import { matmul } from "./matmul";
import { activate, forward, Recurrence, settled, workspace } from "./recurrent";

class SimpleRnn extends Recurrence {
  product(X: usize): void {
    matmul(this.B, this.H, this.XRow >> 2, this.h, this.hRow, this.U, X, this.XRow, X, this.XRow);
  }

  update(X: usize, row: usize): void {
    const h = this.h + row * this.hRow;
    if (this.phi === TANH) {
      output<Tanh>(this.hRow, X, h);
    } else {
      activate(this.phi, this.H, X);
      output<Linear>(this.hRow, X, h);
    }
  }
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
// Writes y [B, T, H] with RETURN_SEQUENCES, else [B, H], and hT [B, H]; either may be 0.
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
  work: usize,
): void {
  const r = changetype<SimpleRnn>(work);
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
  forward<SimpleRnn>(r, 1, 1, 0, h0, 0, hT, 0);
}
