// One row by panels of weights, or by strips; matmul.ts says what they are.

import { madd } from "./simd";

/** y = init + x·W over so many panels: three at a time, and none alone that need not be. */
export function row(K: usize, panels: usize, x: usize, w: usize, init: usize, y: usize): void {
  const panel = K << 5;
  while (panels > 4 || panels === 3) {
    row3(K, x, w, init, y);
    w += panel * 3;
    init += 96;
    y += 96;
    panels -= 3;
  }
  while (panels > 1) {
    row2(K, x, w, init, y);
    w += panel << 1;
    init += 64;
    y += 64;
    panels -= 2;
  }
  if (panels) row1(K, x, w, init, y);
}

/**
 * y = init + x·W over a strip: 8 accumulators, two k a turn. An odd k goes first: with another loop or an `if` behind this
 * one, V8 11 and 12 (Node 20, 22) keep accumulators in memory, and take twice as long.
 */
export function strip(K: usize, x: usize, w: usize, init: usize, y: usize): void {
  let a0 = v128.load(init);
  let a1 = v128.load(init, 16);
  let a2 = v128.load(init, 32);
  let a3 = v128.load(init, 48);
  let a4 = v128.load(init, 64);
  let a5 = v128.load(init, 80);
  let a6 = v128.load(init, 96);
  let a7 = v128.load(init, 112);
  let b: v128;
  const end = x + (K << 2);
  if (K & 1) {
    b = v128.load32_splat(x);
    a0 = madd(b, v128.load(w), a0);
    a1 = madd(b, v128.load(w, 16), a1);
    a2 = madd(b, v128.load(w, 32), a2);
    a3 = madd(b, v128.load(w, 48), a3);
    a4 = madd(b, v128.load(w, 64), a4);
    a5 = madd(b, v128.load(w, 80), a5);
    a6 = madd(b, v128.load(w, 96), a6);
    a7 = madd(b, v128.load(w, 112), a7);
    x += 4;
    w += 128;
  }
  while (x < end) {
    b = v128.load32_splat(x);
    a0 = madd(b, v128.load(w), a0);
    a1 = madd(b, v128.load(w, 16), a1);
    a2 = madd(b, v128.load(w, 32), a2);
    a3 = madd(b, v128.load(w, 48), a3);
    a4 = madd(b, v128.load(w, 64), a4);
    a5 = madd(b, v128.load(w, 80), a5);
    a6 = madd(b, v128.load(w, 96), a6);
    a7 = madd(b, v128.load(w, 112), a7);
    b = v128.load32_splat(x, 4);
    a0 = madd(b, v128.load(w, 128), a0);
    a1 = madd(b, v128.load(w, 144), a1);
    a2 = madd(b, v128.load(w, 160), a2);
    a3 = madd(b, v128.load(w, 176), a3);
    a4 = madd(b, v128.load(w, 192), a4);
    a5 = madd(b, v128.load(w, 208), a5);
    a6 = madd(b, v128.load(w, 224), a6);
    a7 = madd(b, v128.load(w, 240), a7);
    x += 8;
    w += 256;
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
