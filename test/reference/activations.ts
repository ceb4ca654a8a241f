// Keras's activations and mathematics straight from their equations, in f64. NaN in, NaN out.
import type * as tags from "../../src/wasm/tags.ts";

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

/** What each tag, by its name, of `unary` computes. */
export const unary = {
  LINEAR: (x) => x,
  SIGMOID: sigmoid,
  TANH: Math.tanh,
  RELU: (x) => Math.max(x, 0),
  RELU6: (x) => clip(x, 0, 6),
  LEAKY_RELU: (x) => (x > 0 ? x : 0.2 * x),
  ELU: elu,
  SELU: (x) => 1.0507009873554805 * (x > 0 ? x : 1.6732632423543772 * Math.expm1(x)),
  CELU: elu,
  SOFTPLUS: softplus,
  SOFTSIGN: (x) => x / (1 + Math.abs(x)),
  SQUAREPLUS: (x) => (x > 0 ? (x + Math.sqrt(x * x + 4)) / 2 : 2 / (Math.sqrt(x * x + 4) - x)),
  SPARSE_PLUS: (x) => (x <= -1 ? 0 : x >= 1 ? x : (x + 1) ** 2 / 4),
  SPARSE_SIGMOID: (x) => clip((x + 1) / 2, 0, 1),
  SOFT_SHRINK: (x) => (x > 0.5 ? x - 0.5 : x < -0.5 ? x + 0.5 : 0 * x),
  HARD_SHRINK: (x) => (Math.abs(x) <= 0.5 ? 0 : x),
  TANH_SHRINK: (x) => x - Math.tanh(x),
  THRESHOLD: (x) => Math.max(x, 0),
  HARD_TANH: (x) => clip(x, -1, 1),
  HARD_SIGMOID: hardSigmoid,
  HARD_SILU: (x) => x * hardSigmoid(x),
  SILU: (x) => x * sigmoid(x),
  GELU: gelu,
  MISH: (x) => x * Math.tanh(softplus(x)),
  LOG_SIGMOID: (x) => -softplus(-x),
  EXPONENTIAL: Math.exp,
  EXPM1: Math.expm1,
  LOG: Math.log,
  LOG1P: Math.log1p,
  SQRT: Math.sqrt,
  RSQRT: (x) => 1 / Math.sqrt(x),
  SQUARE: (x) => x * x,
  RECIPROCAL: (x) => 1 / x,
  NEGATIVE: (x) => -x,
  ABSOLUTE: Math.abs,
  SIGN: Math.sign,
  FLOOR: Math.floor,
  CEIL: Math.ceil,
  ROUND: (x) => (Number.isFinite(x) ? round(x) : x),
  TRUNC: Math.trunc,
  SIN: Math.sin,
  COS: Math.cos,
  ERF: erf,
  LOGICAL_NOT: (x) => (x === 0 ? 1 : 0),
  TO_BOOL: (x) => (x === 0 ? 0 : 1),
} satisfies Readonly<Partial<Record<keyof typeof tags, (x: number) => number>>>;

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

/** As Keras has it: the threshold is made of all cumulative sums over the support, not of the last. */
function sparsemax(row: readonly number[]): number[] {
  const top = Math.max(...row);
  let sum = 0;
  let sums = 0;
  let size = 0;
  [...row]
    .sort((a, b) => b - a)
    .forEach((x, i) => {
      sum += x;
      // Whether x is in the support does not depend on the largest element, which is taken away lest 1 be lost.
      if (1 + (i + 1) * (x - top) <= sum - (i + 1) * top) return;
      sums += sum;
      size = i + 1;
    });
  return row.map((x) => Math.max(x - (sums - 1) / size, 0));
}

/** What each tag, by its name, of `rowwise` computes. */
export const rowwise = {
  SOFTMAX: softmax,
  LOG_SOFTMAX: logSoftmax,
  SPARSEMAX: sparsemax,
} satisfies Readonly<Partial<Record<keyof typeof tags, (row: readonly number[]) => number[]>>>;
