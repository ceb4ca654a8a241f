/** What this machine can do at most, measured by loops of the same build as the kernels. */
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";

/** Loops that do nothing but what limits a kernel; see assembly/peak.ts. */
export interface Limits {
  /** 96 · iterations flops, on registers. */
  peakFlops(iterations: number): void;
  /** Reads as many bytes, a multiple of 64. */
  readBytes(bytes: number): void;
}

const FILES = { simd: "build/peak.wasm", relaxed: "build/peak-relaxed.wasm" } as const;
const PAGE = 65536;

/** Compiles the loops of a build. */
export function makeLimits(target: keyof typeof FILES): Limits {
  execFileSync("npx", ["asc", "--config", "bench/asconfig.json", "--target", target], { stdio: "inherit" });
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(readFileSync(FILES[target])));
  const { memory, peakFlops, readBytes } = exports as unknown as {
    memory: WebAssembly.Memory;
    peakFlops(iterations: number): void;
    readBytes(start: number, bytes: number, times: number): void;
  };
  return {
    peakFlops,
    readBytes(bytes) {
      const missing = PAGE + bytes - memory.buffer.byteLength;
      if (missing > 0) {
        // Pages that nobody has written to would all be one page of zeros, which the cache holds.
        memory.grow(Math.ceil(missing / PAGE));
        new Uint8Array(memory.buffer, PAGE).fill(1);
      }
      readBytes(PAGE, bytes, 1);
    },
  };
}

const CACHES = { 1: ["index0", 32 << 10], 2: ["index2", 1 << 20], 3: ["index3", 32 << 20] } as const;

/** Bytes of a level of cache, as Linux tells them; elsewhere what is usual. */
export function cacheBytes(level: 1 | 2 | 3): number {
  const [index, usual] = CACHES[level];
  const file = `/sys/devices/system/cpu/cpu0/cache/${index}/size`;
  return existsSync(file) ? Number.parseInt(readFileSync(file, "utf8"), 10) * 1024 : usual;
}
