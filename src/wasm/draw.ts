/**
 * Numbers for weights, drawn by kernels: tens of thousands are wanted before the engine has compiled any loop.
 *
 * @module
 */
import { wasm } from "./load.ts";
import { allocate, release } from "./memory.ts";

// The kernels take a seed and a count, two integers below 2²⁴. Masks of dropout count from 0, weights from the middle on: by
// the upper 8 of a seed's 32 bits, and by 2⁸ for each turn.
const SEED_BITS = 24;
const FIRST_COUNT = 2 ** 23;

/** The first n numbers of a seed, even in [0, 1) or standard normal; each turn, below 2¹⁵, has others. */
export function draw(distribution: "uniform" | "normal", n: number, seed: number, turn = 0): Float32Array {
  return lend(n * 4, (address) => {
    drawAt(address, distribution, n, seed, turn);
    return wasm().f32.slice(address >>> 2, (address >>> 2) + n);
  });
}

/** So many orthonormal vectors of `length` numbers, one after the other, in directions of equal likelihood. */
export function drawOrthonormal(count: number, length: number, seed: number): Float32Array {
  // Rows of whole vectors, and the four rows of zeros behind them that the kernel wants.
  const width = (length + 3) & ~3;
  return lend((count + 4) * width * 4, (address) => {
    drawAt(address, "normal", count * width, seed, 0);
    const rows = wasm().f32.subarray(address >>> 2, (address >>> 2) + count * width);
    for (let row = 0; row < count; row++) rows.fill(0, row * width + length, (row + 1) * width);
    wasm().exports.orthonormalize(count, width * 4, address);
    const vectors = new Float32Array(count * length);
    for (let row = 0; row < count; row++) {
      vectors.set(rows.subarray(row * width, row * width + length), row * length);
    }
    return vectors;
  });
}

function drawAt(address: number, distribution: "uniform" | "normal", n: number, seed: number, turn: number): void {
  const count = FIRST_COUNT + (turn << 8) + (seed >>> SEED_BITS);
  lend(8, (state) => {
    wasm().f32.set([seed & (2 ** SEED_BITS - 1), count], state >>> 2);
    wasm().exports[distribution](n, state, address);
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
