// Elementwise operations as numpy defines them, in f64; `broadcast` walks operands by their strides.
import * as tags from "../../src/wasm/tags.ts";

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

/** What each tag of `binary` computes. */
export const binary: Readonly<Record<number, (a: number, b: number) => number>> = {
  [tags.ADD]: (a, b) => a + b,
  [tags.SUBTRACT]: (a, b) => a - b,
  [tags.MULTIPLY]: (a, b) => a * b,
  [tags.DIVIDE]: (a, b) => a / b,
  [tags.POWER]: power,
  [tags.MAXIMUM]: Math.max,
  [tags.MINIMUM]: Math.min,
  [tags.EQUAL]: (a, b) => truth(a === b),
  [tags.NOT_EQUAL]: (a, b) => truth(a !== b),
  [tags.GREATER]: (a, b) => truth(a > b),
  [tags.GREATER_EQUAL]: (a, b) => truth(a >= b),
  [tags.LESS]: (a, b) => truth(a < b),
  [tags.LESS_EQUAL]: (a, b) => truth(a <= b),
  [tags.LOGICAL_AND]: (a, b) => truth(a !== 0 && b !== 0),
  [tags.LOGICAL_OR]: (a, b) => truth(a !== 0 || b !== 0),
  [tags.FLOOR_DIVIDE]: floorDivide,
  [tags.MODULO]: modulo,
};

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
