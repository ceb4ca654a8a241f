// Matrix products.                                                            notation: docs/notation.md
//
// Weights are packed once, in panels of 8 columns:
//
//   packed [G·⌈H/8⌉][K][8]      panel p of gate g holds columns 8p … 8p + 7 of that gate, zeros past its H columns
//
// A panel is read from front to back, by every four rows at once. Where there are fewer rows, row by row, it is faster to
// read four panels as one stream, a strip; panels left over follow:
//
//   strips [⌊P/4⌋][K][4][8]   panels [P mod 4][K][8]            P = G·⌈H/8⌉
//
// Every element of a product is one accumulator that starts from its init and adds x[k]·W[k, n] for k = 0, 1, 2, …
// in turn, whichever routine of tile.ts and row.ts computes it. So in the base build a row has the same bits alone, in a
// batch of any size, and at any place in it.

import { row, row1, strip } from "./row";
import { flush, LANES } from "./simd";
import { tileRows } from "./tile";

// The last columns of a product whose width is no multiple of 8: a panel's or a strip's, copied from here.
const EDGE = memory.data(128, 16);

// Below the smallest normal number; a denormal weight would slow every step down.
const SMALLEST_NORMAL = memory.data<f32>([1.17549435e-38], 16);

/** Columns rounded up to whole panels. */
export function padded(columns: usize): usize {
  return (columns + 7) & ~7;
}

/** weights [K, G·H] → packed [G·⌈H/8⌉][K][8]. Denormals become 0. */
export function pack(K: usize, G: usize, H: usize, weights: usize, packed: usize): void {
  packGates(K, G, H, weights, packed, 0);
}

/** weights [K, G·H] → packed, in strips as far as there are four panels. Denormals become 0. */
export function packStrips(K: usize, G: usize, H: usize, weights: usize, packed: usize): void {
  packGates(K, G, H, weights, packed, (G * (padded(H) >> 3)) & ~3);
}

// The first `striped` panels lie in strips.
function packGates(K: usize, G: usize, H: usize, weights: usize, packed: usize, striped: usize): void {
  let p: usize = 0;
  for (let g: usize = 0; g < G; g++) {
    for (let first: usize = 0; first < H; first += 8) {
      const from = weights + ((g * H + first) << 2);
      packPanel(K, min(H - first, 8), from, (G * H) << 2, 4, packed + placeOf(p, K, striped), stepOf(p, striped));
      p++;
    }
  }
}

/** Where panel p begins, behind the first, if so many lie in strips; and the bytes from row to row of it. */
export function placeOf(p: usize, K: usize, striped: usize): usize {
  return p < striped ? (((p & ~3) * K) << 5) + ((p & 3) << 5) : (p * K) << 5;
}

export function stepOf(p: usize, striped: usize): usize {
  return p < striped ? 128 : 32;
}

/** weights [K, G·H] → packed [G][⌈K/8⌉][H][8], for products of each gate's gradient with Wᵀ. Denormals become 0. */
export function packTransposed(K: usize, G: usize, H: usize, weights: usize, packed: usize): void {
  const row = (G * H) << 2;
  for (let g: usize = 0; g < G; g++) {
    for (let first: usize = 0; first < K; first += 8) {
      packed = packPanel(H, min(K - first, 8), weights + first * row + ((g * H) << 2), 4, row, packed, 32);
    }
  }
}

// A panel of `rows` rows, `step` bytes apart, zeros past its columns; element (k, j) lies at from + k·rowStride +
// j·columnStride. Returns its end.
function packPanel(
  rows: usize,
  columns: usize,
  from: usize,
  rowStride: usize,
  columnStride: usize,
  packed: usize,
  step: usize,
): usize {
  const end = packed + rows * step;
  if (columns === 8 && columnStride === 4) {
    while (packed < end) {
      v128.store(packed, flush(v128.load(from), v128.load32_splat(SMALLEST_NORMAL)));
      v128.store(packed, flush(v128.load(from, 16), v128.load32_splat(SMALLEST_NORMAL)), 16);
      from += rowStride;
      packed += step;
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
    packed += step;
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

// The same with weights in strips, row by row: faster than `matmul` for fewer than four.
export function stripMatmul(
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
  const end = ((N + 7) >> 3) << 5;
  // The last columns of a width that is no multiple of 8 go to EDGE first.
  const last = N & 7 ? (end - 1) & ~127 : end;
  for (let m: usize = 0; m < M; m++) {
    for (let at: usize = 0; at < end; at += 128) {
      const to = at < last ? y + at : EDGE;
      if (at + 128 <= end) strip(K, x, packed + K * at, init + at, to);
      else row(K, (end - at) >> 5, x, packed + K * at, init + at, to);
    }
    for (let j = last; j < N << 2; j += 4) store<f32>(y + j, load<f32>(EDGE + j - last));
    x += xStride;
    init += initStride;
    y += yStride;
  }
}

/** `stripMatmul` or `matmul`, as the weights are packed. */
export function anyMatmul(
  inStrips: bool,
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
  if (inStrips) stripMatmul(M, K, N, x, xStride, packed, init, initStride, y, yStride);
  else matmul(M, K, N, x, xStride, packed, init, initStride, y, yStride);
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
