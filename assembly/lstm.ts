// LSTM.                                                                       notation: docs/notation.md
//
//   X = x·W + b + h·U
//   i = σ(Xi)   f = σ(Xf)   c̃ = φ(Xc)   o = σ(Xo)   c' = f ⊙ c + i ⊙ c̃   h' = o ⊙ φ(c')

import { SIGMOID, TANH } from "../src/wasm/tags";
import { apply, Linear, Sigmoid, Tanh } from "./activations";
import { Backward, backward, throughAll } from "./backward";
import { activate, addProduct, forward } from "./forward";
import { Recurrence, workspace } from "./recurrence";
import { settled } from "./settled";
import { madd } from "./simd";
import { slope } from "./slopes";

function update(r: Recurrence, X: usize, b: usize, saved: usize): void {
  const units = r.hRow;
  const h = r.h + b * units;
  const c = r.c + b * units;
  if (!saved && r.sigma === SIGMOID && r.phi === TANH) {
    carry<Sigmoid, Tanh>(units, X, c);
    output<Sigmoid, Tanh>(units, X + 3 * units, c, h);
    return;
  }
  // Where nothing is saved, gates stay where they are, and h holds φ(c') until the output gate is applied to it.
  const gates = saved ? saved : X;
  const squashed = saved ? saved + 4 * units : h;
  if (saved) memory.copy(saved + 5 * units, c, units);
  activate(r.sigma, r.H, X, gates);
  activate(r.sigma, r.H, X + units, gates + units);
  activate(r.phi, r.H, X + 2 * units, gates + 2 * units);
  activate(r.sigma, r.H, X + 3 * units, gates + 3 * units);
  carry<Linear, Linear>(units, gates, c);
  activate(r.phi, r.H, c, squashed);
  output<Linear, Linear>(units, gates + 3 * units, squashed, h);
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

/** Bytes of `work` for `lstmForward`. */
export function lstmWork(T: usize, B: usize, I: usize, H: usize): usize {
  return workspace(T, B, I, H, 2, 4, 0);
}

// Reads x [B, T, I], mask [B, T] or 0, h0 and c0 [B, H] or 0, packed W [I, 4H] and U [H, 4H], b [4·Hp].
// Writes y [B, T, H] with RETURN_SEQUENCES, else [B, H], hT, cT [B, H], and saves i, f, c̃, o, φ(c'), c; any of them
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
  // biome-ignore format: what tells the cell from others, then the arguments
  forward(
    addProduct, update, 2, 4, 0, 6,
    T, B, I, H, phi, sigma, flags, x, mask, h0, c0, W, U, b, y, hT, cT, saved, work,
  );
}

// Behind a step, from dh' and dc' to g = di, df, dc̃, do and dh, dc:
//
//   do = dh' ⊙ φ(c') ⊙ σ'(o)   d = dc' + dh' ⊙ o ⊙ φ'(φ(c'))
//   di = d ⊙ c̃ ⊙ σ'(i)   df = d ⊙ c ⊙ σ'(f)   dc̃ = d ⊙ i ⊙ φ'(c̃)   dc = d ⊙ f   dh = g·Uᵀ
//   dW = Σ xᵀ·g   dU = Σ hᵀ·g   db = Σ g
function gradients(r: Backward, b: usize, saved: usize, g: usize): void {
  const units = r.hRow;
  const dh = r.dh + b * units;
  leave(units, saved + 3 * units, dh, g + 3 * units);
  slope(r.phi, units, saved + 4 * units, dh);
  carryBack(units, saved, dh, r.dc + b * units, g);
  slope(r.sigma, 2 * units, saved, g);
  slope(r.phi, units, saved + 2 * units, g + 2 * units);
  slope(r.sigma, units, saved + 3 * units, g + 3 * units);
}

// do = dh ⊙ φ(c)   dh = dh ⊙ o; o and φ(c) side by side
function leave(bytes: usize, o: usize, dh: usize, dO: usize): void {
  for (let j: usize = 0; j < bytes; j += 16) {
    const d = settled(v128.load(dh + j));
    v128.store(dO + j, f32x4.mul(d, v128.load(o + bytes + j)));
    v128.store(dh + j, f32x4.mul(d, v128.load(o + j)));
  }
}

// d = dc + dh   di = d ⊙ c̃   df = d ⊙ c   dc̃ = d ⊙ i   dc = d ⊙ f   dh = 0; i f c̃ . . c side by side
function carryBack(bytes: usize, i: usize, dh: usize, dc: usize, g: usize): void {
  const f = i + bytes;
  const candidate = f + bytes;
  const c = candidate + 3 * bytes;
  const df = g + bytes;
  const dCandidate = df + bytes;
  for (let j: usize = 0; j < bytes; j += 16) {
    const d = settled(f32x4.add(v128.load(dc + j), v128.load(dh + j)));
    v128.store(dh + j, f32x4.splat(0));
    v128.store(g + j, f32x4.mul(d, v128.load(candidate + j)));
    v128.store(df + j, f32x4.mul(d, v128.load(c + j)));
    v128.store(dCandidate + j, f32x4.mul(d, v128.load(i + j)));
    v128.store(dc + j, f32x4.mul(d, v128.load(f + j)));
  }
}

// Reads x, mask, packed transposes of W and U, `saved`, dy in the shape of y, dhT, dcT [B, H]. Writes dx, dh0, dc0, dW [I, 4H],
// dU [H, 4H], db [4H]. All but x, W, U and `saved` may be 0.
export function lstmBackward(
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
  // biome-ignore format: what tells the cell from others, then the arguments
  backward(
    gradients, throughAll, 4, 4, 6, 0,
    T, B, I, H, phi, sigma, flags, x, mask, W, U, saved, dy, dhT, dcT, dx, dh0, dc0, dW, dU, db, work,
  );
}
