// One number of many: sums, extremes, truths and places.

import { ALL, ANY, ARGMAX, ARGMIN, MAX, MEAN, MIN, PRODUCT, SUM } from "../src/wasm/tags";

class Sum {}
class Product {}
class Max {}
class Min {}
class Any {}
class All {}
class ArgMax {}
class ArgMin {}

// biome-ignore format: one case a line
function neutral<Op>(): v128 {
  if (idof<Op>() === idof<Sum>() || idof<Op>() === idof<Any>()) return f64x2.splat(0);
  if (idof<Op>() === idof<Product>() || idof<Op>() === idof<All>()) return f64x2.splat(1);
  if (idof<Op>() === idof<Max>() || idof<Op>() === idof<ArgMax>()) return f64x2.splat(-Infinity);
  if (idof<Op>() === idof<Min>() || idof<Op>() === idof<ArgMin>()) return f64x2.splat(Infinity);
  ERROR("neutral: no case for this type");
}

function isNaNs(x: v128): v128 {
  return f64x2.ne(x, x);
}

// Where x takes the place of `best`. Ties stay with the first; NaN beats all but an earlier NaN, as in numpy.
function wins<Op>(x: v128, best: v128): v128 {
  const more = idof<Op>() === idof<ArgMax>() ? f64x2.gt(x, best) : f64x2.lt(x, best);
  return v128.or(more, v128.andnot(isNaNs(x), isNaNs(best)));
}

// As `wins`, of four numbers; false also where `best` is NaN.
function noneWins<Op>(x: v128, best: v128): bool {
  const most = f32x4.splat(<f32>f64x2.extract_lane(best, 0));
  return i32x4.all_true(idof<Op>() === idof<ArgMax>() ? f32x4.le(x, most) : f32x4.ge(x, most));
}

// biome-ignore format: one case a line
function accumulate<Op>(sum: v128, x: v128): v128 {
  if (idof<Op>() === idof<Sum>()) return f64x2.add(sum, x);
  if (idof<Op>() === idof<Product>()) return f64x2.mul(sum, x);
  if (idof<Op>() === idof<Max>()) return f64x2.max(sum, x);
  if (idof<Op>() === idof<Min>()) return f64x2.min(sum, x);
  if (idof<Op>() === idof<Any>()) return v128.or(sum, v128.and(f64x2.ne(x, f64x2.splat(0)), f64x2.splat(1)));
  if (idof<Op>() === idof<All>()) return v128.and(sum, f64x2.ne(x, f64x2.splat(0)));
  ERROR("accumulate: no case for this type");
}

// Two columns at a time, or the last one alone, down their n rows.
function columns<Op>(wide: bool, n: i32, stride: usize, x: usize): v128 {
  let result = neutral<Op>();
  let index = f64x2.splat(0);
  for (let i = 0; i < n; i++) {
    const v = f64x2.promote_low_f32x4(wide ? v128.load64_zero(x) : v128.load32_zero(x));
    if (idof<Op>() === idof<ArgMax>() || idof<Op>() === idof<ArgMin>()) {
      // Of a row the next four at once, if none of them wins.
      if (stride === 4 && i + 4 <= n && noneWins<Op>(v128.load(x), result)) {
        i += 3;
        x += 16;
        continue;
      }
      const better = wins<Op>(v, result);
      result = v128.bitselect(v, result, better);
      index = v128.bitselect(f64x2.splat(<f64>i), index, better);
    } else {
      result = accumulate<Op>(result, v);
    }
    x += stride;
  }
  return idof<Op>() === idof<ArgMax>() || idof<Op>() === idof<ArgMin>() ? index : result;
}

// biome-ignore format: one case a line
function columnsOf(tag: i32, wide: bool, n: i32, stride: usize, x: usize): v128 {
  switch (tag) {
    case SUM: return columns<Sum>(wide, n, stride, x);
    case MEAN: return f64x2.div(columnsOf(SUM, wide, n, stride, x), f64x2.splat(n));
    case MAX: return columns<Max>(wide, n, stride, x);
    case MIN: return columns<Min>(wide, n, stride, x);
    case PRODUCT: return columns<Product>(wide, n, stride, x);
    case ANY: return columns<Any>(wide, n, stride, x);
    case ALL: return columns<All>(wide, n, stride, x);
    case ARGMAX: return columns<ArgMax>(wide, n, stride, x);
    case ARGMIN: return columns<ArgMin>(wide, n, stride, x);
    default: return unreachable();
  }
}

// y[i, j] = x[i, 0, j] ∘ x[i, 1, j] ∘ ... ∘ x[i, n - 1, j]
// Reads x [outer, n, inner], writes y [outer, inner]; y does not overlap x. In f64 and in the order written, so neither
// the shape nor the machine changes a bit. Of nothing (n = 0): sum 0, product 1, mean NaN, max -∞, argmax 0.
export function reduce(tag: i32, outer: i32, n: i32, inner: i32, x: usize, y: usize): void {
  const stride = (<usize>inner) << 2;
  for (let i = 0; i < outer; i++) {
    for (let j = 0; j < inner; j += 2) {
      const wide = j + 1 < inner;
      const at = (<usize>j) << 2;
      const v = f32x4.demote_f64x2_zero(columnsOf(tag, wide, n, stride, x + at));
      if (wide) v128.store64_lane(y + at, v, 0);
      else v128.store32_lane(y + at, v, 0);
    }
    x += stride * n;
    y += stride;
  }
}
