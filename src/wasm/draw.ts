/**
 * Numbers for weights, drawn by kernels: tens of thousands are wanted before the engine has compiled any loop.
 *
 * @module
 */
import { SEEDS } from "../random.ts";
import { wasm } from "./load.ts";
import { allocate, release } from "./memory.ts";
import { ADD, MULTIPLY } from "./tags.ts";

// The kernels take a seed and a count. Masks of dropout count from 0, weights from the middle on: by the upper 8 of a seed's
// 32 bits, and by 2⁸ for each turn.
const FIRST_COUNT = SEEDS / 2;

/** What numbers are like: even in [0, 1), or standard normal; then times `scale`, plus `shift`. */
interface Distribution {
  readonly of: "uniform" | "normal";
  readonly scale?: number;
  readonly shift?: number;
  /** Below 2¹⁵; each has other numbers. Defaults to 0. */
  readonly turn?: number;
}

/** The first n numbers of a seed. */
export function draw(n: number, seed: number, distribution: Distribution): Float32Array {
  return lend(n * 4, (address) => {
    const { of, turn = 0, scale = 1, shift = 0 } = distribution;
    drawAt(address, n, of, seed, turn);
    rescale(address, n, scale, shift);
    return wasm().f32.slice(address >>> 2, (address >>> 2) + n);
  });
}

/** So many orthogonal vectors of `length` numbers, one after the other: directions of equal likelihood, `scale` long. */
export function drawOrthogonal(count: number, length: number, seed: number, scale: number): Float32Array {
  // Rows of whole vectors, and the four rows of zeros behind them that the kernel wants.
  const width = (length + 3) & ~3;
  return lend((count + 4) * width * 4, (address) => {
    drawAt(address, count * width, "normal", seed, 0);
    const rows = wasm().f32.subarray(address >>> 2, (address >>> 2) + count * width);
    for (let row = 0; row < count; row++) rows.fill(0, row * width + length, (row + 1) * width);
    wasm().exports.orthonormalize(count, width * 4, address);
    rescale(address, count * width, scale, 0);
    const vectors = new Float32Array(count * length);
    for (let row = 0; row < count; row++) {
      const start = (address >>> 2) + row * width;
      vectors.set(wasm().f32.subarray(start, start + length), row * length);
    }
    return vectors;
  });
}

function drawAt(address: number, n: number, of: Distribution["of"], seed: number, turn: number): void {
  const bits = seed >>> 0;
  const count = FIRST_COUNT + (turn << 8) + Math.floor(bits / SEEDS);
  withNumbers([bits % SEEDS, count], (state) => wasm().exports[of](n, state, address));
}

/** Multiplies n numbers by one, and adds one to them. */
function rescale(address: number, n: number, scale: number, shift: number): void {
  withNumbers([scale, shift], (at) => {
    const { binary } = wasm().exports;
    binary(MULTIPLY, 1, 1, 1, n, address, 0, 0, 0, 1, at, 0, 0, 0, 0, address);
    binary(ADD, 1, 1, 1, n, address, 0, 0, 0, 1, at + 4, 0, 0, 0, 0, address);
  });
}

function withNumbers(numbers: readonly number[], use: (address: number) => void): void {
  lend(numbers.length * 4, (address) => {
    wasm().f32.set(numbers, address >>> 2);
    use(address);
  });
}

/** What `use` makes of so many bytes of linear memory, zeros at first. */
function lend<T>(bytes: number, use: (address: number) => T): T {
  const address = allocate(bytes);
  try {
    return use(address);
  } finally {
    release(address, bytes);
  }
}
