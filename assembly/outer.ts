// Sums of outer products: the gradient of a weight.                           notation: docs/notation.md

import { copyRow } from "./copy";
import { madd } from "./simd";

// Rows that are added at once, and what is copied of them: 8 columns of g, side by side and so in L1.
const ROWS: usize = 128;
const PANEL = memory.data(4096, 16);
// The last columns of dW when N is no multiple of 8: four rows of 8.
const EDGE = memory.data(128, 16);

// dW += xᵀ·g
// Reads x [M rows of K] and g [M rows of N], adds to dW [K rows of N]. Strides are in bytes; an x of stride 0 that is 1
// gives the sums of g's columns. Every element is one accumulator to which the rows are added in turn, so it has the
// same bits when some of them come in a later call.
// Panels of g outside: one stays in L1 while all columns of x pass it.
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
    const rows = min(M, ROWS);
    for (let n: usize = 0; n < N; n += 8) {
      copyPanel(rows, g + (n << 2), gStride);
      outerPanel(rows, K, <i32>min(N - n, 8), x, xStride, dW + (n << 2), dWStride);
    }
    x += rows * xStride;
    g += rows * gStride;
    M -= rows;
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
  while (K) {
    const rows: usize = K > 3 ? 4 : 1;
    const whole = columns === 8;
    const y = whole ? dW : EDGE;
    const yStride = whole ? dWStride : 32;
    if (!whole) for (let k: usize = 0; k < rows; k++) copyRow(columns, dW + k * dWStride, EDGE + (k << 5));
    if (rows > 1) outer4(M, x, xStride, y, yStride);
    else outer1(M, x, xStride, y);
    if (!whole) for (let k: usize = 0; k < rows; k++) copyRow(columns, EDGE + (k << 5), dW + k * dWStride);
    x += rows << 2;
    dW += rows * dWStride;
    K -= rows;
  }
}

// Four rows of dW by the panel. The branch is that of matmul.ts, tile4.
function outer4(M: usize, x: usize, xStride: usize, dW: usize, dWStride: usize): void {
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
  let g = PANEL;
  const end = g + (M << 5);
  while (g < end) {
    const g0 = v128.load(g);
    const g1 = v128.load(g, 16);
    const x0 = v128.load32_splat(x);
    a00 = madd(x0, g0, a00);
    a01 = madd(x0, g1, a01);
    const x1 = v128.load32_splat(x, 4);
    a10 = madd(x1, g0, a10);
    a11 = madd(x1, g1, a11);
    if (!x) break;
    const x2 = v128.load32_splat(x, 8);
    a20 = madd(x2, g0, a20);
    a21 = madd(x2, g1, a21);
    const x3 = v128.load32_splat(x, 12);
    a30 = madd(x3, g0, a30);
    a31 = madd(x3, g1, a31);
    x += xStride;
    g += 32;
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

function outer1(M: usize, x: usize, xStride: usize, dW: usize): void {
  let a0 = v128.load(dW);
  let a1 = v128.load(dW, 16);
  let g = PANEL;
  const end = g + (M << 5);
  while (g < end) {
    const x0 = v128.load32_splat(x);
    a0 = madd(x0, v128.load(g), a0);
    a1 = madd(x0, v128.load(g, 16), a1);
    x += xStride;
    g += 32;
  }
  v128.store(dW, a0);
  v128.store(dW, a1, 16);
}
