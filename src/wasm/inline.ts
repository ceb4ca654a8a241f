/**
 * The kernels as bytes inlined in the package: `#kernels` of every host that may compile.
 *
 * @module
 */
import { base64 } from "./kernels.wasm.ts";
import type { Kernels } from "./source.ts";

export const kernels: Kernels = {
  base: () => decode(base64),
  relaxed: async () => decode((await import("./kernels-relaxed.wasm.ts")).base64),
};

function decode(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}
