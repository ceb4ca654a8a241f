// Functions of each element by itself: activations, then mathematics.

import { erf, exp, expm1, gauss, log, log1p, sigmoid, sine, tanh } from "./math";

// Read from memory for the reason given in math.ts.
// biome-ignore format: in the order of the offsets below
const CONSTANTS = memory.data<f32>([
  1.0, -1.0, 0.5, -0.5, 2.0, 3.0, 4.0, 6.0, 0.2, 0.25, 1.05070099, 1.75809934, 20.0,
], 16);
const ONE: usize = 0;
const MINUS_ONE: usize = 4;
const HALF: usize = 8;
const MINUS_HALF: usize = 12;
const TWO: usize = 16;
const THREE: usize = 20;
const FOUR: usize = 24;
const SIX: usize = 28;
const SLOPE: usize = 32;
const QUARTER: usize = 36;
const SELU_SCALE: usize = 40;
const SELU_SCALE_ALPHA: usize = 44;
const GAUSS_MAX: usize = 48;

function constant(offset: usize): v128 {
  return v128.load32_splat(CONSTANTS + offset);
}

export class Linear {}
export class Sigmoid {}
export class Tanh {}
export class Relu {}
export class Relu6 {}
export class LeakyRelu {}
export class Elu {}
export class SeluOfElu {}
export class Softplus {}
export class Softsign {}
export class Squareplus {}
export class SparsePlus {}
export class SparseSigmoid {}
export class SoftShrink {}
export class HardShrink {}
export class TanhShrink {}
export class Threshold {}
export class HardTanh {}
export class HardSigmoid {}
export class HardSilu {}
export class Silu {}
export class Gelu {}
export class Mish {}
export class Exponential {}
export class Expm1 {}
export class Log {}
export class Log1p {}
export class Sqrt {}
export class Rsqrt {}
export class Square {}
export class Reciprocal {}
export class Negative {}
export class Absolute {}
export class Sign {}
export class Floor {}
export class Ceil {}
export class Round {}
export class Trunc {}
export class Sin {}
export class Cos {}
export class Erf {}
export class LogicalNot {}
export class ToBool {}

/** x cut to [low, high]; pmax and pmin keep a NaN in their first argument. */
function clip(x: v128, low: v128, high: v128): v128 {
  return f32x4.pmin(f32x4.pmax(x, low), high);
}

function rectified(x: v128): v128 {
  return f32x4.pmax(x, f32x4.splat(0));
}

function ifPositive(x: v128, a: v128, b: v128): v128 {
  return v128.bitselect(a, b, f32x4.gt(x, f32x4.splat(0)));
}

function hardSigmoid(x: v128): v128 {
  return f32x4.div(clip(f32x4.add(x, constant(THREE)), f32x4.splat(0), constant(SIX)), constant(SIX));
}

// ln (1 + eˣ) = max(x, 0) + ln (1 + e⁻ˡˣˡ), which neither overflows nor loses the small.
function softplus(x: v128): v128 {
  return f32x4.add(rectified(x), log1p(exp(f32x4.neg(f32x4.abs(x)))));
}

// x·tanh(ln (1 + eˣ)) = x·n / (n + 2), n = e²ˣ + 2eˣ; for x > 0 both are divided by e²ˣ. e = e⁻ˡˣˡ.
function mish(x: v128): v128 {
  const e = exp(f32x4.neg(f32x4.abs(x)));
  const square = f32x4.mul(e, e);
  const n = f32x4.add(ifPositive(x, constant(ONE), square), f32x4.add(e, e));
  const two = ifPositive(x, square, constant(ONE));
  return f32x4.mul(x, f32x4.div(n, f32x4.add(n, f32x4.add(two, two))));
}

// (x + s) / 2 = 2 / (s − x), s = √(x² + 4): of the two the one that adds.
function squareplus(x: v128): v128 {
  const sum = f32x4.add(f32x4.sqrt(f32x4.add(f32x4.mul(x, x), constant(FOUR))), f32x4.abs(x));
  return ifPositive(x, f32x4.mul(sum, constant(HALF)), f32x4.div(constant(TWO), sum));
}

function truth(mask: v128): v128 {
  return v128.and(mask, constant(ONE));
}

/** φ(x), with Keras's defaults. NaN stays NaN in all of them, also where Keras compares it away. */
export function apply<Phi>(x: v128): v128 {
  if (idof<Phi>() === idof<Linear>()) return x;
  if (idof<Phi>() === idof<Sigmoid>()) return sigmoid(x);
  if (idof<Phi>() === idof<Tanh>()) return tanh(x);
  if (idof<Phi>() === idof<Relu>()) return rectified(x);
  if (idof<Phi>() === idof<Relu6>()) return clip(x, f32x4.splat(0), constant(SIX));
  if (idof<Phi>() === idof<LeakyRelu>()) return f32x4.pmax(x, f32x4.mul(x, constant(SLOPE)));
  if (idof<Phi>() === idof<Elu>()) return ifPositive(x, x, expm1(x));
  if (idof<Phi>() === idof<SeluOfElu>())
    return f32x4.mul(x, ifPositive(x, constant(SELU_SCALE), constant(SELU_SCALE_ALPHA)));
  if (idof<Phi>() === idof<Softplus>()) return softplus(x);
  if (idof<Phi>() === idof<Softsign>()) return f32x4.div(x, f32x4.add(f32x4.abs(x), constant(ONE)));
  if (idof<Phi>() === idof<Squareplus>()) return squareplus(x);
  if (idof<Phi>() === idof<SparsePlus>()) {
    const t = f32x4.add(f32x4.pmax(x, constant(MINUS_ONE)), constant(ONE));
    return v128.bitselect(x, f32x4.mul(f32x4.mul(t, t), constant(QUARTER)), f32x4.ge(x, constant(ONE)));
  }
  if (idof<Phi>() === idof<SparseSigmoid>())
    return f32x4.mul(f32x4.add(clip(x, constant(MINUS_ONE), constant(ONE)), constant(ONE)), constant(HALF));
  if (idof<Phi>() === idof<SoftShrink>()) return f32x4.sub(x, clip(x, constant(MINUS_HALF), constant(HALF)));
  if (idof<Phi>() === idof<HardShrink>()) return v128.andnot(x, f32x4.le(f32x4.abs(x), constant(HALF)));
  if (idof<Phi>() === idof<TanhShrink>()) return f32x4.sub(x, tanh(x));
  if (idof<Phi>() === idof<Threshold>()) return v128.andnot(x, f32x4.le(x, f32x4.splat(0)));
  if (idof<Phi>() === idof<HardTanh>()) return clip(x, constant(MINUS_ONE), constant(ONE));
  if (idof<Phi>() === idof<HardSigmoid>()) return hardSigmoid(x);
  if (idof<Phi>() === idof<HardSilu>()) return f32x4.mul(x, hardSigmoid(x));
  if (idof<Phi>() === idof<Silu>()) return f32x4.mul(x, sigmoid(x));
  if (idof<Phi>() === idof<Gelu>())
    return f32x4.sub(rectified(x), f32x4.mul(f32x4.pmin(f32x4.abs(x), constant(GAUSS_MAX)), gauss(x)));
  if (idof<Phi>() === idof<Mish>()) return mish(x);
  if (idof<Phi>() === idof<Exponential>()) return exp(x);
  if (idof<Phi>() === idof<Expm1>()) return expm1(x);
  if (idof<Phi>() === idof<Log>()) return log(x);
  if (idof<Phi>() === idof<Log1p>()) return log1p(x);
  if (idof<Phi>() === idof<Sqrt>()) return f32x4.sqrt(x);
  if (idof<Phi>() === idof<Rsqrt>()) return f32x4.div(constant(ONE), f32x4.sqrt(x));
  if (idof<Phi>() === idof<Square>()) return f32x4.mul(x, x);
  if (idof<Phi>() === idof<Reciprocal>()) return f32x4.div(constant(ONE), x);
  if (idof<Phi>() === idof<Negative>()) return f32x4.neg(x);
  if (idof<Phi>() === idof<Absolute>()) return f32x4.abs(x);
  if (idof<Phi>() === idof<Sign>()) {
    const one = v128.bitselect(x, constant(ONE), i32x4.splat(i32.MIN_VALUE));
    return v128.bitselect(one, x, f32x4.gt(f32x4.abs(x), f32x4.splat(0)));
  }
  if (idof<Phi>() === idof<Floor>()) return f32x4.floor(x);
  if (idof<Phi>() === idof<Ceil>()) return f32x4.ceil(x);
  if (idof<Phi>() === idof<Round>()) return f32x4.nearest(x);
  if (idof<Phi>() === idof<Trunc>()) return f32x4.trunc(x);
  if (idof<Phi>() === idof<Sin>()) return sine(x, 0);
  if (idof<Phi>() === idof<Cos>()) return sine(x, 1);
  if (idof<Phi>() === idof<Erf>()) return erf(x);
  if (idof<Phi>() === idof<LogicalNot>()) return truth(f32x4.eq(x, f32x4.splat(0)));
  if (idof<Phi>() === idof<ToBool>()) return truth(f32x4.ne(x, f32x4.splat(0)));
  ERROR("apply: no case for this type");
}
