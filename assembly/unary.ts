// The kernel of functions of each element by itself.

import * as tags from "../src/wasm/tags";
import * as phi from "./activations";
import { stage } from "./tail";

function map<Phi>(x: usize, end: usize, y: usize): void {
  while (x < end) {
    v128.store(y, phi.apply<Phi>(v128.load(x)));
    x += 16;
    y += 16;
  }
}

/** φ(x) where a loop of its own would be more bytes than it is worth: cheap and rare, or so dear that a call is nothing. */
// biome-ignore format: one case a line
function applyRare(tag: i32, x: v128): v128 {
  switch (tag) {
    case tags.RELU6: return phi.apply<phi.Relu6>(x);
    case tags.SOFTSIGN: return phi.apply<phi.Softsign>(x);
    case tags.SQUAREPLUS: return phi.apply<phi.Squareplus>(x);
    case tags.SPARSE_PLUS: return phi.apply<phi.SparsePlus>(x);
    case tags.SPARSE_SIGMOID: return phi.apply<phi.SparseSigmoid>(x);
    case tags.SOFT_SHRINK: return phi.apply<phi.SoftShrink>(x);
    case tags.HARD_SHRINK: return phi.apply<phi.HardShrink>(x);
    case tags.TANH_SHRINK: return phi.apply<phi.TanhShrink>(x);
    case tags.THRESHOLD: return phi.apply<phi.Threshold>(x);
    case tags.HARD_TANH: return phi.apply<phi.HardTanh>(x);
    case tags.HARD_SILU: return phi.apply<phi.HardSilu>(x);
    case tags.MISH: return phi.apply<phi.Mish>(x);
    case tags.EXPM1: return phi.apply<phi.Expm1>(x);
    case tags.LOG1P: return phi.apply<phi.Log1p>(x);
    case tags.RSQRT: return phi.apply<phi.Rsqrt>(x);
    case tags.FLOOR: return phi.apply<phi.Floor>(x);
    case tags.CEIL: return phi.apply<phi.Ceil>(x);
    case tags.ROUND: return phi.apply<phi.Round>(x);
    case tags.TRUNC: return phi.apply<phi.Trunc>(x);
    case tags.SIN: return phi.apply<phi.Sin>(x);
    case tags.COS: return phi.apply<phi.Cos>(x);
    case tags.ERF: return phi.apply<phi.Erf>(x);
    case tags.LOGICAL_NOT: return phi.apply<phi.LogicalNot>(x);
    case tags.TO_BOOL: return phi.apply<phi.ToBool>(x);
    case tags.SIGN: return phi.apply<phi.Sign>(x);
    default: return unreachable();
  }
}

function mapRare(tag: i32, x: usize, end: usize, y: usize): void {
  while (x < end) {
    v128.store(y, applyRare(tag, v128.load(x)));
    x += 16;
    y += 16;
  }
}

// biome-ignore format: one case a line
function mapOf(tag: i32, x: usize, end: usize, y: usize): void {
  switch (tag) {
    case tags.LINEAR: map<phi.Linear>(x, end, y); break;
    case tags.SIGMOID: map<phi.Sigmoid>(x, end, y); break;
    case tags.TANH: map<phi.Tanh>(x, end, y); break;
    case tags.RELU: map<phi.Relu>(x, end, y); break;
    case tags.LEAKY_RELU: map<phi.LeakyRelu>(x, end, y); break;
    case tags.ELU: map<phi.Elu>(x, end, y); break;
    case tags.SELU: map<phi.Elu>(x, end, y); map<phi.SeluOfElu>(y, y + (end - x), y); break;
    case tags.CELU: map<phi.Elu>(x, end, y); break;
    case tags.SOFTPLUS: map<phi.Softplus>(x, end, y); break;
    case tags.HARD_SIGMOID: map<phi.HardSigmoid>(x, end, y); break;
    case tags.SILU: map<phi.Silu>(x, end, y); break;
    case tags.GELU: map<phi.Gelu>(x, end, y); break;
    case tags.LOG_SIGMOID: map<phi.Negative>(x, end, y); mapOf(tags.SOFTPLUS, y, y + (end - x), y); map<phi.Negative>(y, y + (end - x), y); break;
    case tags.EXPONENTIAL: map<phi.Exponential>(x, end, y); break;
    case tags.LOG: map<phi.Log>(x, end, y); break;
    case tags.SQRT: map<phi.Sqrt>(x, end, y); break;
    case tags.SQUARE: map<phi.Square>(x, end, y); break;
    case tags.RECIPROCAL: map<phi.Reciprocal>(x, end, y); break;
    case tags.NEGATIVE: map<phi.Negative>(x, end, y); break;
    case tags.ABSOLUTE: map<phi.Absolute>(x, end, y); break;
    default: mapRare(tag, x, end, y);
  }
}

// Four lanes for what is not a whole vector; see tail.ts.
const LANES = memory.data(16, 16);

// y[i] = φ(x[i])
// Reads x [n], writes y [n], which may be x.
export function unary(tag: i32, n: i32, x: usize, y: usize): void {
  const whole = (n & ~3) << 2;
  mapOf(tag, x, x + whole, y);
  if (n & 3) {
    stage(n & 3, x + whole, 1, LANES);
    mapOf(tag, LANES, LANES + 16, LANES);
    stage(n & 3, LANES, 1, y + whole);
  }
}
