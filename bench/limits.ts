/** What this machine can do at most, measured by loops of the same build as the kernels. */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

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
