/**
 * The kernels as a module that the host compiled: `#kernels` of Vercel's edge runtime, whose bundlers want it said so.
 *
 * @module
 */
import module from "./kernels.wasm?module";
import type { KernelSource } from "./source.ts";

export const kernels: KernelSource = { base: () => module, relaxed: undefined };
