/**
 * The linear memory: who has which part of it, and how it comes back.
 *
 * Memory grows here and nowhere else. Growing detaches the old views, so nobody keeps a view: everyone reads
 * `wasm().f32` at the moment of use.
 *
 * @module
 */
import { refused } from "../check.ts";
import { aligned, FreeList } from "./free-list.ts";
import { wasm } from "./load.ts";

const PAGE = 65536;

/** The bytes of the largest memory. */
export const LARGEST: number = 65536 * PAGE;

// Kernels may read, never write, a few lanes past the end of what they are given.
const SLACK = 64;

let free: FreeList | undefined;

/** Takes memory of `bytes` bytes, aligned to 64, filled with zeros. Returns its address. */
export function allocate(bytes: number): number {
  const heap = wasm();
  free ??= new FreeList(heap.exports.heapBase());
  const size = bytes + SLACK;
  if (free.end + aligned(size) > LARGEST) {
    throw refused("memory", `${bytes} bytes do not fit in the 4 GiB of a WebAssembly memory`);
  }
  const address = free.take(size);
  if (free.end > heap.f32.byteLength && !grow(free.end)) {
    free.give(address, size);
    throw refused("memory", `this runtime gave no memory for ${bytes} bytes more`);
  }
  heap.f32.fill(0, address >>> 2, (address + aligned(size)) >>> 2);
  return address;
}

/** Gives back what `allocate(bytes)` gave. */
export function release(address: number, bytes: number): void {
  free?.give(address, bytes + SLACK);
}

/** The bytes of linear memory at present, free parts included. */
export function memoryBytes(): number {
  return wasm().f32.byteLength;
}

function grow(end: number): boolean {
  const heap = wasm();
  const { memory } = heap.exports;
  const have = memory.buffer.byteLength;
  const wanted = Math.min(Math.max(end, have + (have >> 2)), LARGEST);
  try {
    memory.grow(Math.ceil((wanted - have) / PAGE));
  } catch {
    return false;
  }
  heap.f32 = new Float32Array(memory.buffer);
  heap.i32 = new Int32Array(memory.buffer);
  return true;
}

// Cloudflare's runtime has none before the compatibility date 2025-05-05: there only dispose() frees.
const dropped =
  typeof FinalizationRegistry === "undefined"
    ? undefined
    : /* @__PURE__ */ new FinalizationRegistry<() => void>((free) => free());

/**
 * Has `free` called once: when the returned function is called, or some time after `owner` was dropped. `free` must not
 * refer to the owner.
 */
export function ownedBy(owner: object, free: () => void): () => void {
  dropped?.register(owner, free, free);
  return once(free);
}

/** Made apart from the owner: a closure beside one that uses the owner would hold it, and it would never be dropped. */
function once(free: () => void): () => void {
  let done = false;
  return () => {
    if (done) return;
    done = true;
    dropped?.unregister(free);
    free();
  };
}
