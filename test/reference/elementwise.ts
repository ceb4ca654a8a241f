// Elementwise operations as numpy defines them, in f64; `broadcast` walks operands by their strides.
import type * as tags from "../../src/wasm/tags.ts";

const truth = (claim: boolean) => (claim ? 1 : 0);

/** a − q·b with the sign of b. */
function modulo(a: number, b: number): number {
  const rest = a % b;
  return rest !== 0 && rest < 0 !== b < 0 ? rest + b : rest;
}

function floorDivide(a: number, b: number): number {
  if (b === 0) return a / b;
  const quotient = Math.round((a - (a % b)) / b);
  const rest = a % b;
  return rest !== 0 && rest < 0 !== b < 0 ? quotient - 1 : quotient;
}

/** As C has it: ECMAScript makes NaN of 1 to the power of NaN and of ±1 to the power of ±∞. */
function power(a: number, b: number): number {
  if (a === 1 || (a === -1 && Math.abs(b) === Number.POSITIVE_INFINITY)) return 1;
  return a ** b;
}

/** What each tag, by its name, of `binary` computes. */
export const binary = {
  ADD: (a, b) => a + b,
  SUBTRACT: (a, b) => a - b,
  MULTIPLY: (a, b) => a * b,
  DIVIDE: (a, b) => a / b,
  POWER: power,
  MAXIMUM: Math.max,
  MINIMUM: Math.min,
  EQUAL: (a, b) => truth(a === b),
  NOT_EQUAL: (a, b) => truth(a !== b),
  GREATER: (a, b) => truth(a > b),
  GREATER_EQUAL: (a, b) => truth(a >= b),
  LESS: (a, b) => truth(a < b),
  LESS_EQUAL: (a, b) => truth(a <= b),
  LOGICAL_AND: (a, b) => truth(a !== 0 && b !== 0),
  LOGICAL_OR: (a, b) => truth(a !== 0 || b !== 0),
  FLOOR_DIVIDE: floorDivide,
  MODULO: modulo,
} satisfies Readonly<Partial<Record<keyof typeof tags, (a: number, b: number) => number>>>;

/** The offset of every element of `shape`, in row-major order, in a tensor with these strides. */
export function offsets(shape: readonly number[], strides: readonly number[]): number[] {
  let all = [0];
  shape.forEach((size, axis) => {
    all = all.flatMap((offset) => Array.from({ length: size }, (_, i) => offset + i * strides[axis]!));
  });
  return all;
}

/** `f` of the elements of each operand, broadcast over `shape` by its strides. */
export function broadcast(
  f: (...values: number[]) => number,
  shape: readonly number[],
  ...operands: { data: ArrayLike<number>; strides: readonly number[] }[]
): number[] {
  const columns = operands.map(({ data, strides }) => offsets(shape, strides).map((offset) => data[offset]!));
  return offsets(shape, [0, 0, 0, 0]).map((_, i) => f(...columns.map((column) => column[i]!)));
}
