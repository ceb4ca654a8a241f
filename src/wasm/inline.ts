/**
 * The kernels as bytes inlined in the package: `#kernels` of every host that may compile.
 *
 * @module
 */
import { hex } from "./kernels.wasm.ts";
import type { KernelSource } from "./source.ts";

export const kernels: KernelSource = {
  base: () => decode(hex),
  relaxed: async () => decode((await import("./kernels-relaxed.wasm.ts")).hex),
};

/** The bytes of a text of hexadecimal digits. */
function decode(text: string): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(text.length / 2);
  for (let i = 0; i < bytes.length; i++) bytes[i] = digit(text, 2 * i) * 16 + digit(text, 2 * i + 1);
  return bytes;
}

function digit(text: string, at: number): number {
  // "0" to "9" are 48 to 57, "a" to "f" 97 to 102.
  const code = text.charCodeAt(at);
  return code < 58 ? code - 48 : code - 87;
}
