// Exponentials on four lanes. Errors are the largest that test/assembly/math.test.ts finds against float64.
//
//   eˣ = 2ⁿ·eʳ   n = round(x / ln 2)   r = x − n·ln 2, so |r| ≤ ln 2 / 2
//
// n comes from adding 1.5·2²³, which leaves it in the low bits; with an exponent's bias added as well, shifting those
// bits to the exponent gives 2ⁿ, and 0 for the n whose bits are 0. A NaN stays one: it goes through r, and clamps name
// it first (pmin and pmax return their first argument when the comparison fails).
//
// Constants are read from memory: V8 from version 13 builds a v128 literal again at each use, inside the loop, which
// makes activations 1.5 to 2 times slower.
//
// sigmoid and tanh stay below 70 expressions each, the size up to which asc inlines a function that has many callers.

import { madd } from "./simd";

// Fits are minimax: Q to (eʳ − 1 − r) / r², relative error of eʳ − 1 at most 1.4e-8; HALF and TANH to tanh, see below. ln 2 is
// split as in Cephes (expf.c), its first part short enough that n times it is exact.
// biome-ignore format: one constant a line, at the offset that bears its name
const CONSTANTS = memory.data<f32>([
  1.44269504, // 1 / ln 2
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
  -0.0,
  12582976.0, // 1.5·2²³ + 64
  44.0,
  -44.4,
  1.0842021724855044e-19, // 2⁻⁶³
  2.88539008, // 2 / ln 2
  -0.34657359, // −ln 2 / 2
  9.2,
  -0.08332817, 0.00819403, // HALF: of 2·tanh(r / 2)
  -0.33331268, 0.13110448, // TANH: of tanh r
], 16);
const LOG2_E: usize = 0;
const ROUND: usize = 4;
const ROUND_HALF: usize = 8;
const LN2: usize = 12;
const Q: usize = 20;
const ONE: usize = 40;
const TWO: usize = 44;
const EXP_MAX: usize = 48;
const EXP_MIN: usize = 52;
const EXPM1_MIN: usize = 56;
const SIGN: usize = 60;
const ROUND_SIGMOID: usize = 64;
const SIGMOID_MAX: usize = 68;
const SIGMOID_MIN: usize = 72;
const SIGMOID_ONE: usize = 76;
const TWICE_LOG2_E: usize = 80;
const MINUS_HALF_LN2: usize = 84;
const TANH_MAX: usize = 88;
const HALF: usize = 92;
const TANH: usize = 100;

/** A constant of this file in every lane. */
function constant(offset: usize): v128 {
  return v128.load32_splat(CONSTANTS + offset);
}

/** x − n·ln 2. */
function remainder(x: v128, n: v128): v128 {
  return madd(n, constant(LN2 + 4), madd(n, constant(LN2), x));
}

/** eʳ − 1 = r + r²·Q(r). */
function expm1Near0(r: v128): v128 {
  let q = madd(constant(Q + 16), r, constant(Q + 12));
  q = madd(q, r, constant(Q + 8));
  q = madd(q, r, constant(Q + 4));
  q = madd(q, r, constant(Q));
  return madd(q, f32x4.mul(r, r), r);
}

/**
 * The odd function r·(1 + r²·(a + b·r²)), relative error of the fits 5.6e-8; a and b at `offset`. Written so, no power of r
 * but the square is taken, which is no denormal for |r| > 2⁻⁶³.
 */
function oddNear0(r: v128, offset: usize): v128 {
  const square = f32x4.mul(r, r);
  return f32x4.mul(r, madd(madd(constant(offset + 4), square, constant(offset)), square, constant(ONE)));
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

/**
 * 1 / (1 + e⁻ˣ) = e / (e + 1), with eʳ = (2 + v) / (2 − v), v = 2·tanh(r / 2), and all of it times 2⁻⁶³. So it is at
 * least 2⁻⁶³·⁵, or 0 below −44 where 2ⁿ is: the product of a gate and a state is then never a denormal.
 */
export function sigmoid(x: v128): v128 {
  const a = f32x4.pmax(f32x4.pmin(x, constant(SIGMOID_MAX)), constant(SIGMOID_MIN));
  const t = madd(a, constant(LOG2_E), constant(ROUND_SIGMOID));
  const v = oddNear0(remainder(a, f32x4.sub(t, constant(ROUND_SIGMOID))), HALF);
  const e = f32x4.mul(f32x4.add(constant(TWO), v), i32x4.shl(t, 23));
  return f32x4.div(e, madd(f32x4.sub(constant(TWO), v), constant(SIGMOID_ONE), e));
}

/**
 * tanh(m + r) = (T + tanh r) / (1 + T·tanh r), T = tanh m = (2ⁿ − 1) / (2ⁿ + 1) for m = n·ln 2 / 2; of |x|, with the
 * sign of x. m need not be in two parts: it is exact for n = 1, 2 and 4, and tanh is flat where n is more.
 */
export function tanh(x: v128): v128 {
  const a = f32x4.pmin(f32x4.abs(x), constant(TANH_MAX));
  const t = madd(a, constant(TWICE_LOG2_E), constant(ROUND));
  const r = madd(f32x4.sub(t, constant(ROUND)), constant(MINUS_HALF_LN2), a);
  const u = oddNear0(r, TANH);
  const scale = i32x4.shl(t, 23);
  const less = f32x4.sub(scale, constant(ONE));
  const more = f32x4.add(scale, constant(ONE));
  return v128.bitselect(x, f32x4.div(madd(more, u, less), madd(less, u, more)), constant(SIGN));
}

// Logarithm: Cephes (logf.c). Sine, cosine: Cephes (sinf.c); π / 2 is in three parts, the first two short enough that
// n times them is exact for |x| < 10⁴, which is how far these two are good. Erf and Gauss: own fits, errors below.
// biome-ignore format: one table a line, at the offset that bears its name
const TABLES = memory.data<f32>([
  7.0376836292e-2, -1.1514610310e-1, 1.1676998740e-1, -1.2420140846e-1, 1.4249322787e-1,
  -1.6668057665e-1, 2.0000714765e-1, -2.4999993993e-1, 3.3333331174e-1,
  2.12194440e-4, -0.693359375,
  0.63661977, -1.5703125, -4.837512969970703e-4, -7.54978995489188e-8,
  -1.9515295891e-4, 8.3321608736e-3, -1.6666654611e-1,
  2.443315711809948e-5, -1.388731625493765e-3, 4.166664568298827e-2,
  -5.6313735e-4, 4.91754059e-3, -2.67113019e-2, 1.12801798e-1, -3.7612325e-1, 1.12837911,
  3.60888168e-2, -1.58933654e-1, 2.0934628e-1, -5.64500056e-2, 1.30032584e-1, 9.94650722e-2, 1.20826311e-1,
  1.1962454e-1,
  0.3, -0.5,
  1.41421356,
  8388608.0,
], 16);
const LOGARITHM: usize = 0;
const MINUS_LN2: usize = 36;
const TWO_OVER_PI: usize = 44;
const SINE: usize = 60;
const COSINE: usize = 72;
const ERF: usize = 84;
const GAUSS: usize = 108;
const GAUSS_WIDTH: usize = 140;
const MINUS_HALF: usize = 144;
const SQRT2: usize = 148;
const TWO_TO_23: usize = 152;

function entry(offset: usize): v128 {
  return v128.load32_splat(TABLES + offset);
}

/** The polynomial whose `count` coefficients lie at `offset`, highest power first. */
function polynomial(offset: usize, count: usize, x: v128): v128 {
  let sum = entry(offset);
  for (let i: usize = 1; i < count; i++) sum = madd(sum, x, entry(offset + (i << 2)));
  return sum;
}

/** ln x, at most 1 ULP from it; −∞ at ±0, NaN below. x = 2ᵉ·(1 + f) with √½ ≤ 1 + f < √2. */
export function log(x: v128): v128 {
  const denormal = f32x4.lt(x, f32x4.splat(1.17549435e-38));
  const bits = v128.bitselect(f32x4.mul(x, entry(TWO_TO_23)), x, denormal);
  const steps = i32x4.shr_s(i32x4.sub(bits, i32x4.splat(0x3f3504f3)), 23);
  const f = f32x4.sub(i32x4.sub(bits, i32x4.shl(steps, 23)), constant(ONE));
  const e = f32x4.convert_i32x4_s(i32x4.sub(steps, v128.and(denormal, i32x4.splat(23))));
  const square = f32x4.mul(f, f);
  let tail = f32x4.mul(f32x4.mul(polynomial(LOGARITHM, 9, f), f), square);
  tail = f32x4.sub(tail, f32x4.mul(e, entry(MINUS_LN2)));
  tail = madd(square, entry(MINUS_HALF), tail);
  const y = f32x4.sub(f32x4.add(f, tail), f32x4.mul(e, entry(MINUS_LN2 + 4)));
  // √x is NaN, ∞ or 0 where ln x is NaN, ∞ or −∞.
  const infinity = f32x4.splat(Infinity);
  const ordinary = v128.and(f32x4.gt(x, f32x4.splat(0)), f32x4.lt(x, infinity));
  const limit = f32x4.sub(f32x4.sqrt(x), v128.and(f32x4.eq(x, f32x4.splat(0)), infinity));
  return v128.bitselect(y, limit, ordinary);
}

/** ln (1 + x), relatively exact near 0: the rounding of u = 1 + x is made good by (x − (u − 1)) / u. */
export function log1p(x: v128): v128 {
  const u = f32x4.add(x, constant(ONE));
  const rounding = f32x4.div(f32x4.sub(x, f32x4.sub(u, constant(ONE))), u);
  const ordinary = v128.and(f32x4.gt(u, f32x4.splat(0)), f32x4.lt(u, f32x4.splat(Infinity)));
  const y = f32x4.add(log(u), v128.and(rounding, ordinary));
  return v128.bitselect(x, y, f32x4.eq(x, f32x4.splat(0)));
}

/** Φ(−|x|), the normal distribution's tail: e^(−x²/2)·G(1 / (1 + 0.3·|x|)), relative error of the fit 1.2e-7. */
export function gauss(x: v128): v128 {
  const t = f32x4.div(constant(ONE), madd(f32x4.abs(x), entry(GAUSS_WIDTH), constant(ONE)));
  const e = exp(f32x4.mul(f32x4.mul(x, x), entry(MINUS_HALF)));
  return f32x4.mul(f32x4.mul(polynomial(GAUSS, 8, t), t), e);
}

/** erf x: an odd polynomial for |x| < 1, relative error of the fit 4e-8, then 1 − 2·Φ(−√2·|x|). */
export function erf(x: v128): v128 {
  const near = f32x4.mul(polynomial(ERF, 6, f32x4.mul(x, x)), x);
  const tail = gauss(f32x4.mul(x, entry(SQRT2)));
  const far = f32x4.sub(constant(ONE), f32x4.add(tail, tail));
  const signed = v128.or(far, v128.and(x, constant(SIGN)));
  return v128.bitselect(near, signed, f32x4.lt(f32x4.abs(x), constant(ONE)));
}

/** sin (x + quarters·π/2), to 1e-7 for |x| < 10⁴: r = x − n·π/2, then ± the sine or the cosine of r. */
export function sine(x: v128, quarters: i32): v128 {
  const n = f32x4.nearest(f32x4.mul(x, entry(TWO_OVER_PI)));
  let r = madd(n, entry(TWO_OVER_PI + 4), x);
  r = madd(n, entry(TWO_OVER_PI + 8), r);
  r = madd(n, entry(TWO_OVER_PI + 12), r);
  const quarter = i32x4.add(i32x4.trunc_sat_f32x4_s(n), i32x4.splat(quarters));
  const square = f32x4.mul(r, r);
  const odd = madd(f32x4.mul(polynomial(SINE, 3, square), square), r, r);
  const even = madd(f32x4.mul(polynomial(COSINE, 3, square), square), square, constant(ONE));
  const y = v128.bitselect(madd(square, entry(MINUS_HALF), even), odd, i32x4.shr_s(i32x4.shl(quarter, 31), 31));
  return v128.xor(y, v128.and(i32x4.shl(quarter, 30), constant(SIGN)));
}
