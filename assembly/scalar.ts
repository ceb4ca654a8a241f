// What is rare: one element at a time, in f64, so that its rounding is all that is lost.

/** log₂ a for a > 0, to 1e-12: 2·artanh((m − 1) / (m + 1)) / ln 2 + e, with a = 2ᵉ·m, √½ ≤ m < √2. */
function log2(a: f64): f64 {
  const bits = reinterpret<i64>(a);
  const e = (bits - reinterpret<i64>(Math.SQRT1_2)) >> 52;
  const m = reinterpret<f64>(bits - (e << 52));
  const s = (m - 1) / (m + 1);
  const t = s * s;
  let sum: f64 = 2.0 / 13;
  sum = sum * t + 2.0 / 11;
  sum = sum * t + 2.0 / 9;
  sum = sum * t + 2.0 / 7;
  sum = sum * t + 2.0 / 5;
  sum = sum * t + 2.0 / 3;
  sum = sum * t + 2.0;
  return sum * s * Math.LOG2E + <f64>e;
}

/** 2ˣ to 3e-10, by Taylor's series; from ±200 on f32 is 0 or ∞. */
function exp2(x: f64): f64 {
  const a = max(min(x, 200.0), -200.0);
  const n = nearest(a);
  const r = (a - n) * Math.LN2;
  let sum: f64 = 1.0 / 40320;
  sum = sum * r + 1.0 / 5040;
  sum = sum * r + 1.0 / 720;
  sum = sum * r + 1.0 / 120;
  sum = sum * r + 1.0 / 24;
  sum = sum * r + 1.0 / 6;
  sum = sum * r + 0.5;
  sum = sum * r + 1.0;
  sum = sum * r + 1.0;
  return sum * reinterpret<f64>((<i64>n + 1023) << 52);
}

/** xʸ as C's powf and numpy have it: 1 when y = 0 or x = 1, NaN when x < 0 and y is no integer. */
export function pow(x: f32, y: f32): f32 {
  if (y === 0 || x === 1) return 1;
  const a = <f64>abs(x);
  let power: f64;
  if (a === 0 || a === Infinity) power = (a === 0) === y > 0 ? 0 : Infinity;
  else if (a === 1 && abs(y) === Infinity) power = 1;
  else power = exp2(<f64>y * log2(a));
  if (F32.isNaN(x) || F32.isNaN(y)) return x + y;
  if (reinterpret<i32>(x) >= 0) return <f32>power;
  if (trunc(y) !== y) return a === 0 || a === Infinity ? <f32>power : NaN;
  const half = <f64>y * 0.5;
  return trunc(half) === half ? <f32>power : -(<f32>power);
}

/** a − q·b with the sign of a, q rounded towards 0, as C's fmod: every difference is exact in f64. */
function remainder(a: f64, b: f64): f64 {
  const divisor = abs(b);
  let rest = abs(a);
  if (!(rest < Infinity && divisor > 0)) return NaN;
  while (rest >= divisor) {
    // 2ⁿ·b, by the exponents, or half of it where that is more than what is left
    const steps = (reinterpret<i64>(rest) >> 52) - (reinterpret<i64>(divisor) >> 52);
    const part = divisor * reinterpret<f64>((steps + 1023) << 52);
    rest -= part > rest ? part * 0.5 : part;
  }
  return copysign<f64>(rest, a);
}

/** a − q·b with the sign of b, as numpy. */
export function modulo(a: f32, b: f32): f32 {
  const m = <f32>remainder(a, b);
  if (m === 0) return copysign<f32>(0, b);
  return m < 0 !== b < 0 ? m + b : m;
}

/** The q of `modulo`, as numpy: a = q·b + modulo(a, b), so 1 // 0.1 is 9 in f32; a / 0 is infinite or NaN. */
export function floorDivide(a: f32, b: f32): f32 {
  if (b === 0) return a / b;
  const m = <f32>remainder(a, b);
  const q = nearest((<f64>a - m) / b);
  return <f32>(m !== 0 && m < 0 !== b < 0 ? q - 1 : q);
}
