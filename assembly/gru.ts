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
import { matmul } from "./matmul";
import { activate, forward, Recurrence, settled, workspace } from "./recurrent";
import { madd } from "./simd";

// Not a literal, for the reason given in math.ts.
const ONE = memory.data<f32>([1], 16);

class Gru extends Recurrence {
  // resetAfter: C [B, 3·Hp] = h·U + c. Otherwise all up to Xh + (r ⊙ h)·Uh in its place.
  product(X: usize): void {
    const units = this.hRow >> 2;
    if (!(this.flags & RESET_BEFORE)) {
      matmul(this.B, this.H, 3 * units, this.h, this.hRow, this.U, this.b + this.XRow, 0, this.C, this.XRow);
      return;
    }
    matmul(this.B, this.H, 2 * units, this.h, this.hRow, this.U, X, this.XRow, this.C, this.XRow);
    for (let row: usize = 0; row < this.B; row++) {
      const z = this.C + row * this.XRow;
      activate(this.sigma, this.H, z);
      activate(this.sigma, this.H, z + this.hRow);
      multiply(this.hRow, z + this.hRow, this.h + row * this.hRow);
    }
    const Uh = this.U + ((2 * units * this.H) << 2);
    const Xh = X + 2 * this.hRow;
    const n = this.C + 2 * this.hRow;
    matmul(this.B, this.H, units, this.C + this.hRow, this.XRow, Uh, Xh, this.XRow, n, this.XRow);
  }

  update(X: usize, row: usize): void {
    const units = this.hRow;
    const z = this.C + row * this.XRow;
    const n = z + 2 * units;
    if (this.flags & RESET_BEFORE) {
      activate(this.phi, this.H, n);
    } else {
      if (this.sigma === SIGMOID) {
        gates<Sigmoid>(2 * units, X, z);
      } else {
        gates<Linear>(2 * units, X, z);
        activate(this.sigma, this.H, z);
        activate(this.sigma, this.H, z + units);
      }
      if (this.phi === TANH) {
        candidate<Tanh>(units, X + 2 * units, z + units, n);
      } else {
        candidate<Linear>(units, X + 2 * units, z + units, n);
        activate(this.phi, this.H, n);
      }
    }
    mix(units, z, n, this.h + row * units);
  }
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

// n = φ(X + r ⊙ n)
function candidate<Phi>(bytes: usize, X: usize, r: usize, n: usize): void {
  for (let i: usize = 0; i < bytes; i += 32) {
    const first = apply<Phi>(madd(v128.load(r + i), v128.load(n + i), v128.load(X + i)));
    const second = apply<Phi>(madd(v128.load(r + i, 16), v128.load(n + i, 16), v128.load(X + i, 16)));
    v128.store(n + i, first);
    v128.store(n + i, second, 16);
  }
}

// h = z ⊙ h + (1 − z) ⊙ n
function mix(bytes: usize, z: usize, n: usize, h: usize): void {
  for (let i: usize = 0; i < bytes; i += 16) {
    const keep = v128.load(z + i);
    const fresh = f32x4.mul(f32x4.sub(v128.load32_splat(ONE), keep), v128.load(n + i));
    v128.store(h + i, settled(madd(keep, v128.load(h + i), fresh)));
  }
}

// r = r ⊙ h
function multiply(bytes: usize, r: usize, h: usize): void {
  for (let i: usize = 0; i < bytes; i += 16) {
    v128.store(r + i, settled(f32x4.mul(v128.load(r + i), v128.load(h + i))));
  }
}

/** Bytes of `work` for `gruForward`. */
export function gruWork(T: usize, B: usize, I: usize, H: usize): usize {
  return workspace(T, B, I, H, 1, 3, 3);
}

// Reads x [B, T, I], mask [B, T] or 0, h0 [B, H] or 0, packed W [I, 3H] and U [H, 3H], b [2][3·Hp], or [3·Hp] with
// RESET_BEFORE. Writes y [B, T, H] with RETURN_SEQUENCES, else [B, H], and hT [B, H]; either may be 0.
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
  work: usize,
): void {
  const r = changetype<Gru>(work);
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
  forward<Gru>(r, 1, 3, 3, h0, 0, hT, 0);
}
