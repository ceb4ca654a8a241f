// Exponentials on four lanes. Errors are the largest that test/assembly/math.test.ts finds against float64.
//
//   eˣ = 2ⁿ·eʳ   n = round(x / ln 2)   r = x − n·ln 2, so |r| ≤ ln 2 / 2   eʳ − 1 = r + r²·Q(r)
//
// n comes from adding 1.5·2²³, which leaves it in the low bits; with the exponent's bias added as well, shifting those
// bits to the exponent gives 2ⁿ. A NaN stays one: it goes through r, and clamps name it first (pmin and pmax return
// their first argument when the comparison fails).
//
// Constants are read from memory: V8 from version 13 builds a v128 literal again at each use, inside the loop, which
// makes activations 1.5 to 2 times slower.

import { madd } from "./simd";

// Q is a minimax fit of degree 4 to (eʳ − 1 − r) / r², relative error of eʳ − 1 at most 1.4e-8; ln 2 is split as in
// Cephes (expf.c), its first part short enough that n·LN2_HIGH is exact.
// biome-ignore format: one constant a line, at the offset that bears its name
const CONSTANTS = memory.data<f32>([
  1.44269504,
  12583039.0, // 1.5·2²³ + 127
  12583038.0, // 1.5·2²³ + 126
  -0.693359375,
  2.12194440e-4,
  0.5, 0.1666654795408249, 0.041666846722364426, 0.008366131223738194, 0.0013899006880819798,
  1.0,
  2.0,
  88.73,
  -86.6,
  -17.4,
  44.36,
  -44.36,
  18.4,
  -0.0,
], 16);
const LOG2_E: usize = 0;
const ROUND: usize = 4;
const ROUND_HALF: usize = 8;
const MINUS_LN2_HIGH: usize = 12;
const MINUS_LN2_LOW: usize = 16;
const Q: usize = 20;
const ONE: usize = 40;
const TWO: usize = 44;
const EXP_MAX: usize = 48;
const EXP_MIN: usize = 52;
const EXPM1_MIN: usize = 56;
const SIGMOID_MAX: usize = 60;
const SIGMOID_MIN: usize = 64;
const TANH_MAX: usize = 68;
const SIGN: usize = 72;

/** A constant of this file in every lane. */
function constant(offset: usize): v128 {
  return v128.load32_splat(CONSTANTS + offset);
}

/** x − n·ln 2. */
function remainder(x: v128, n: v128): v128 {
  return madd(n, constant(MINUS_LN2_LOW), madd(n, constant(MINUS_LN2_HIGH), x));
}

/** eʳ − 1 for |r| ≤ ln 2 / 2. */
function expm1Near0(r: v128): v128 {
  let q = madd(constant(Q + 16), r, constant(Q + 12));
  q = madd(q, r, constant(Q + 8));
  q = madd(q, r, constant(Q + 4));
  q = madd(q, r, constant(Q));
  return madd(q, f32x4.mul(r, r), r);
}

/** eˣ. 0 below −86.6 (2⁻¹²⁵), so never a denormal; ∞ above 88.72. */
export function exp(x: v128): v128 {
  const a = f32x4.pmax(f32x4.pmin(x, constant(EXP_MAX)), constant(EXP_MIN));
  const t = madd(a, constant(LOG2_E), constant(ROUND_HALF));
  const p = f32x4.add(expm1Near0(remainder(a, f32x4.sub(t, constant(ROUND_HALF)))), constant(ONE));
  const half = f32x4.mul(p, i32x4.shl(t, 23));
  return v128.andnot(f32x4.add(half, half), f32x4.lt(x, constant(EXP_MIN)));
}

/** eˣ − 1, relatively exact near 0. */
export function expm1(x: v128): v128 {
  const a = f32x4.pmax(f32x4.pmin(x, constant(EXP_MAX)), constant(EXPM1_MIN));
  const t = madd(a, constant(LOG2_E), constant(ROUND_HALF));
  const p = expm1Near0(remainder(a, f32x4.sub(t, constant(ROUND_HALF))));
  const scale = i32x4.shl(t, 23);
  const half = madd(p, scale, f32x4.sub(scale, constant(Q)));
  return v128.or(f32x4.add(half, half), v128.and(x, constant(SIGN)));
}

/** 1 / (1 + e⁻ˣ). 0 below −44.36 (2⁻⁶⁴): the product of a gate and a state is then never a denormal. */
export function sigmoid(x: v128): v128 {
  const a = f32x4.pmax(f32x4.pmin(x, constant(SIGMOID_MAX)), constant(SIGMOID_MIN));
  const t = madd(a, constant(LOG2_E), constant(ROUND));
  const p = f32x4.add(expm1Near0(remainder(a, f32x4.sub(t, constant(ROUND)))), constant(ONE));
  const e = f32x4.mul(p, i32x4.shl(t, 23));
  return v128.andnot(f32x4.div(e, f32x4.add(e, constant(ONE))), f32x4.lt(x, constant(SIGMOID_MIN)));
}

/** tanh x as E / (E + 2), E = e²ˣ − 1 for |x|, with the sign of x. */
export function tanh(x: v128): v128 {
  const a = f32x4.pmin(f32x4.abs(f32x4.add(x, x)), constant(TANH_MAX));
  const t = madd(a, constant(LOG2_E), constant(ROUND));
  const p = expm1Near0(remainder(a, f32x4.sub(t, constant(ROUND))));
  const scale = i32x4.shl(t, 23);
  const e = madd(p, scale, f32x4.sub(scale, constant(ONE)));
  return v128.or(f32x4.div(e, f32x4.add(e, constant(TWO))), v128.and(x, constant(SIGN)));
}
