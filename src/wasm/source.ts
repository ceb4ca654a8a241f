/**
 * Where the kernels come from. `#kernels` in package.json is one of the files beside this one, by the host's condition:
 * inlined bytes, or under `workerd` and `edge-light`, where nothing may be compiled, a module that the host compiled.
 *
 * @module
 */

/** What `#kernels` exports. */
export interface KernelSource {
  /** The base build. */
  base(): WebAssembly.Module | Uint8Array<ArrayBuffer>;
  /** The relaxed build, where it can be had without being asked for at build time. */
  readonly relaxed: (() => Promise<Uint8Array<ArrayBuffer>>) | undefined;
}
