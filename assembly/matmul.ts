// Matrix products.                                                            notation: docs/notation.md
//
// Weights are packed once, in panels of 8 columns:
//
//   packed [G·⌈H/8⌉][K][8]      panel p of gate g holds columns 8p … 8p + 7 of that gate, zeros past its H columns
//
// One panel is read from front to back by all routines below, so one layout serves a single row and many.
//
// Every element of a product is one accumulator that starts from its init and adds x[k]·W[k, n] for k = 0, 1, 2, …
// in turn, whichever routine computes it. So in the base build a row has the same bits alone, in a batch of any size,
// and at any place in it.

import { flush, LANES, madd } from "./simd";

// The last columns of a product whose width is no multiple of 8: four rows of a panel, copied from here.
const EDGE = memory.data(128, 16);

// Below the smallest normal number; a denormal weight would slow every step down.
const SMALLEST_NORMAL = memory.data<f32>([1.17549435e-38], 16);

/** Columns rounded up to whole panels. */
export function padded(columns: usize): usize {
  return (columns + 7) & ~7;
}

/** weights [K, G·H] → packed [G·⌈H/8⌉][K][8]. Denormals become 0. */
export function pack(K: usize, G: usize, H: usize, weights: usize, packed: usize): void {
  const row = (G * H) << 2;
  for (let g: usize = 0; g < G; g++) {
    for (let first: usize = 0; first < H; first += 8) {
      packed = packPanel(K, min(H - first, 8), weights + ((g * H + first) << 2), row, 4, packed);
    }
  }
}

/** weights [K, G·H] → packed [G][⌈K/8⌉][H][8], for products of each gate's gradient with Wᵀ. Denormals become 0. */
export function packTransposed(K: usize, G: usize, H: usize, weights: usize, packed: usize): void {
  const row = (G * H) << 2;
  for (let g: usize = 0; g < G; g++) {
    for (let first: usize = 0; first < K; first += 8) {
      packed = packPanel(H, min(K - first, 8), weights + first * row + ((g * H) << 2), 4, row, packed);
    }
  }
}

// A panel of `rows` rows, zeros past its columns; element (k, j) lies at from + k·rowStride + j·columnStride. Returns its
// end.
function packPanel(
  rows: usize,
  columns: usize,
  from: usize,
  rowStride: usize,
  columnStride: usize,
  packed: usize,
): usize {
  const end = packed + (rows << 5);
  if (columns === 8 && columnStride === 4) {
    while (packed < end) {
      v128.store(packed, flush(v128.load(from), v128.load32_splat(SMALLEST_NORMAL)));
      v128.store(packed, flush(v128.load(from, 16), v128.load32_splat(SMALLEST_NORMAL)), 16);
      from += rowStride;
      packed += 32;
    }
    return end;
  }
  while (packed < end) {
    let at = from;
    for (let j: usize = 0; j < 8; j++) {
      const value: f32 = j < columns ? load<f32>(at) : 0;
      store<f32>(packed + (j << 2), abs(value) < load<f32>(SMALLEST_NORMAL) ? 0 : value);
      at += columnStride;
    }
    from += rowStride;
    packed += 32;
  }
  return end;
}

// y[m, 0 … N) = init[m] + x[m]·W
// Reads x [M rows of K], packed [⌈N/8⌉][K][8], and init [M rows of ⌈N/8⌉·8]; a stride of 0 repeats one row (a bias),
// init = y accumulates. Writes exactly N floats a row. Strides are in bytes.
// Panels outermost: a panel stays in L1 while all rows pass it.
export function matmul(
  M: usize,
  K: usize,
  N: usize,
  x: usize,
  xStride: usize,
  packed: usize,
  init: usize,
  initStride: usize,
  y: usize,
  yStride: usize,
): void {
  const tiled = M & ~3;
  const panel = K << 5;
  const whole = N >> 3;
  if (tiled) {
    for (let p: usize = 0; p < whole; p++) {
      const at = p << 5;
      tileRows(tiled, K, x, xStride, packed + p * panel, init + at, initStride, y + at, yStride);
    }
  }
  for (let m = tiled; m < M; m++) {
    row(K, whole, x + m * xStride, packed, init + m * initStride, y + m * yStride);
  }
  if (N & 7) {
    edge(M, K, N & 7, x, xStride, packed + whole * panel, init + (whole << 5), initStride, y + (whole << 5), yStride);
  }
}

// The product's last, narrower panel.
function edge(
  M: usize,
  K: usize,
  columns: usize,
  x: usize,
  xStride: usize,
  w: usize,
  init: usize,
  initStride: usize,
  y: usize,
  yStride: usize,
): void {
  for (let m: usize = 0; m < M; m++) {
    row1(K, x, w, init, EDGE);
    for (let j: usize = 0; j < columns; j++) store<f32>(y + (j << 2), load<f32>(EDGE + (j << 2)));
    x += xStride;
    init += initStride;
    y += yStride;
  }
}

function tileRows(
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

// Four rows by one panel: 8 accumulators, 2 weights, 4 inputs.
//
// `if (!x1) break` never breaks. V8 11 and 12 (Node 20, 22) load all operands of a basic block before they compute, and
// spill what 15 registers do not hold; the branch ends the block. It is worth 3 % here, and in row4 and row6 half of
// the time (bench: matmul · M1 K128 N384). Newer engines do not mind it.
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
    if (!x1) break;
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

// One row by all its whole panels: the more at a time the better, and none alone that need not be.
function row(K: usize, panels: usize, x: usize, w: usize, init: usize, y: usize): void {
  const panel = K << 5;
  while (panels > 11) {
    row6(K, x, w, init, y);
    w += panel * 6;
    init += 192;
    y += 192;
    panels -= 6;
  }
  while (panels > 6 || panels === 4) {
    row4(K, x, w, init, y);
    w += panel << 2;
    init += 128;
    y += 128;
    panels -= 4;
  }
  while (panels > 2) {
    row3(K, x, w, init, y);
    w += panel * 3;
    init += 96;
    y += 96;
    panels -= 3;
  }
  if (panels > 1) row2(K, x, w, init, y);
  else if (panels) row1(K, x, w, init, y);
}

// One row by six panels: 12 accumulators, 2 weights and 1 input in each block.
function row6(K: usize, x: usize, w0: usize, init: usize, y: usize): void {
  let a0 = v128.load(init);
  let a1 = v128.load(init, 16);
  let a2 = v128.load(init, 32);
  let a3 = v128.load(init, 48);
  let a4 = v128.load(init, 64);
  let a5 = v128.load(init, 80);
  let a6 = v128.load(init, 96);
  let a7 = v128.load(init, 112);
  let a8 = v128.load(init, 128);
  let a9 = v128.load(init, 144);
  let a10 = v128.load(init, 160);
  let a11 = v128.load(init, 176);
  let w1 = w0 + (K << 5);
  let w2 = w1 + (K << 5);
  let w3 = w2 + (K << 5);
  let w4 = w3 + (K << 5);
  let w5 = w4 + (K << 5);
  const end = x + (K << 2);
  while (x < end) {
    const b = v128.load32_splat(x);
    a0 = madd(b, v128.load(w0), a0);
    a1 = madd(b, v128.load(w0, 16), a1);
    if (!w0) break;
    a2 = madd(b, v128.load(w1), a2);
    a3 = madd(b, v128.load(w1, 16), a3);
    if (!w1) break;
    a4 = madd(b, v128.load(w2), a4);
    a5 = madd(b, v128.load(w2, 16), a5);
    if (!w2) break;
    a6 = madd(b, v128.load(w3), a6);
    a7 = madd(b, v128.load(w3, 16), a7);
    if (!w3) break;
    a8 = madd(b, v128.load(w4), a8);
    a9 = madd(b, v128.load(w4, 16), a9);
    if (!w4) break;
    a10 = madd(b, v128.load(w5), a10);
    a11 = madd(b, v128.load(w5, 16), a11);
    x += 4;
    w0 += 32;
    w1 += 32;
    w2 += 32;
    w3 += 32;
    w4 += 32;
    w5 += 32;
  }
  v128.store(y, a0);
  v128.store(y, a1, 16);
  v128.store(y, a2, 32);
  v128.store(y, a3, 48);
  v128.store(y, a4, 64);
  v128.store(y, a5, 80);
  v128.store(y, a6, 96);
  v128.store(y, a7, 112);
  v128.store(y, a8, 128);
  v128.store(y, a9, 144);
  v128.store(y, a10, 160);
  v128.store(y, a11, 176);
}

// One row by four panels: 8 accumulators, 4 weights and 1 input in each block.
function row4(K: usize, x: usize, w0: usize, init: usize, y: usize): void {
  let a0 = v128.load(init);
  let a1 = v128.load(init, 16);
  let a2 = v128.load(init, 32);
  let a3 = v128.load(init, 48);
  let a4 = v128.load(init, 64);
  let a5 = v128.load(init, 80);
  let a6 = v128.load(init, 96);
  let a7 = v128.load(init, 112);
  let w1 = w0 + (K << 5);
  let w2 = w1 + (K << 5);
  let w3 = w2 + (K << 5);
  const end = x + (K << 2);
  while (x < end) {
    const b = v128.load32_splat(x);
    a0 = madd(b, v128.load(w0), a0);
    a1 = madd(b, v128.load(w0, 16), a1);
    a2 = madd(b, v128.load(w1), a2);
    a3 = madd(b, v128.load(w1, 16), a3);
    if (!w1) break;
    a4 = madd(b, v128.load(w2), a4);
    a5 = madd(b, v128.load(w2, 16), a5);
    a6 = madd(b, v128.load(w3), a6);
    a7 = madd(b, v128.load(w3, 16), a7);
    x += 4;
    w0 += 32;
    w1 += 32;
    w2 += 32;
    w3 += 32;
  }
  v128.store(y, a0);
  v128.store(y, a1, 16);
  v128.store(y, a2, 32);
  v128.store(y, a3, 48);
  v128.store(y, a4, 64);
  v128.store(y, a5, 80);
  v128.store(y, a6, 96);
  v128.store(y, a7, 112);
}

function row3(K: usize, x: usize, w0: usize, init: usize, y: usize): void {
  let a0 = v128.load(init);
  let a1 = v128.load(init, 16);
  let a2 = v128.load(init, 32);
  let a3 = v128.load(init, 48);
  let a4 = v128.load(init, 64);
  let a5 = v128.load(init, 80);
  let w1 = w0 + (K << 5);
  let w2 = w1 + (K << 5);
  const end = x + (K << 2);
  while (x < end) {
    const b = v128.load32_splat(x);
    a0 = madd(b, v128.load(w0), a0);
    a1 = madd(b, v128.load(w0, 16), a1);
    a2 = madd(b, v128.load(w1), a2);
    a3 = madd(b, v128.load(w1, 16), a3);
    a4 = madd(b, v128.load(w2), a4);
    a5 = madd(b, v128.load(w2, 16), a5);
    x += 4;
    w0 += 32;
    w1 += 32;
    w2 += 32;
  }
  v128.store(y, a0);
  v128.store(y, a1, 16);
  v128.store(y, a2, 32);
  v128.store(y, a3, 48);
  v128.store(y, a4, 64);
  v128.store(y, a5, 80);
}

function row2(K: usize, x: usize, w0: usize, init: usize, y: usize): void {
  let a0 = v128.load(init);
  let a1 = v128.load(init, 16);
  let a2 = v128.load(init, 32);
  let a3 = v128.load(init, 48);
  let w1 = w0 + (K << 5);
  const end = x + (K << 2);
  while (x < end) {
    const b = v128.load32_splat(x);
    a0 = madd(b, v128.load(w0), a0);
    a1 = madd(b, v128.load(w0, 16), a1);
    a2 = madd(b, v128.load(w1), a2);
    a3 = madd(b, v128.load(w1, 16), a3);
    x += 4;
    w0 += 32;
    w1 += 32;
  }
  v128.store(y, a0);
  v128.store(y, a1, 16);
  v128.store(y, a2, 32);
  v128.store(y, a3, 48);
}

function row1(K: usize, x: usize, w: usize, init: usize, y: usize): void {
  let a0 = v128.load(init);
  let a1 = v128.load(init, 16);
  const end = x + (K << 2);
  while (x < end) {
    const b = v128.load32_splat(x);
    a0 = madd(b, v128.load(w), a0);
    a1 = madd(b, v128.load(w, 16), a1);
    x += 4;
    w += 32;
  }
  v128.store(y, a0);
  v128.store(y, a1, 16);
}

/** Bytes of scratch for `batchMatmul`: one packed b and a row of zeros. */
export function batchMatmulScratch(K: usize, N: usize): usize {
  return (padded(N) * (K + 1)) << 2;
}

// y[i] = a[i]·b[i], i = 0 … batch − 1
// Reads a [batch, M, K] and b [batch, K, N], or b [batch, N, K] when transposeB; writes y [batch, M, N].
export function batchMatmul(
  batch: usize,
  M: usize,
  K: usize,
  N: usize,
  transposeB: usize,
  a: usize,
  b: usize,
  y: usize,
  scratch: usize,
): void {
  const packed = scratch + (padded(N) << 2);
  for (let p = scratch; p < packed; p += LANES << 2) v128.store(p, f32x4.splat(0));
  for (let i: usize = 0; i < batch; i++) {
    if (transposeB) packTransposed(N, 1, K, b, packed);
    else pack(K, 1, N, b, packed);
    matmul(M, K, N, a, K << 2, packed, scratch, 0, y, N << 2);
    a += (M * K) << 2;
    b += (K * N) << 2;
    y += (M * N) << 2;
  }
}
