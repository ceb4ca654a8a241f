/**
 * The kernels as a module that the host compiled: `#kernels` of workerd, which is Cloudflare's runtime.
 *
 * @module
 */
import module from "./kernels.wasm";
import type { KernelSource } from "./source.ts";

export const kernels: KernelSource = { base: () => module, relaxed: undefined };
