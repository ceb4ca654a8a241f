// Many rows by one panel of weights, four at a time; matmul.ts says what a panel is.

import { madd } from "./simd";

/** y[m, 0 … 8) = init[m] + x[m]·panel for M rows, a multiple of 4. */
export function tileRows(
  M: usize,
  K: usize,
  x: usize,
  xStride: usize,
  w: usize,
  init: usize,
  initStride: usize,
  y: usize,
  yStride: usize,
): void {
  for (let m: usize = 0; m < M; m += 4) {
    tile4(K, x, xStride, w, init, initStride, y, yStride);
    x += xStride << 2;
    init += initStride << 2;
    y += yStride << 2;
  }
}

// Four rows by one panel: 8 accumulators, 2 weights, 4 inputs; four k a turn, as what counts pointers and turns is a
// quarter of all instructions at one.
//
// `if (!x0) break` never breaks. V8 11 and 12 (Node 20, 22) load all operands of a basic block before they compute, and
// spill what 15 registers do not hold; the branch ends the block. Newer engines do not mind it.
function tile4(
  K: usize,
  x0: usize,
  xStride: usize,
  w: usize,
  init: usize,
  initStride: usize,
  y: usize,
  yStride: usize,
): void {
  let a00 = v128.load(init);
  let a01 = v128.load(init, 16);
  init += initStride;
  let a10 = v128.load(init);
  let a11 = v128.load(init, 16);
  init += initStride;
  let a20 = v128.load(init);
  let a21 = v128.load(init, 16);
  init += initStride;
  let a30 = v128.load(init);
  let a31 = v128.load(init, 16);
  let x1 = x0 + xStride;
  let x2 = x1 + xStride;
  let x3 = x2 + xStride;
  const end = w + (K << 5);
  const last = end - 96;
  while (w < last) {
    let w0 = v128.load(w);
    let w1 = v128.load(w, 16);
    let b0 = v128.load32_splat(x0);
    let b1 = v128.load32_splat(x1);
    let b2 = v128.load32_splat(x2);
    let b3 = v128.load32_splat(x3);
    a00 = madd(b0, w0, a00);
    a01 = madd(b0, w1, a01);
    a10 = madd(b1, w0, a10);
    a11 = madd(b1, w1, a11);
    a20 = madd(b2, w0, a20);
    a21 = madd(b2, w1, a21);
    a30 = madd(b3, w0, a30);
    a31 = madd(b3, w1, a31);
    if (!x0) break;
    w0 = v128.load(w, 32);
    w1 = v128.load(w, 48);
    b0 = v128.load32_splat(x0, 4);
    b1 = v128.load32_splat(x1, 4);
    b2 = v128.load32_splat(x2, 4);
    b3 = v128.load32_splat(x3, 4);
    a00 = madd(b0, w0, a00);
    a01 = madd(b0, w1, a01);
    a10 = madd(b1, w0, a10);
    a11 = madd(b1, w1, a11);
    a20 = madd(b2, w0, a20);
    a21 = madd(b2, w1, a21);
    a30 = madd(b3, w0, a30);
    a31 = madd(b3, w1, a31);
    if (!x1) break;
    w0 = v128.load(w, 64);
    w1 = v128.load(w, 80);
    b0 = v128.load32_splat(x0, 8);
    b1 = v128.load32_splat(x1, 8);
    b2 = v128.load32_splat(x2, 8);
    b3 = v128.load32_splat(x3, 8);
    a00 = madd(b0, w0, a00);
    a01 = madd(b0, w1, a01);
    a10 = madd(b1, w0, a10);
    a11 = madd(b1, w1, a11);
    a20 = madd(b2, w0, a20);
    a21 = madd(b2, w1, a21);
    a30 = madd(b3, w0, a30);
    a31 = madd(b3, w1, a31);
    if (!x2) break;
    w0 = v128.load(w, 96);
    w1 = v128.load(w, 112);
    b0 = v128.load32_splat(x0, 12);
    b1 = v128.load32_splat(x1, 12);
    b2 = v128.load32_splat(x2, 12);
    b3 = v128.load32_splat(x3, 12);
    a00 = madd(b0, w0, a00);
    a01 = madd(b0, w1, a01);
    a10 = madd(b1, w0, a10);
    a11 = madd(b1, w1, a11);
    a20 = madd(b2, w0, a20);
    a21 = madd(b2, w1, a21);
    a30 = madd(b3, w0, a30);
    a31 = madd(b3, w1, a31);
    x0 += 16;
    x1 += 16;
    x2 += 16;
    x3 += 16;
    w += 128;
  }
  while (w < end) {
    const w0 = v128.load(w);
    const w1 = v128.load(w, 16);
    const b0 = v128.load32_splat(x0);
    const b1 = v128.load32_splat(x1);
    const b2 = v128.load32_splat(x2);
    const b3 = v128.load32_splat(x3);
    a00 = madd(b0, w0, a00);
    a01 = madd(b0, w1, a01);
    a10 = madd(b1, w0, a10);
    a11 = madd(b1, w1, a11);
    a20 = madd(b2, w0, a20);
    a21 = madd(b2, w1, a21);
    a30 = madd(b3, w0, a30);
    a31 = madd(b3, w1, a31);
    x0 += 4;
    x1 += 4;
    x2 += 4;
    x3 += 4;
    w += 32;
  }
  v128.store(y, a00);
  v128.store(y, a01, 16);
  y += yStride;
  v128.store(y, a10);
  v128.store(y, a11, 16);
  y += yStride;
  v128.store(y, a20);
  v128.store(y, a21, 16);
  y += yStride;
  v128.store(y, a30);
  v128.store(y, a31, 16);
}
