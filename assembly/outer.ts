// Sums of outer products: the gradient of a weight.                           notation: docs/notation.md

import { copyRow } from "./copy";
import { madd } from "./simd";
import { areSparse } from "./sparse";

// Rows that are added at once, and what is copied of them: 8 columns of g, side by side and so in L1.
const ROWS: usize = 128;
const PANEL = memory.data(4096, 16);
// The last columns of dW when N is no multiple of 8: four rows of 8.
const EDGE = memory.data(128, 16);

// dW += xᵀ·g
// Reads x [M rows of K] and g [M rows of N], adds to dW [K rows of N]. Strides are in bytes; an x of stride 0 that is 1
// gives the sums of g's columns. Every element is one accumulator to which the rows are added in turn, so it has the
// same bits when some of them come in a later call.
export function addOuter(
  M: usize,
  K: usize,
  N: usize,
  x: usize,
  xStride: usize,
  g: usize,
  gStride: usize,
  dW: usize,
  dWStride: usize,
): void {
  while (M) {
    const most = min(M, ROWS);
    const rows = most > 3 ? most & ~3 : most;
    const whole: usize = rows < 4 || areSparse(rows, K, x, xStride) ? 0 : K & ~3;
    if (whole) addPanels(rows, whole, N, x, xStride, g, gStride, dW, dWStride);
    addRows(rows, K - whole, N, x + (whole << 2), xStride, g, gStride, dW + whole * dWStride, dWStride);
    x += rows * xStride;
    g += rows * gStride;
    M -= rows;
  }
}

// Row by row, for few rows or columns of x, or for what of many is not 0.
function addRows(
  M: usize,
  K: usize,
  N: usize,
  x: usize,
  xStride: usize,
  g: usize,
  gStride: usize,
  dW: usize,
  dWStride: usize,
): void {
  for (; M; M--) {
    for (let k: usize = 0; k < K; k++) {
      const at = x + (k << 2);
      if (!(k & 3) && !v128.any_true(v128.load(at))) k += 3;
      else if (load<f32>(at) !== 0) addProduct(N, at, g, dW + k * dWStride);
    }
    x += xStride;
    g += gStride;
  }
}

// y += x[0]·g
function addProduct(n: usize, x: usize, g: usize, y: usize): void {
  const b = v128.load32_splat(x);
  const whole = y + ((n & ~3) << 2);
  while (y < whole) {
    v128.store(y, madd(b, v128.load(g), v128.load(y)));
    g += 16;
    y += 16;
  }
  if (n & 3) {
    v128.store(EDGE, madd(b, v128.load(g), v128.load(y)));
    copyRow(<i32>(n & 3), EDGE, y);
  }
}

// Panels of g outside: one stays in L1 while all columns of x pass it. M and K are multiples of 4.
function addPanels(
  M: usize,
  K: usize,
  N: usize,
  x: usize,
  xStride: usize,
  g: usize,
  gStride: usize,
  dW: usize,
  dWStride: usize,
): void {
  for (let n: usize = 0; n < N; n += 8) {
    copyPanel(M, g + (n << 2), gStride);
    outerPanel(M, K, <i32>min(N - n, 8), x, xStride, dW + (n << 2), dWStride);
  }
}

// 8 columns of g, be they past its last.
function copyPanel(M: usize, g: usize, gStride: usize): void {
  const end = PANEL + (M << 5);
  for (let to: usize = PANEL; to < end; to += 32) {
    v128.store(to, v128.load(g));
    v128.store(to, v128.load(g, 16), 16);
    g += gStride;
  }
}

// All rows of a dW that is `columns` wide.
function outerPanel(M: usize, K: usize, columns: i32, x: usize, xStride: usize, dW: usize, dWStride: usize): void {
  const whole = columns === 8;
  for (let k: usize = 0; k < K; k += 4) {
    if (!whole) for (let j: usize = 0; j < 4; j++) copyRow(columns, dW + j * dWStride, EDGE + (j << 5));
    outer4(M, x, xStride, whole ? dW : EDGE, whole ? dWStride : 32);
    if (!whole) for (let j: usize = 0; j < 4; j++) copyRow(columns, EDGE + (j << 5), dW + j * dWStride);
    x += 16;
    dW += dWStride << 2;
  }
}

// Four rows of dW by the panel: 8 accumulators, 2 vectors of g, 4 of x; four rows a turn, with the branches of tile.ts.
function outer4(M: usize, x0: usize, xStride: usize, dW: usize, dWStride: usize): void {
  const dW1 = dW + dWStride;
  const dW2 = dW1 + dWStride;
  const dW3 = dW2 + dWStride;
  let a00 = v128.load(dW);
  let a01 = v128.load(dW, 16);
  let a10 = v128.load(dW1);
  let a11 = v128.load(dW1, 16);
  let a20 = v128.load(dW2);
  let a21 = v128.load(dW2, 16);
  let a30 = v128.load(dW3);
  let a31 = v128.load(dW3, 16);
  let x1 = x0 + xStride;
  let x2 = x1 + xStride;
  let x3 = x2 + xStride;
  const step = xStride << 2;
  let g = PANEL;
  const end = g + (M << 5);
  while (g < end) {
    let g0 = v128.load(g);
    let g1 = v128.load(g, 16);
    let b0 = v128.load32_splat(x0);
    let b1 = v128.load32_splat(x0, 4);
    let b2 = v128.load32_splat(x0, 8);
    let b3 = v128.load32_splat(x0, 12);
    a00 = madd(b0, g0, a00);
    a01 = madd(b0, g1, a01);
    a10 = madd(b1, g0, a10);
    a11 = madd(b1, g1, a11);
    a20 = madd(b2, g0, a20);
    a21 = madd(b2, g1, a21);
    a30 = madd(b3, g0, a30);
    a31 = madd(b3, g1, a31);
    if (!x0) break;
    g0 = v128.load(g, 32);
    g1 = v128.load(g, 48);
    b0 = v128.load32_splat(x1);
    b1 = v128.load32_splat(x1, 4);
    b2 = v128.load32_splat(x1, 8);
    b3 = v128.load32_splat(x1, 12);
    a00 = madd(b0, g0, a00);
    a01 = madd(b0, g1, a01);
    a10 = madd(b1, g0, a10);
    a11 = madd(b1, g1, a11);
    a20 = madd(b2, g0, a20);
    a21 = madd(b2, g1, a21);
    a30 = madd(b3, g0, a30);
    a31 = madd(b3, g1, a31);
    if (!x1) break;
    g0 = v128.load(g, 64);
    g1 = v128.load(g, 80);
    b0 = v128.load32_splat(x2);
    b1 = v128.load32_splat(x2, 4);
    b2 = v128.load32_splat(x2, 8);
    b3 = v128.load32_splat(x2, 12);
    a00 = madd(b0, g0, a00);
    a01 = madd(b0, g1, a01);
    a10 = madd(b1, g0, a10);
    a11 = madd(b1, g1, a11);
    a20 = madd(b2, g0, a20);
    a21 = madd(b2, g1, a21);
    a30 = madd(b3, g0, a30);
    a31 = madd(b3, g1, a31);
    if (!x2) break;
    g0 = v128.load(g, 96);
    g1 = v128.load(g, 112);
    b0 = v128.load32_splat(x3);
    b1 = v128.load32_splat(x3, 4);
    b2 = v128.load32_splat(x3, 8);
    b3 = v128.load32_splat(x3, 12);
    a00 = madd(b0, g0, a00);
    a01 = madd(b0, g1, a01);
    a10 = madd(b1, g0, a10);
    a11 = madd(b1, g1, a11);
    a20 = madd(b2, g0, a20);
    a21 = madd(b2, g1, a21);
    a30 = madd(b3, g0, a30);
    a31 = madd(b3, g1, a31);
    x0 += step;
    x1 += step;
    x2 += step;
    x3 += step;
    g += 128;
  }
  v128.store(dW, a00);
  v128.store(dW, a01, 16);
  v128.store(dW1, a10);
  v128.store(dW1, a11, 16);
  v128.store(dW2, a20);
  v128.store(dW2, a21, 16);
  v128.store(dW3, a30);
  v128.store(dW3, a31, 16);
}
