// Random numbers that depend on nothing but a seed and two counters, so that every engine draws the same ones.

import { log, sine } from "./math";
import { stage } from "./tail";

// Wellons' lowbias32 (public domain), a mixing of 32 bits; its bias is 0.17, where 0 is a perfect one.
const MIX = memory.data<u32>([0x7feb352d, 0x846ca68b], 16);
const NOT_COUNT = memory.data<i32>([0, -1, 0, -1], 16);
const FIRST = memory.data<u32>([0, 1, 2, 3], 16);
const TO_UNIT = memory.data<f32>([5.9604644775390625e-8], 16);
const LANES = memory.data(16, 16);

function mix(a: v128): v128 {
  a = i32x4.mul(v128.xor(a, i32x4.shr_u(a, 16)), v128.load32_splat(MIX));
  a = i32x4.mul(v128.xor(a, i32x4.shr_u(a, 15)), v128.load32_splat(MIX, 4));
  return v128.xor(a, i32x4.shr_u(a, 16));
}

/** 0 to 1 − 2⁻²⁴, of 32 random bits. */
function unit(bits: v128): v128 {
  return f32x4.mul(f32x4.convert_i32x4_s(i32x4.shr_u(bits, 8)), v128.load32_splat(TO_UNIT));
}

// Numbers of [0, 1): u[i] = mix(mix(i + mix(seed)) ⊕ mix(~count)) / 2³², its first 24 bits
// Reads (seed, count) at `state`, integers from 0 to 2²⁴ − 1 as floats; writes y [n].
export function uniform(n: usize, state: usize, y: usize): void {
  draw(n, state, y, false);
}

// Numbers of the standard normal distribution: √(−2·ln(1 − u))·cos 2πv, v as u with mix(~count) complemented; Box and
// Muller 1958. Reads and writes what `uniform` does.
export function normal(n: usize, state: usize, y: usize): void {
  draw(n, state, y, true);
}

function draw(n: usize, state: usize, y: usize, isNormal: bool): void {
  const keys = mix(v128.xor(i32x4.trunc_sat_f32x4_u(v128.load64_splat(state)), v128.load(NOT_COUNT)));
  const seed = v128.shuffle<i32>(keys, keys, 0, 0, 0, 0);
  const count = v128.shuffle<i32>(keys, keys, 1, 1, 1, 1);
  let at = i32x4.add(v128.load(FIRST), seed);
  const whole = y + ((n & ~3) << 2);
  for (;;) {
    const bits = mix(at);
    let drawn = unit(mix(v128.xor(bits, count)));
    if (isNormal) {
      const square = f32x4.mul(log(f32x4.sub(f32x4.splat(1), drawn)), f32x4.splat(-2));
      const angle = f32x4.mul(unit(mix(v128.xor(bits, v128.not(count)))), f32x4.splat(6.2831855));
      drawn = f32x4.mul(f32x4.sqrt(square), sine(angle, 1));
    }
    if (y == whole) {
      v128.store(LANES, drawn);
      break;
    }
    v128.store(y, drawn);
    at = i32x4.add(at, i32x4.splat(4));
    y += 16;
  }
  stage(<i32>(n & 3), LANES, 1, y);
}
