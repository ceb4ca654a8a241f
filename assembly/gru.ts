// GRU.                                                                        notation: docs/notation.md
//
//   X = x·W + b       C = h·U + c
//   z = σ(Xz + Cz)    r = σ(Xr + Cr)    h̃ = φ(Xh + r ⊙ Ch)    h' = z ⊙ h + (1 − z) ⊙ h̃
//
// and with RESET_BEFORE, where there is no c:
//
//   z = σ(Xz + h·Uz)  r = σ(Xr + h·Ur)  h̃ = φ(Xh + (r ⊙ h)·Uh)

import { RESET_BEFORE, SIGMOID, TANH } from "../src/wasm/tags";
import { apply, Linear, Sigmoid, Tanh } from "./activations";
import { Backward, backward, throughGates } from "./backward";
import { activate, allGates, forward } from "./forward";
import { matmul, padded } from "./matmul";
import { Recurrence, settle, workspace } from "./recurrence";
import { settled } from "./settled";
import { madd } from "./simd";
import { slope } from "./slopes";

// Not a literal, for the reason given in math.ts.
const ONE = memory.data<f32>([1], 16);

// resetAfter: C [B, 3·Hp] = h·U + c. RESET_BEFORE: C = z, r, r ⊙ h, and Xh + (r ⊙ h)·Uh in the place of Xh.
function product(r: Recurrence, X: usize): void {
  const units = r.hRow >> 2;
  if (!(r.flags & RESET_BEFORE)) {
    allGates(r, r.b + r.XRow, 0, r.C);
    return;
  }
  matmul(r.B, r.H, 2 * units, r.h, r.hRow, r.U, X, r.XRow, r.C, r.XRow);
  for (let row: usize = 0; row < r.B; row++) {
    const z = r.C + row * r.XRow;
    activate(r.sigma, r.H, z, z);
    activate(r.sigma, r.H, z + r.hRow, z + r.hRow);
    multiply(r.hRow, z + r.hRow, r.h + row * r.hRow);
  }
  const Uh = r.U + ((2 * units * r.H) << 2);
  const Xh = X + 2 * r.hRow;
  matmul(r.B, r.H, units, r.C + 2 * r.hRow, r.XRow, Uh, Xh, r.XRow, Xh, r.XRow);
}

// h̃ takes the place of Xh.
function update(r: Recurrence, X: usize, b: usize, saved: usize): void {
  const units = r.hRow;
  const z = r.C + b * r.XRow;
  const Xh = X + 2 * units;
  if (r.flags & RESET_BEFORE) {
    activate(r.phi, r.H, Xh, Xh);
  } else {
    if (r.sigma === SIGMOID) {
      gates<Sigmoid>(2 * units, X, z);
    } else {
      gates<Linear>(2 * units, X, z);
      activate(r.sigma, r.H, z, z);
      activate(r.sigma, r.H, z + units, z + units);
    }
    if (r.phi === TANH) {
      candidate<Tanh>(units, z + units, Xh);
    } else {
      candidate<Linear>(units, z + units, Xh);
      activate(r.phi, r.H, Xh, Xh);
    }
  }
  if (saved) {
    settle((3 * units) >> 2, z, saved);
    settle(units >> 2, Xh, saved + 3 * units);
  }
  mix(units, z, Xh, r.h + b * units);
}

// Two vectors a turn share the constants of an activation; Hp is a multiple of 8. bench: gruForward · T10 B8

// C = σ(X + C), for z and r at once; from the end, as the candidate waits for r
function gates<Sigma>(bytes: usize, X: usize, C: usize): void {
  for (let i = bytes; i > 0; ) {
    i -= 32;
    const first = apply<Sigma>(f32x4.add(v128.load(X + i), v128.load(C + i)));
    const second = apply<Sigma>(f32x4.add(v128.load(X + i, 16), v128.load(C + i, 16)));
    v128.store(C + i, first);
    v128.store(C + i, second, 16);
  }
}

// X = φ(X + r ⊙ Ch), r and Ch side by side
function candidate<Phi>(bytes: usize, r: usize, X: usize): void {
  const C = r + bytes;
  for (let i: usize = 0; i < bytes; i += 32) {
    const first = apply<Phi>(madd(v128.load(r + i), v128.load(C + i), v128.load(X + i)));
    const second = apply<Phi>(madd(v128.load(r + i, 16), v128.load(C + i, 16), v128.load(X + i, 16)));
    v128.store(X + i, first);
    v128.store(X + i, second, 16);
  }
}

// h = z ⊙ h + (1 − z) ⊙ h̃
function mix(bytes: usize, z: usize, candidate: usize, h: usize): void {
  for (let i: usize = 0; i < bytes; i += 16) {
    const keep = v128.load(z + i);
    const fresh = f32x4.mul(f32x4.sub(v128.load32_splat(ONE), keep), v128.load(candidate + i));
    v128.store(h + i, settled(madd(keep, v128.load(h + i), fresh)));
  }
}

// to = r ⊙ h, behind r
function multiply(bytes: usize, r: usize, h: usize): void {
  for (let i: usize = 0; i < bytes; i += 16) {
    v128.store(r + bytes + i, settled(f32x4.mul(v128.load(r + i), v128.load(h + i))));
  }
}

/** Bytes of `work` for `gruForward`. */
export function gruWork(T: usize, B: usize, I: usize, H: usize): usize {
  return workspace(T, B, I, H, 4, 3, 0);
}

// Reads x [B, T, I], mask [B, T] or 0, h0 [B, H] or 0, packed W [I, 3H] and U [H, 3H], b [2][3·Hp], or [3·Hp] with
// RESET_BEFORE. Writes y [B, T, H] with RETURN_SEQUENCES, else [B, H], hT [B, H], and saves z, r, Ch or r ⊙ h, h̃;
// any of them may be 0.
export function gruForward(
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
  W: usize,
  U: usize,
  b: usize,
  y: usize,
  hT: usize,
  saved: usize,
  work: usize,
): void {
  forward(product, update, 1, 3, 3, 4, T, B, I, H, phi, sigma, flags, x, mask, h0, 0, W, U, b, y, hT, 0, saved, work);
}

// Behind a step, from dh' to g = dz, dr, dCh, dh̃ and dh:
//
//   dh̃ = dh' ⊙ (1 − z) ⊙ φ'(h̃)   dz = dh' ⊙ (h − h̃) ⊙ σ'(z)   dr = dh̃ ⊙ Ch ⊙ σ'(r)   dCh = dh̃ ⊙ r
//   dh = dh' ⊙ z + dz·Uzᵀ + dr·Urᵀ + dCh·Uhᵀ
//   dW = Σ xᵀ·(dz, dr, dh̃)   dU = Σ hᵀ·(dz, dr, dCh)   db = Σ (dz, dr, dh̃)   dc = Σ (dz, dr, dCh)
//
// With RESET_BEFORE dh̃ stands in the place of dCh, and of s = r ⊙ h
//
//   ds = dh̃·Uhᵀ   dr = ds ⊙ h ⊙ σ'(r)   dh = dh' ⊙ z + ds ⊙ r + dz·Uzᵀ + dr·Urᵀ   dUh = Σ sᵀ·dh̃
//
// docs/gru.md derives this; its daz, dar and dah are dz, dr and dh̃ here.
function gradients(r: Backward, b: usize, saved: usize, g: usize): void {
  const units = r.hRow;
  const isBefore = (r.flags & RESET_BEFORE) !== 0;
  const fresh = g + (isBefore ? 2 : 3) * units;
  part(units, saved, r.dh + b * units, g, fresh);
  slope(r.phi, units, saved + 3 * units, fresh);
  if (!isBefore) reset(units, saved + units, g + units);
  slope(r.sigma, isBefore ? units : 2 * units, saved, g);
}

function through(r: Backward, saved: usize, g: usize): void {
  if (!(r.flags & RESET_BEFORE)) {
    throughGates(r, 3, g);
    return;
  }
  const units = r.hRow;
  memory.fill(r.through, 0, r.B * units);
  const Uh = r.U + 2 * r.H * units;
  matmul(r.B, r.H, r.H, g + 2 * units, r.gRow, Uh, r.through, units, r.through, units);
  for (let b: usize = 0; b < r.B; b++) {
    const at = saved + b * r.savedRow + units;
    const dr = g + b * r.gRow + units;
    resetBefore(units, r.through + b * units, at + units, r.dh + b * units, dr);
    slope(r.sigma, units, at + units, dr);
  }
  throughGates(r, 2, g);
}

// dz = dh ⊙ (h − h̃)   dh̃ = dh ⊙ (1 − z)   dh = dh ⊙ z; h z . . h̃ side by side
function part(bytes: usize, z: usize, dh: usize, dz: usize, fresh: usize): void {
  const candidate = z + 3 * bytes;
  const h = z - bytes;
  for (let i: usize = 0; i < bytes; i += 16) {
    const d = settled(v128.load(dh + i));
    const keep = v128.load(z + i);
    v128.store(dz + i, f32x4.mul(d, f32x4.sub(v128.load(h + i), v128.load(candidate + i))));
    v128.store(fresh + i, f32x4.mul(d, f32x4.sub(v128.load32_splat(ONE), keep)));
    v128.store(dh + i, f32x4.mul(d, keep));
  }
}

// dr = dh̃ ⊙ Ch   dCh = dh̃ ⊙ r; r Ch and dr dCh dh̃ side by side
function reset(bytes: usize, r: usize, dr: usize): void {
  const C = r + bytes;
  const dC = dr + bytes;
  const fresh = dC + bytes;
  for (let i: usize = 0; i < bytes; i += 16) {
    const d = v128.load(fresh + i);
    v128.store(dr + i, f32x4.mul(d, v128.load(C + i)));
    v128.store(dC + i, f32x4.mul(d, v128.load(r + i)));
  }
}

// dr = ds ⊙ h   dh += ds ⊙ r; h . r side by side
function resetBefore(bytes: usize, ds: usize, r: usize, dh: usize, dr: usize): void {
  const h = r - 2 * bytes;
  for (let i: usize = 0; i < bytes; i += 16) {
    const d = settled(v128.load(ds + i));
    v128.store(dr + i, f32x4.mul(d, v128.load(h + i)));
    v128.store(dh + i, madd(d, v128.load(r + i), v128.load(dh + i)));
  }
}

// Reads x, mask, packed transposes of W and U, `saved`, dy in the shape of y, dhT [B, H]. Writes dx, dh0, dW [I, 3H],
// dU [H, 3H], db [2, 3H] or with RESET_BEFORE [3H]. All but x, W, U and `saved` may be 0.
export function gruBackward(
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
  dx: usize,
  dh0: usize,
  dW: usize,
  dU: usize,
  db: usize,
  work: usize,
): void {
  const apart = flags & RESET_BEFORE ? <usize>0 : padded(H) << 2;
  // biome-ignore format: what tells the cell from others, then the arguments
  backward(
    gradients, through, 3, 4, 4, apart,
    T, B, I, H, phi, sigma, flags, x, mask, W, U, saved, dy, dhT, 0, dx, dh0, 0, dW, dU, db, work,
  );
}
