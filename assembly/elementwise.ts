// Functions of two or three operands, element by element.

import {
  ADD,
  DIVIDE,
  EQUAL,
  FLOOR_DIVIDE,
  GREATER,
  GREATER_EQUAL,
  LESS,
  LESS_EQUAL,
  LOGICAL_AND,
  LOGICAL_OR,
  MAXIMUM,
  MINIMUM,
  MODULO,
  MULTIPLY,
  NOT_EQUAL,
  POWER,
  SUBTRACT,
} from "../src/wasm/tags";
import { floorDivide, modulo, pow } from "./scalar";
import { stage } from "./tail";

// Four lanes of each operand and of the result, for what is not a whole vector; see tail.ts.
const LANES_A = memory.data(16, 16);
const LANES_B = memory.data(16, 16);
const LANES_Y = memory.data(16, 16);

class Add {}
class Subtract {}
class Multiply {}
class Divide {}
class Maximum {}
class Minimum {}
class Equal {}
class NotEqual {}
class Greater {}
class GreaterEqual {}
class LogicalAnd {}
class LogicalOr {}
class Power {}
class FloorDivide {}
class Modulo {}

function truth(mask: v128): v128 {
  return v128.and(mask, f32x4.splat(1));
}

function nonzero(x: v128): v128 {
  return f32x4.ne(x, f32x4.splat(0));
}

// Maximum and minimum keep NaN, as numpy's do.
// biome-ignore format: one case a line
function combine<Op>(a: v128, b: v128): v128 {
  if (idof<Op>() === idof<Add>()) return f32x4.add(a, b);
  if (idof<Op>() === idof<Subtract>()) return f32x4.sub(a, b);
  if (idof<Op>() === idof<Multiply>()) return f32x4.mul(a, b);
  if (idof<Op>() === idof<Divide>()) return f32x4.div(a, b);
  if (idof<Op>() === idof<Maximum>()) return f32x4.max(a, b);
  if (idof<Op>() === idof<Minimum>()) return f32x4.min(a, b);
  if (idof<Op>() === idof<Equal>()) return truth(f32x4.eq(a, b));
  if (idof<Op>() === idof<NotEqual>()) return truth(f32x4.ne(a, b));
  if (idof<Op>() === idof<Greater>()) return truth(f32x4.gt(a, b));
  if (idof<Op>() === idof<GreaterEqual>()) return truth(f32x4.ge(a, b));
  if (idof<Op>() === idof<LogicalAnd>()) return truth(v128.and(nonzero(a), nonzero(b)));
  if (idof<Op>() === idof<LogicalOr>()) return truth(v128.or(nonzero(a), nonzero(b)));
  ERROR("combine: no case for this type");
}

function combineScalars<Op>(a: f32, b: f32): f32 {
  if (idof<Op>() === idof<Power>()) return pow(a, b);
  if (idof<Op>() === idof<FloorDivide>()) return floorDivide(a, b);
  if (idof<Op>() === idof<Modulo>()) return modulo(a, b);
  ERROR("combineScalars: no case for this type");
}

// y = a ∘ b over `groups` whole vectors. After each, a and b move by their steps: 16 bytes, or 0 when they hold the
// same vector for the whole row.
function zip<Op>(groups: i32, a: usize, aStep: i32, b: usize, bStep: i32, y: usize): void {
  const end = y + (groups << 4);
  while (y < end) {
    v128.store(y, combine<Op>(v128.load(a), v128.load(b)));
    a += aStep;
    b += bStep;
    y += 16;
  }
}

// The same for what has no short vector form: one element at a time.
function zipScalars<Op>(groups: i32, a: usize, aStep: i32, b: usize, bStep: i32, y: usize): void {
  const end = y + (groups << 4);
  while (y < end) {
    store<f32>(y, combineScalars<Op>(load<f32>(a), load<f32>(b)));
    a += aStep >> 2;
    b += bStep >> 2;
    y += 4;
  }
}

// biome-ignore format: one case a line
function zipOf(tag: i32, groups: i32, a: usize, aStep: i32, b: usize, bStep: i32, y: usize): void {
  switch (tag) {
    case ADD: zip<Add>(groups, a, aStep, b, bStep, y); break;
    case SUBTRACT: zip<Subtract>(groups, a, aStep, b, bStep, y); break;
    case MULTIPLY: zip<Multiply>(groups, a, aStep, b, bStep, y); break;
    case DIVIDE: zip<Divide>(groups, a, aStep, b, bStep, y); break;
    case POWER: zipScalars<Power>(groups, a, aStep, b, bStep, y); break;
    case MAXIMUM: zip<Maximum>(groups, a, aStep, b, bStep, y); break;
    case MINIMUM: zip<Minimum>(groups, a, aStep, b, bStep, y); break;
    case EQUAL: zip<Equal>(groups, a, aStep, b, bStep, y); break;
    case NOT_EQUAL: zip<NotEqual>(groups, a, aStep, b, bStep, y); break;
    case GREATER: zip<Greater>(groups, a, aStep, b, bStep, y); break;
    case GREATER_EQUAL: zip<GreaterEqual>(groups, a, aStep, b, bStep, y); break;
    case LESS: zipOf(GREATER, groups, b, bStep, a, aStep, y); break;
    case LESS_EQUAL: zipOf(GREATER_EQUAL, groups, b, bStep, a, aStep, y); break;
    case LOGICAL_AND: zip<LogicalAnd>(groups, a, aStep, b, bStep, y); break;
    case LOGICAL_OR: zip<LogicalOr>(groups, a, aStep, b, bStep, y); break;
    case FLOOR_DIVIDE: zipScalars<FloorDivide>(groups, a, aStep, b, bStep, y); break;
    case MODULO: zipScalars<Modulo>(groups, a, aStep, b, bStep, y); break;
    default: unreachable();
  }
}

// The address to read a row from: the row itself when it is contiguous, or one vector of its only value.
function source(a: usize, stride: i32, lanes: usize): usize {
  if (stride) return a;
  v128.store(lanes, v128.load32_splat(a));
  return lanes;
}

export function binaryRow(tag: i32, n: i32, a: usize, aStride: i32, b: usize, bStride: i32, y: usize): void {
  let done = 0;
  if (<u32>aStride <= 1 && <u32>bStride <= 1 && n >= 4) {
    zipOf(tag, n >> 2, source(a, aStride, LANES_A), aStride << 4, source(b, bStride, LANES_B), bStride << 4, y);
    done = n & ~3;
  }
  for (; done < n; done += 4) {
    const count = min(4, n - done);
    stage(count, a + ((done * aStride) << 2), aStride, LANES_A);
    stage(count, b + ((done * bStride) << 2), bStride, LANES_B);
    zipOf(tag, 1, LANES_A, 16, LANES_B, 16, LANES_Y);
    stage(count, LANES_Y, 1, y + (done << 2));
  }
}

// y[i, j, k, l] = a[i, j, k, l] ∘ b[i, j, k, l]
// Strides of a and b count floats, 0 repeats; y is dense and may be a or b where that is dense too. Truth is 1 or 0.
// Rows whose strides are 0 or 1 take the vector loop: the caller merges dimensions, so that rows are long.
// biome-ignore format: sizes, then one tensor a line
export function binary(
  tag: i32, n0: i32, n1: i32, n2: i32, n3: i32,
  a: usize, a0: i32, a1: i32, a2: i32, a3: i32,
  b: usize, b0: i32, b1: i32, b2: i32, b3: i32,
  y: usize,
): void {
  for (let i = 0; i < n0; i++) {
    for (let j = 0; j < n1; j++) {
      for (let k = 0; k < n2; k++) {
        const aRow = a + ((i * a0 + j * a1 + k * a2) << 2);
        const bRow = b + ((i * b0 + j * b1 + k * b2) << 2);
        binaryRow(tag, n3, aRow, a3, bRow, b3, y);
        y += n3 << 2;
      }
    }
  }
}

// y[i, j, k, l] = c[i, j, k, l] ≠ 0 ? a[i, j, k, l] : b[i, j, k, l]
// Strides as in binary. What is not chosen may be NaN.
// biome-ignore format: sizes, then one tensor a line
export function where(
  n0: i32, n1: i32, n2: i32, n3: i32,
  c: usize, c0: i32, c1: i32, c2: i32, c3: i32,
  a: usize, a0: i32, a1: i32, a2: i32, a3: i32,
  b: usize, b0: i32, b1: i32, b2: i32, b3: i32,
  y: usize,
): void {
  for (let i = 0; i < n0; i++) {
    for (let j = 0; j < n1; j++) {
      for (let k = 0; k < n2; k++) {
        const cRow = c + ((i * c0 + j * c1 + k * c2) << 2);
        const aRow = a + ((i * a0 + j * a1 + k * a2) << 2);
        const bRow = b + ((i * b0 + j * b1 + k * b2) << 2);
        whereRow(n3, cRow, c3, aRow, a3, bRow, b3, y);
        y += n3 << 2;
      }
    }
  }
}

function whereRow(n: i32, c: usize, cStride: i32, a: usize, aStride: i32, b: usize, bStride: i32, y: usize): void {
  let done = 0;
  if (<u32>cStride <= 1 && <u32>aStride <= 1 && <u32>bStride <= 1) {
    const end = y + ((n & ~3) << 2);
    while (y < end) {
      const chosen = nonzero(vector(c, cStride));
      v128.store(y, v128.bitselect(vector(a, aStride), vector(b, bStride), chosen));
      c += cStride << 4;
      a += aStride << 4;
      b += bStride << 4;
      y += 16;
    }
    done = n & ~3;
  }
  for (; done < n; done++) {
    store<u32>(y, load<f32>(c) !== 0 ? load<u32>(a) : load<u32>(b));
    c += cStride << 2;
    a += aStride << 2;
    b += bStride << 2;
    y += 4;
  }
}

function vector(a: usize, stride: i32): v128 {
  return stride ? v128.load(a) : v128.load32_splat(a);
}
