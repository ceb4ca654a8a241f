/**
 * The harness of kernel tests: the two builds, and memory in which a kernel that reads or writes beside its arguments
 * is found out.
 */
import { existsSync, readFileSync } from "node:fs";
import { setFlagsFromString } from "node:v8";
import { expect } from "vitest";
import type { Exports } from "../../src/wasm/kernels.ts";

/** One of the two binaries, instantiated. */
export interface Build {
  readonly name: "base" | "relaxed";
  readonly exports: Exports;
}

// Node 20 has relaxed SIMD behind this flag; later ones know neither need nor name of it.
if (process.version.startsWith("v20.")) setFlagsFromString("--experimental-wasm-relaxed-simd");

/** Nothing, and sizes around a vector of 4 lanes. */
export const SIZES: readonly number[] = [0, 1, 3, 4, 5, 11];

/** Sizes around a vector, a panel of 8 and a tile of 4 rows. */
export const PANEL_SIZES: readonly number[] = [1, 2, 3, 4, 5, 7, 8, 9, 12, 19];

/** The builds that this runtime accepts. */
export const builds: readonly Build[] = (
  [
    ["base", "build/kernels.wasm"],
    ["relaxed", "build/kernels-relaxed.wasm"],
  ] as const
).flatMap(([name, file]) => {
  const bytes = existsSync(file) ? readFileSync(file) : new Uint8Array();
  if (!WebAssembly.validate(bytes)) return [];
  const exports = new WebAssembly.Instance(new WebAssembly.Module(bytes)).exports as unknown as Exports;
  return [{ name, exports }];
});

const PAGE = 65536;
const GUARD = 64;
const CANARY = 0x7fc0beef; // a NaN: what is read of it shows in results

interface Block {
  address: number;
  length: number;
  before?: Uint32Array;
}

/** Linear memory for one test: every block lies between canaries, and `intact` looks at all of them. */
export class Arena {
  readonly exports: Exports;
  #blocks: Block[] = [];
  #top: number;

  constructor(build: Build) {
    this.exports = build.exports;
    this.#top = Math.ceil(build.exports.heapBase() / GUARD) * GUARD;
  }

  /** Places an argument that the kernel may read only; `shift` floats off the 64-byte grid. */
  input(values: ArrayLike<number>, shift = 0): number {
    const block = this.#take(values.length, shift);
    this.#floats(block).set(values);
    block.before = this.#words(block).slice();
    return block.address;
  }

  /** Room for `length` floats of output or workspace, holding NaN. */
  output(length: number, shift = 0): number {
    return this.#take(length, shift).address;
  }

  /** Weights [K, G·H], packed in panels, or in strips. */
  packed(K: number, G: number, H: number, weights: ArrayLike<number>, inStrips = false): number {
    const address = this.output(G * Math.ceil(H / 8) * 8 * K);
    this.exports[inStrips ? "packStrips" : "pack"](K, G, H, this.input(weights), address);
    return address;
  }

  /** A copy of the block at `address`. */
  read(address: number): Float32Array {
    const block = this.#blocks.find((candidate) => candidate.address === address);
    if (!block) throw new Error(`Arena: no block starts at ${address}`);
    return this.#floats(block).slice();
  }

  /** Fails if anything but outputs changed. */
  intact(): void {
    for (const block of this.#blocks) {
      const words = new Uint32Array(this.exports.memory.buffer);
      const start = block.address >>> 2;
      const end = start + block.length;
      const guards = [...words.subarray(start - GUARD / 4, start), ...words.subarray(end, end + GUARD / 4)];
      expect(guards.every((word) => word === CANARY)).toBe(true);
      if (block.before) expect(this.#words(block)).toEqual(block.before);
    }
  }

  #take(length: number, shift: number): Block {
    const address = this.#top + GUARD + 4 * shift;
    this.#top = Math.ceil((address + 4 * length + GUARD) / GUARD) * GUARD;
    const { memory } = this.exports;
    if (this.#top > memory.buffer.byteLength) {
      memory.grow(Math.ceil((this.#top - memory.buffer.byteLength) / PAGE));
    }
    new Uint32Array(memory.buffer).fill(CANARY, (address - GUARD) >>> 2, this.#top >>> 2);
    const block = { address, length };
    this.#blocks.push(block);
    return block;
  }

  #floats({ address, length }: Block): Float32Array {
    return new Float32Array(this.exports.memory.buffer, address, length);
  }

  #words({ address, length }: Block): Uint32Array {
    return new Uint32Array(this.exports.memory.buffer, address, length);
  }
}

/** Numbers in [-scale, scale), the same for the same seed. */
export function random(length: number, seed: number, scale = 1): Float32Array {
  let state = (seed + 1) * 0x9e3779b9;
  return Float32Array.from({ length }, () => {
    state = Math.imul(state ^ (state >>> 15), 0x85ebca6b) + 0x6d2b79f5;
    const mixed = Math.imul(state ^ (state >>> 13), 0xc2b2ae35);
    return (((mixed ^ (mixed >>> 16)) >>> 8) / 2 ** 23 - 1) * scale;
  });
}

/** Rows of `width` numbers that are almost all 0, as one-hot ones; every seventh of them has no zeros. */
export function sparseRows(rows: number, width: number, seed: number): Float32Array {
  return random(rows * width, seed).map((value, i) => {
    const [row, column] = [Math.floor(i / width), i % width];
    return row % 7 === 6 || (row % 7 > 0 && column === (row * 5) % width) || (row % 7 > 4 && column === 2) ? value : 0;
  });
}

/** Fails unless every element is within `tolerance` of what is expected, absolute plus relative; NaN equals NaN. */
export function expectClose(actual: ArrayLike<number>, expected: ArrayLike<number>, tolerance: number): void {
  expect(actual.length).toBe(expected.length);
  for (let i = 0; i < expected.length; i++) {
    const [a, e] = [actual[i]!, expected[i]!];
    if (Object.is(a, e) || a === e) continue;
    const error = Math.abs(a - e) / (1 + Math.abs(e));
    if (!(error <= tolerance)) expect.fail(`element ${i} of ${expected.length} is ${a}, expected ${e}`);
  }
}

/** The bits of floats, to compare results exactly. */
export function bits(values: Float32Array): Uint32Array {
  return new Uint32Array(values.buffer, values.byteOffset, values.length);
}
