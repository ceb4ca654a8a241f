/**
 * Functions of 64-bit floats that are the same bits on every machine, as those of `Math` need not be: made of additions,
 * multiplications and divisions in a fixed order.
 *
 * @module
 */

/** x to the power of a whole number n of 0 or more, by squaring. */
export function wholePower(x: number, n: number): number {
  let result = 1;
  let square = x;
  for (let rest = n; rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) result *= square;
    square *= square;
  }
  return result;
}

/** x to the power of y, for x of 0 or more; relative error below 1e-12 while the result is between 1e-300 and 1e300. */
export function power(x: number, y: number): number {
  if (y >= 0 && Number.isInteger(y)) return wholePower(x, y);
  if (x === 0) return y > 0 ? 0 : Number.POSITIVE_INFINITY;
  return exponential(y * logarithm(x));
}

/** eˣ. With x = k·ln 2 + r, it is 2ᵏ·eʳ, and |r| ≤ 0.35, so that 15 terms of Taylor's series leave out less than 1e-18. */
export function exponential(x: number): number {
  if (!(x > -745)) return Number.isNaN(x) ? x : 0;
  if (x > 709.7) return Number.POSITIVE_INFINITY;
  const k = Math.round(x / Math.LN2);
  const r = x - k * LN2_HIGH - k * LN2_LOW;
  let sum = 1;
  for (let n = 15; n > 0; n--) sum = 1 + (r / n) * sum;
  // In two factors, for 2ᵏ itself may be too large or too small.
  const half = Math.trunc(k / 2);
  return sum * powerOfTwo(half) * powerOfTwo(k - half);
}

function powerOfTwo(k: number): number {
  return k < 0 ? 1 / wholePower(2, -k) : wholePower(2, k);
}

// ln 2 in two parts, the first of so few bits that k times it is exact: fdlibm, e_exp.c.
const LN2_HIGH = 0.6931471803691238;
const LN2_LOW = 1.9082149292705877e-10;

// 1/21, 1/19 ... 1/3, 1: divisions would take most of the time.
const ODD: readonly number[] = /* @__PURE__ */ Array.from({ length: 11 }, (_, i) => 1 / (21 - 2 * i));

/**
 * The natural logarithm of x > 0. With x = m·2ᵏ and s = (m − 1)/(m + 1), it is k·ln 2 + 2·(s + s³/3 + s⁵/5 + ...), and
 * |s| < 0.172, so that 11 terms leave out less than 1e-18.
 */
export function logarithm(x: number): number {
  if (!(x > 0) || x === Number.POSITIVE_INFINITY) return x > 0 ? x : x === 0 ? Number.NEGATIVE_INFINITY : Number.NaN;
  let m = x;
  let k = 0;
  for (; m > Math.SQRT2; k++) m /= 2;
  for (; m < Math.SQRT1_2; k--) m *= 2;
  const s = (m - 1) / (m + 1);
  const square = s * s;
  let sum = 0;
  for (let i = 0; i < ODD.length; i++) sum = sum * square + ODD[i]!;
  return k * LN2_HIGH + (2 * s * sum + k * LN2_LOW);
}

/** cos πx for x from 0 to 1, by 13 terms of Taylor's series of an angle of up to π/2, which leave out less than 1e-20. */
export function cosineOfPi(x: number): number {
  const angle = Math.PI * Math.min(x, 1 - x);
  const square = angle * angle;
  let sum = 1;
  for (let n = 24; n > 0; n -= 2) sum = 1 - (square / (n * (n - 1))) * sum;
  return x > 0.5 ? -sum : sum;
}
