// Keras's activations and mathematics straight from their equations, in f64. NaN in, NaN out.
import * as tags from "../../src/wasm/tags.ts";

const clip = (x: number, low: number, high: number) => Math.min(Math.max(x, low), high);
const sigmoid = (x: number) => (x < 0 ? Math.exp(x) / (1 + Math.exp(x)) : 1 / (1 + Math.exp(-x)));
const softplus = (x: number) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
const elu = (x: number) => (x > 0 ? x : Math.expm1(x));
const hardSigmoid = (x: number) => clip(x + 3, 0, 6) / 6;

/** erf by its power series near 0, and by the continued fraction of erfc from 2.5 on. */
export function erf(x: number): number {
  const a = Math.abs(x);
  if (a < 2.5) {
    let term = x;
    let sum = x;
    for (let n = 1; n < 100; n++) {
      term *= (-x * x) / n;
      sum += term / (2 * n + 1);
    }
    return (2 / Math.sqrt(Math.PI)) * sum;
  }
  return Math.sign(x) * (1 - erfcFar(a));
}

function erfcFar(a: number): number {
  if (a > 30) return 0;
  let fraction = a;
  for (let n = 60; n > 0; n--) fraction = a + n / 2 / fraction;
  return Math.exp(-a * a) / (fraction * Math.sqrt(Math.PI));
}

/** x·Φ(x); 0 at −∞, its limit, where the product would be NaN. */
function gelu(x: number): number {
  if (x === -Infinity) return 0;
  const a = x / Math.SQRT2;
  return a < -2.5 ? 0.5 * x * erfcFar(-a) : 0.5 * x * (1 + erf(a));
}

/** To the nearest integer, halves to the even one. */
function round(x: number): number {
  const low = Math.floor(x);
  const rest = x - low;
  return rest === 0.5 ? 2 * Math.round(low / 2) : rest < 0.5 ? low : low + 1;
}

/** What each tag of `unary` computes. */
export const unary: Readonly<Record<number, (x: number) => number>> = {
  [tags.LINEAR]: (x) => x,
  [tags.SIGMOID]: sigmoid,
  [tags.TANH]: Math.tanh,
  [tags.RELU]: (x) => Math.max(x, 0),
  [tags.RELU6]: (x) => clip(x, 0, 6),
  [tags.LEAKY_RELU]: (x) => (x > 0 ? x : 0.2 * x),
  [tags.ELU]: elu,
  [tags.SELU]: (x) => 1.0507009873554805 * (x > 0 ? x : 1.6732632423543772 * Math.expm1(x)),
  [tags.CELU]: elu,
  [tags.SOFTPLUS]: softplus,
  [tags.SOFTSIGN]: (x) => x / (1 + Math.abs(x)),
  [tags.SQUAREPLUS]: (x) => (x > 0 ? (x + Math.sqrt(x * x + 4)) / 2 : 2 / (Math.sqrt(x * x + 4) - x)),
  [tags.SPARSE_PLUS]: (x) => (x <= -1 ? 0 : x >= 1 ? x : (x + 1) ** 2 / 4),
  [tags.SPARSE_SIGMOID]: (x) => clip((x + 1) / 2, 0, 1),
  [tags.SOFT_SHRINK]: (x) => (x > 0.5 ? x - 0.5 : x < -0.5 ? x + 0.5 : 0 * x),
  [tags.HARD_SHRINK]: (x) => (Math.abs(x) <= 0.5 ? 0 : x),
  [tags.TANH_SHRINK]: (x) => x - Math.tanh(x),
  [tags.THRESHOLD]: (x) => Math.max(x, 0),
  [tags.HARD_TANH]: (x) => clip(x, -1, 1),
  [tags.HARD_SIGMOID]: hardSigmoid,
  [tags.HARD_SILU]: (x) => x * hardSigmoid(x),
  [tags.SILU]: (x) => x * sigmoid(x),
  [tags.GELU]: gelu,
  [tags.MISH]: (x) => x * Math.tanh(softplus(x)),
  [tags.LOG_SIGMOID]: (x) => -softplus(-x),
  [tags.EXPONENTIAL]: Math.exp,
  [tags.EXPM1]: Math.expm1,
  [tags.LOG]: Math.log,
  [tags.LOG1P]: Math.log1p,
  [tags.SQRT]: Math.sqrt,
  [tags.RSQRT]: (x) => 1 / Math.sqrt(x),
  [tags.SQUARE]: (x) => x * x,
  [tags.RECIPROCAL]: (x) => 1 / x,
  [tags.NEGATIVE]: (x) => -x,
  [tags.ABSOLUTE]: Math.abs,
  [tags.SIGN]: Math.sign,
  [tags.FLOOR]: Math.floor,
  [tags.CEIL]: Math.ceil,
  [tags.ROUND]: (x) => (Number.isFinite(x) ? round(x) : x),
  [tags.TRUNC]: Math.trunc,
  [tags.SIN]: Math.sin,
  [tags.COS]: Math.cos,
  [tags.ERF]: erf,
  [tags.LOGICAL_NOT]: (x) => (x === 0 ? 1 : 0),
  [tags.TO_BOOL]: (x) => (x === 0 ? 0 : 1),
};

function softmax(row: readonly number[]): number[] {
  const top = Math.max(...row);
  const powers = row.map((x) => Math.exp(x - top));
  const sum = powers.reduce((a, b) => a + b, 0);
  return powers.map((power) => power / sum);
}

function logSoftmax(row: readonly number[]): number[] {
  const top = Math.max(...row);
  const sum = row.reduce((total, x) => total + Math.exp(x - top), 0);
  return row.map((x) => x - top - Math.log(sum));
}

/** By sorting, as in Martins and Astudillo 2016. */
function sparsemax(row: readonly number[]): number[] {
  const top = Math.max(...row);
  const sorted = row.map((x) => x - top).sort((a, b) => b - a);
  let sum = 0;
  let tau = Number.NaN;
  sorted.forEach((x, i) => {
    sum += x;
    if (1 + (i + 1) * x > sum) tau = (sum - 1) / (i + 1);
  });
  return row.map((x) => Math.max(x - top - tau, 0));
}

/** What each tag of `rowwise` computes. */
export const rowwise: Readonly<Record<number, (row: readonly number[]) => number[]>> = {
  [tags.SOFTMAX]: softmax,
  [tags.LOG_SOFTMAX]: logSoftmax,
  [tags.SPARSEMAX]: sparsemax,
};
