// Derivatives of activations, written in their outputs.                       notation: docs/notation.md

import { HARD_TANH, RELU6 } from "../src/wasm/tags";
import { settled } from "./settled";

// φ' = p + q·y + r·y² where low < y < high, and 0 elsewhere.
// biome-ignore format: low, high, p, q, r
const TABLE = memory.data<f32>([
  -Infinity, Infinity, 1, 0, 0, // linear
  -Infinity, Infinity, 0, 1, -1, // sigmoid
  -Infinity, Infinity, 1, 0, -1, // tanh
  0, Infinity, 1, 0, 0, // relu
  0, 6, 1, 0, 0, // relu6
  -1, 1, 1, 0, 0, // hardTanh
  0, 1, 0.16666667, 0, 0, // hardSigmoid
], 16);

// dx = dy ⊙ φ'(y), in place of dy; whole vectors. One loop for all φ: it is a few hundredths of a backward pass.
export function slope(tag: i32, bytes: usize, y: usize, dy: usize): void {
  const entry = TABLE + (tag > RELU6 ? tag - HARD_TANH + RELU6 + 1 : tag) * 20;
  const low = v128.load32_splat(entry);
  const high = v128.load32_splat(entry, 4);
  const p = v128.load32_splat(entry, 8);
  const q = v128.load32_splat(entry, 12);
  const r = v128.load32_splat(entry, 16);
  const end = y + bytes;
  while (y < end) {
    const v = v128.load(y);
    const inside = f32x4.add(p, f32x4.mul(v, f32x4.add(q, f32x4.mul(v, r))));
    const outside = v128.or(f32x4.le(v, low), f32x4.ge(v, high));
    v128.store(dy, settled(f32x4.mul(settled(v128.load(dy)), v128.andnot(inside, outside))));
    y += 16;
    dy += 16;
  }
}
