// One row by panels of weights; matmul.ts says what a panel is.

import { madd } from "./simd";

/** y = init + x·W over so many whole panels: the more at a time the better, and none alone that need not be. */
export function row(K: usize, panels: usize, x: usize, w: usize, init: usize, y: usize): void {
  const panel = K << 5;
  while (panels > 5 || panels === 4) {
    row4(K, x, w, init, y);
    w += panel << 2;
    init += 128;
    y += 128;
    panels -= 4;
  }
  if (panels > 2) {
    row3(K, x, w, init, y);
    w += panel * 3;
    init += 96;
    y += 96;
    panels -= 3;
  }
  if (panels > 1) row2(K, x, w, init, y);
  else if (panels) row1(K, x, w, init, y);
}

// One row by four panels: 8 accumulators; six weights at most, and the inputs that they meet, in each block. Branches and
// turns are those of tile.ts.
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
  const last = end - 12;
  while (x < last) {
    let b = v128.load32_splat(x);
    a0 = madd(b, v128.load(w0), a0);
    a1 = madd(b, v128.load(w0, 16), a1);
    a2 = madd(b, v128.load(w1), a2);
    a3 = madd(b, v128.load(w1, 16), a3);
    a4 = madd(b, v128.load(w2), a4);
    a5 = madd(b, v128.load(w2, 16), a5);
    if (!w2) break;
    a6 = madd(b, v128.load(w3), a6);
    a7 = madd(b, v128.load(w3, 16), a7);
    b = v128.load32_splat(x, 4);
    a0 = madd(b, v128.load(w0, 32), a0);
    a1 = madd(b, v128.load(w0, 48), a1);
    a2 = madd(b, v128.load(w1, 32), a2);
    a3 = madd(b, v128.load(w1, 48), a3);
    if (!w1) break;
    a4 = madd(b, v128.load(w2, 32), a4);
    a5 = madd(b, v128.load(w2, 48), a5);
    a6 = madd(b, v128.load(w3, 32), a6);
    a7 = madd(b, v128.load(w3, 48), a7);
    b = v128.load32_splat(x, 8);
    a0 = madd(b, v128.load(w0, 64), a0);
    a1 = madd(b, v128.load(w0, 80), a1);
    if (!w0) break;
    a2 = madd(b, v128.load(w1, 64), a2);
    a3 = madd(b, v128.load(w1, 80), a3);
    a4 = madd(b, v128.load(w2, 64), a4);
    a5 = madd(b, v128.load(w2, 80), a5);
    a6 = madd(b, v128.load(w3, 64), a6);
    a7 = madd(b, v128.load(w3, 80), a7);
    if (!w3) break;
    b = v128.load32_splat(x, 12);
    a0 = madd(b, v128.load(w0, 96), a0);
    a1 = madd(b, v128.load(w0, 112), a1);
    a2 = madd(b, v128.load(w1, 96), a2);
    a3 = madd(b, v128.load(w1, 112), a3);
    a4 = madd(b, v128.load(w2, 96), a4);
    a5 = madd(b, v128.load(w2, 112), a5);
    if (!w2) break;
    a6 = madd(b, v128.load(w3, 96), a6);
    a7 = madd(b, v128.load(w3, 112), a7);
    x += 16;
    w0 += 128;
    w1 += 128;
    w2 += 128;
    w3 += 128;
  }
  while (x < end) {
    const b = v128.load32_splat(x);
    a0 = madd(b, v128.load(w0), a0);
    a1 = madd(b, v128.load(w0, 16), a1);
    a2 = madd(b, v128.load(w1), a2);
    a3 = madd(b, v128.load(w1, 16), a3);
    a4 = madd(b, v128.load(w2), a4);
    a5 = madd(b, v128.load(w2, 16), a5);
    if (!w2) break;
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

export function row1(K: usize, x: usize, w: usize, init: usize, y: usize): void {
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
