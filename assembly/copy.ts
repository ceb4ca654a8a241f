// Moving floats about.

import { stage } from "./tail";

// From this many bytes on, memory.copy's call into the engine costs less than a loop.
const LONG: usize = 256;

/** Copies n floats that lie side by side, x to y. */
export function copyRow(n: i32, x: usize, y: usize): void {
  const bytes = (<usize>n) << 2;
  if (bytes >= LONG) {
    memory.copy(y, x, bytes);
    return;
  }
  const end = x + (bytes & ~31);
  while (x < end) {
    v128.store(y, v128.load(x));
    v128.store(y, v128.load(x, 16), 16);
    x += 32;
    y += 32;
  }
  if (bytes & 16) {
    v128.store(y, v128.load(x));
    x += 16;
    y += 16;
  }
  stage(n & 3, x, 1, y);
}

/** Adds n floats that lie side by side, x to y. */
export function addRow(n: usize, x: usize, y: usize): void {
  const whole = x + ((n & ~3) << 2);
  while (x < whole) {
    v128.store(y, f32x4.add(v128.load(y), v128.load(x)));
    x += 16;
    y += 16;
  }
  const end = x + ((n & 3) << 2);
  while (x < end) {
    store<f32>(y, load<f32>(y) + load<f32>(x));
    x += 4;
    y += 4;
  }
}

// y[i, j, k, l] = x[i, j, k, l]
// Strides count floats; they may be 0 (repeat) or negative (reverse). x and y do not overlap.
// biome-ignore format: sizes, then one tensor a line
export function copy(
  n0: i32, n1: i32, n2: i32, n3: i32,
  x: usize, x0: i32, x1: i32, x2: i32, x3: i32,
  y: usize, y0: i32, y1: i32, y2: i32, y3: i32,
): void {
  for (let i = 0; i < n0; i++) {
    for (let j = 0; j < n1; j++) {
      for (let k = 0; k < n2; k++) {
        let from = x + ((i * x0 + j * x1 + k * x2) << 2);
        let to = y + ((i * y0 + j * y1 + k * y2) << 2);
        if (x3 === 1 && y3 === 1) {
          copyRow(n3, from, to);
        } else {
          for (let l = 0; l < n3; l++) {
            store<u32>(to, load<u32>(from));
            from += x3 << 2;
            to += y3 << 2;
          }
        }
      }
    }
  }
}

// y[i] = value[0]
export function fill(n: i32, value: usize, y: usize): void {
  const v = v128.load32_splat(value);
  const end = y + ((n & ~3) << 2);
  while (y < end) {
    v128.store(y, v);
    y += 16;
  }
  stage(n & 3, value, 0, y);
}
