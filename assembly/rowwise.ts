// Functions of whole rows: the softmax family.

import { DIVIDE, EXPONENTIAL, LOG_SOFTMAX, RELU, SOFTMAX, SPARSEMAX, SUBTRACT } from "../src/wasm/tags";
import { binaryRow } from "./elementwise";
import { exp, log } from "./math";
import { maxLane, sumLanes } from "./simd";
import { stage } from "./tail";
import { unary } from "./unary";

const LANES = memory.data(16, 16);
const SCALAR = memory.data(16, 16);

// The last n & 3 elements of a row, the other lanes filled.
function rest(n: i32, x: usize, filling: f32): v128 {
  v128.store(LANES, f32x4.splat(filling));
  stage(n & 3, x + ((n & ~3) << 2), 1, LANES);
  return v128.load(LANES);
}

/** The largest of a row; NaN if there is one. */
function largest(n: i32, x: usize): f32 {
  let top = rest(n, x, -Infinity);
  const end = x + ((n & ~3) << 2);
  for (let at = x; at < end; at += 16) top = f32x4.max(top, v128.load(at));
  return maxLane(top);
}

function sum(n: i32, x: usize): f32 {
  let total = rest(n, x, 0);
  const end = x + ((n & ~3) << 2);
  for (let at = x; at < end; at += 16) total = f32x4.add(total, v128.load(at));
  return sumLanes(total);
}

function sumOfExponentials(n: i32, x: usize): f32 {
  let total = f32x4.splat(0);
  let v = rest(n, x, -Infinity);
  const end = x + ((n & ~3) << 2);
  for (let at = x; ; at += 16) {
    total = f32x4.add(total, exp(v));
    if (at >= end) break;
    v = v128.load(at);
  }
  return sumLanes(total);
}

// The support of Martins & Astudillo 2016: the elements above τ where Σ max(x − τ, 0) = 1, for a row whose largest is 0, so
// that −1 ≤ τ < 0. Drops the elements at or below τ and takes τ from the rest, until none is dropped (Michelot 1986): no
// sorting, and no memory. Returns τ.
function supportThreshold(n: i32, x: usize): f32 {
  let tau: f32 = -1;
  let count = 0;
  let before = 0;
  do {
    before = count;
    count = 0;
    let total: f32 = 0;
    for (let i = 0; i < n; i++) {
      const value = load<f32>(x + (i << 2));
      if (value > tau) {
        total += value;
        count += 1;
      }
    }
    tau = (total - 1) / <f32>count;
  } while (count !== before);
  return tau;
}

// How many elements of the support stand behind element i when it is sorted downwards.
function behind(n: i32, x: usize, i: i32, tau: f32): i32 {
  const value = load<f32>(x + (i << 2));
  let count = 0;
  for (let j = 0; j < n; j++) {
    const other = load<f32>(x + (j << 2));
    if (other > tau && (other < value || (other === value && j > i))) count += 1;
  }
  return count;
}

// Keras's threshold: (Σ of the cumulative sums of the sorted support − 1) / its size, where the paper has the last of the
// cumulative sums. Of a row whose largest, `top`, has been subtracted; the threshold is for that row too.
function sparsemaxThreshold(n: i32, x: usize, top: f32): f32 {
  const tau = supportThreshold(n, x);
  let sums: f32 = 0;
  let count = 0;
  for (let i = 0; i < n; i++) {
    const value = load<f32>(x + (i << 2));
    if (value > tau) {
      sums += <f32>(behind(n, x, i, tau) + 1) * (value + top);
      count += 1;
    }
  }
  return (sums - 1) / <f32>count - top;
}

function rowBy(tag: i32, n: i32, x: usize, value: f32, y: usize): void {
  store<f32>(SCALAR, value);
  binaryRow(tag, n, x, 1, SCALAR, 0, y);
}

// softmax: eᵛ / Σ eᵛ   logSoftmax: v − ln Σ eᵛ   sparsemax: max(v − τ, 0)   where v = x − max x
// Reads x [rows, n], writes y [rows, n], which may be x. A row with NaN or ∞, or of −∞ alone, becomes NaN.
export function rowwise(tag: i32, rows: i32, n: i32, x: usize, y: usize): void {
  for (let i = 0; i < rows; i++) {
    const top = largest(n, x);
    rowBy(SUBTRACT, n, x, top, y);
    switch (tag) {
      case SOFTMAX:
        unary(EXPONENTIAL, n, y, y);
        rowBy(DIVIDE, n, y, sum(n, y), y);
        break;
      case LOG_SOFTMAX:
        rowBy(SUBTRACT, n, y, f32x4.extract_lane(log(f32x4.splat(sumOfExponentials(n, y))), 0), y);
        break;
      case SPARSEMAX:
        rowBy(SUBTRACT, n, y, sparsemaxThreshold(n, y, top), y);
        unary(RELU, n, y, y);
        break;
      default:
        unreachable();
    }
    x += n << 2;
    y += n << 2;
  }
}
