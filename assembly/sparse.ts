// Rows that are mostly zeros, as one-hot ones are: products of what is not 0 alone.      notation: docs/notation.md
//
// Sums have the order of matmul.ts and outer.ts, without the terms that are 0·w. These change no bit, but where w is
// infinite or NaN, which then does not reach the rows of x that are 0 there, and where all that is added up is −0. Whether
// a row of x counts as sparse depends on nothing but that row, so its results are the same alone and in a batch.

import { anyMatmul, placeOf, stepOf } from "./matmul";
import { madd } from "./simd";

// A row is sparse if at most one in eight elements is not 0, and no more than have room here.
const MOST: usize = 16;
const PLACES = memory.data(64, 16);
const DENSE: usize = usize.MAX_VALUE;
// Shorter rows are multiplied faster than they are looked through.
const SHORT: usize = 32;

/** How many elements of a row are not 0, and in PLACES which; DENSE if they are too many. Up to three more are read. */
function places(K: usize, x: usize): usize {
  const most = min(K >> 3, MOST);
  let count: usize = 0;
  for (let first: usize = 0; first < K; first += 4) {
    const inside: i32 = (1 << (<i32>min(K - first, 4))) - 1;
    let bits = i32x4.bitmask(f32x4.ne(v128.load(x + (first << 2)), f32x4.splat(0))) & inside;
    if (count + popcnt(bits) > most) return DENSE;
    while (bits) {
      store<u32>(PLACES + (count << 2), first + ctz(bits));
      count++;
      bits &= bits - 1;
    }
  }
  return count;
}

// y = init + x·W for rows of which any may be sparse; N is a multiple of 8, init one row. See anyMatmul.
export function matmulSparse(
  inStrips: bool,
  M: usize,
  K: usize,
  N: usize,
  x: usize,
  xStride: usize,
  packed: usize,
  init: usize,
  y: usize,
  yStride: usize,
): void {
  let dense: usize = K < SHORT ? M : 0;
  for (let m = dense; m < M; m++) {
    const count = places(K, x + dense * xStride);
    if (count === DENSE) {
      dense++;
      continue;
    }
    if (dense) anyMatmul(inStrips, dense, K, N, x, xStride, packed, init, 0, y, yStride);
    x += dense * xStride;
    y += dense * yStride;
    dense = 0;
    sparseRow(inStrips, count, K, N >> 3, x, packed, init, y);
    x += xStride;
    y += yStride;
  }
  if (dense) anyMatmul(inStrips, dense, K, N, x, xStride, packed, init, 0, y, yStride);
}

function sparseRow(
  inStrips: bool,
  count: usize,
  K: usize,
  panels: usize,
  x: usize,
  packed: usize,
  init: usize,
  y: usize,
): void {
  const last = PLACES + (count << 2);
  const striped = inStrips ? panels & ~3 : 0;
  for (let p: usize = 0; p < panels; p++) {
    const w = packed + placeOf(p, K, striped);
    const step = stepOf(p, striped);
    let a0 = v128.load(init);
    let a1 = v128.load(init, 16);
    for (let place: usize = PLACES; place < last; place += 4) {
      const k: usize = load<u32>(place);
      const b = v128.load32_splat(x + (k << 2));
      a0 = madd(b, v128.load(w + k * step), a0);
      a1 = madd(b, v128.load(w + k * step, 16), a1);
    }
    v128.store(y, a0);
    v128.store(y, a1, 16);
    init += 32;
    y += 32;
  }
}

/** Whether all rows are sparse. */
export function areSparse(M: usize, K: usize, x: usize, xStride: usize): bool {
  for (; M; M--) {
    if (places(K, x) === DENSE) return false;
    x += xStride;
  }
  return true;
}
