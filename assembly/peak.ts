// What this machine can do at most. A module of its own, which bench/limits.ts compiles; bench/kernels.ts gives shares.

import { madd } from "./simd";

// A multiplier, an addend, and a place for results so that no engine can drop the loops.
const OPERANDS = memory.data<f32>([0.9990234375, 0.0009765625, 0, 0, 0, 0, 0, 0], 16);

/** 12 chains of madd, enough to cover a latency of 6 cycles twice a cycle: 96 · iterations flops. */
export function peakFlops(iterations: usize): void {
  const m = v128.load32_splat(OPERANDS);
  const n = v128.load32_splat(OPERANDS, 4);
  let a0 = n;
  let a1 = f32x4.add(a0, n);
  let a2 = f32x4.add(a1, n);
  let a3 = f32x4.add(a2, n);
  let a4 = f32x4.add(a3, n);
  let a5 = f32x4.add(a4, n);
  let a6 = f32x4.add(a5, n);
  let a7 = f32x4.add(a6, n);
  let a8 = f32x4.add(a7, n);
  let a9 = f32x4.add(a8, n);
  let a10 = f32x4.add(a9, n);
  let a11 = f32x4.add(a10, n);
  for (; iterations; iterations--) {
    a0 = madd(a0, m, n);
    a1 = madd(a1, m, n);
    a2 = madd(a2, m, n);
    a3 = madd(a3, m, n);
    a4 = madd(a4, m, n);
    a5 = madd(a5, m, n);
    a6 = madd(a6, m, n);
    a7 = madd(a7, m, n);
    a8 = madd(a8, m, n);
    a9 = madd(a9, m, n);
    a10 = madd(a10, m, n);
    a11 = madd(a11, m, n);
  }
  const low = f32x4.add(f32x4.add(f32x4.add(a0, a1), f32x4.add(a2, a3)), f32x4.add(a4, a5));
  const high = f32x4.add(f32x4.add(f32x4.add(a6, a7), f32x4.add(a8, a9)), f32x4.add(a10, a11));
  v128.store(OPERANDS, f32x4.add(low, high), 16);
}

/** Reads [start, start + bytes) `times` over; bytes is a multiple of 64. */
export function readBytes(start: usize, bytes: usize, times: usize): void {
  let a = v128.load(OPERANDS, 16);
  let b = a;
  let c = a;
  let d = a;
  for (; times; times--) {
    for (let p = start; p < start + bytes; p += 64) {
      a = v128.or(a, v128.load(p));
      b = v128.or(b, v128.load(p, 16));
      c = v128.or(c, v128.load(p, 32));
      d = v128.or(d, v128.load(p, 48));
    }
  }
  v128.store(OPERANDS, v128.or(v128.or(a, b), v128.or(c, d)), 16);
}
