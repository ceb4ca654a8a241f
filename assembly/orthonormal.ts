// Rows made orthonormal, each in the span of itself and those before it: the Q of a QR decomposition whose R has a positive
// diagonal. Gram–Schmidt in its modified form, twice: what rounding leaves of earlier rows the first time, in proportion to
// the condition of the rows, is gone the second time (Giraud, Langou & Rozložník 2005).

import { madd, sumLanes } from "./simd";

// Q·Qᵀ = 1
// Reads and writes x [rows, stride / 4], rows of whole vectors, no more of them than numbers that are not 0 in each; the four
// rows of zeros that must follow stay zeros. stride in bytes.
export function orthonormalize(rows: usize, stride: usize, x: usize): void {
  const four = stride << 2;
  const end = x + rows * stride;
  for (let pass = 0; pass < 2; pass++) {
    for (let y = x; y < end; y += four) {
      for (let u = x; u < y; u += stride << 1) project(stride, u, u + stride, y);
      for (let u = y; u < min(y + four, end); u += stride) {
        normalize(stride, u);
        project(stride, u, end + four - stride, u + stride);
      }
    }
  }
}

/** Takes from the four rows at y their parts along the rows u and v, of length 1 or 0 and orthogonal to each other. */
function project(stride: usize, u: usize, v: usize, y: usize): void {
  let a0 = f32x4.splat(0);
  let a1 = a0;
  let a2 = a0;
  let a3 = a0;
  let b0 = a0;
  let b1 = a0;
  let b2 = a0;
  let b3 = a0;
  for (let k: usize = 0; k < stride; k += 16) {
    const a = v128.load(u + k);
    const b = v128.load(v + k);
    let row = y + k;
    let c = v128.load(row);
    a0 = madd(a, c, a0);
    b0 = madd(b, c, b0);
    row += stride;
    c = v128.load(row);
    a1 = madd(a, c, a1);
    b1 = madd(b, c, b1);
    row += stride;
    c = v128.load(row);
    a2 = madd(a, c, a2);
    b2 = madd(b, c, b2);
    row += stride;
    c = v128.load(row);
    a3 = madd(a, c, a3);
    b3 = madd(b, c, b3);
  }
  subtract(stride, u, v, y, a0, b0);
  subtract(stride, u, v, y + stride, a1, b1);
  subtract(stride, u, v, y + (stride << 1), a2, b2);
  subtract(stride, u, v, y + stride * 3, a3, b3);
}

/** Takes from the row y so many times u and v as the lanes of a and b add up to. */
function subtract(stride: usize, u: usize, v: usize, y: usize, a: v128, b: v128): void {
  const alongU = f32x4.splat(-sumLanes(a));
  const alongV = f32x4.splat(-sumLanes(b));
  for (let k: usize = 0; k < stride; k += 16) {
    v128.store(y + k, madd(alongV, v128.load(v + k), madd(alongU, v128.load(u + k), v128.load(y + k))));
  }
}

function normalize(stride: usize, u: usize): void {
  const end = u + stride;
  let squares = f32x4.splat(0);
  for (let at = u; at < end; at += 16) squares = madd(v128.load(at), v128.load(at), squares);
  const length = f32x4.splat(sqrt(sumLanes(squares)));
  for (; u < end; u += 16) v128.store(u, f32x4.div(v128.load(u), length));
}
