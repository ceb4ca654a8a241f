/**
 * The kernels as a module that the host compiled: `#kernels` of Vercel's edge runtime, whose bundlers want it said so.
 *
 * @module
 */
import module from "./kernels.wasm?module";
import type { Kernels } from "./source.ts";

export const kernels: Kernels = { base: () => module, relaxed: undefined };
