// LSTM.                                                                       notation: docs/notation.md
//
//   X = x·W + b + h·U
//   i = σ(Xi)   f = σ(Xf)   c̃ = φ(Xc)   o = σ(Xo)   c' = f ⊙ c + i ⊙ c̃   h' = o ⊙ φ(c')

import { SIGMOID, TANH } from "../src/wasm/tags";
import { apply, Linear, Sigmoid, Tanh } from "./activations";
import { matmul } from "./matmul";
import { activate, forward, Recurrence, settled, workspace } from "./recurrent";
import { madd } from "./simd";

class Lstm extends Recurrence {
  product(X: usize): void {
    matmul(this.B, this.H, this.XRow >> 2, this.h, this.hRow, this.U, X, this.XRow, X, this.XRow);
  }

  update(X: usize, row: usize): void {
    const units = this.hRow;
    const h = this.h + row * units;
    const c = this.c + row * units;
    if (this.sigma === SIGMOID && this.phi === TANH) {
      carry<Sigmoid, Tanh>(units, X, c);
      output<Sigmoid, Tanh>(units, X + 3 * units, c, h);
      return;
    }
    activate(this.sigma, this.H, X);
    activate(this.sigma, this.H, X + units);
    activate(this.phi, this.H, X + 2 * units);
    activate(this.sigma, this.H, X + 3 * units);
    carry<Linear, Linear>(units, X, c);
    // h holds φ(c') until the output gate is applied to it.
    copyUnits(units, c, h);
    activate(this.phi, this.H, h);
    output<Linear, Linear>(units, X + 3 * units, h, h);
  }
}

// c = σ(f) ⊙ c + σ(i) ⊙ φ(c̃), gates i f c̃ side by side
function carry<Sigma, Phi>(units: usize, gates: usize, c: usize): void {
  const f = gates + units;
  const candidate = f + units;
  for (let j: usize = 0; j < units; j += 16) {
    const kept = f32x4.mul(apply<Sigma>(v128.load(f + j)), v128.load(c + j));
    const added = apply<Phi>(v128.load(candidate + j));
    v128.store(c + j, settled(madd(apply<Sigma>(v128.load(gates + j)), added, kept)));
  }
}

// h = σ(o) ⊙ φ(c)
function output<Sigma, Phi>(units: usize, o: usize, c: usize, h: usize): void {
  for (let j: usize = 0; j < units; j += 16) {
    v128.store(h + j, settled(f32x4.mul(apply<Sigma>(v128.load(o + j)), apply<Phi>(v128.load(c + j)))));
  }
}

function copyUnits(units: usize, from: usize, to: usize): void {
  for (let j: usize = 0; j < units; j += 16) v128.store(to + j, v128.load(from + j));
}

/** Bytes of `work` for `lstmForward`. */
export function lstmWork(T: usize, B: usize, I: usize, H: usize): usize {
  return workspace(T, B, I, H, 2, 4, 0);
}

// Reads x [B, T, I], mask [B, T] or 0, h0 and c0 [B, H] or 0, packed W [I, 4H] and U [H, 4H], b [4·Hp].
// Writes y [B, T, H] with RETURN_SEQUENCES, else [B, H], and hT, cT [B, H]; any of them may be 0.
export function lstmForward(
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
  work: usize,
): void {
  const r = changetype<Lstm>(work);
  r.T = T;
  r.B = B;
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
  forward<Lstm>(r, 2, 4, 0, h0, c0, hT, cT);
}
