// LSTM.                                                                       notation: docs/notation.md
//
//   X = x·W + b + h·U
//   i = σ(Xi)   f = σ(Xf)   c̃ = φ(Xc)   o = σ(Xo)   c' = f ⊙ c + i ⊙ c̃   h' = o ⊙ φ(c')

import { SIGMOID, TANH } from "../src/wasm/tags";
import { apply, Linear, Sigmoid, Tanh } from "./activations";
import { matmul } from "./matmul";
import { activate, forward, Recurrence, settled, workspace } from "./recurrent";
import { madd } from "./simd";

function product(r: Recurrence, X: usize): void {
  matmul(r.B, r.H, r.XRow >> 2, r.h, r.hRow, r.U, X, r.XRow, X, r.XRow);
}

function update(r: Recurrence, X: usize, b: usize, saved: usize): void {
  const units = r.hRow;
  const h = r.h + b * units;
  const c = r.c + b * units;
  if (!saved && r.sigma === SIGMOID && r.phi === TANH) {
    carry<Sigmoid, Tanh>(units, X, c);
    output<Sigmoid, Tanh>(units, X + 3 * units, c, h);
    return;
  }
  // Where nothing is saved, h holds φ(c') until the output gate is applied to it.
  let squashed = h;
  if (saved) {
    copyUnits(4 * units, X, saved);
    copyUnits(units, c, saved + 5 * units);
    X = saved;
    squashed = saved + 4 * units;
  }
  activate(r.sigma, r.H, X);
  activate(r.sigma, r.H, X + units);
  activate(r.phi, r.H, X + 2 * units);
  activate(r.sigma, r.H, X + 3 * units);
  carry<Linear, Linear>(units, X, c);
  copyUnits(units, c, squashed);
  activate(r.phi, r.H, squashed);
  output<Linear, Linear>(units, X + 3 * units, squashed, h);
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
// Writes y [B, T, H] with RETURN_SEQUENCES, else [B, H], hT, cT [B, H], and saves i, f, c̃, o, φ(c'), c, h; any of them
// may be 0.
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
  saved: usize,
  work: usize,
): void {
  const r = changetype<Recurrence>(work);
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
  r.saved = saved;
  forward(r, product, update, 2, 4, 0, 7, h0, c0, hT, cT);
}
