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

const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/** The bytes of a text in base64. An AudioWorklet has no `atob`. */
function decode(text: string): Uint8Array<ArrayBuffer> {
  const padding = text.endsWith("==") ? 2 : text.endsWith("=") ? 1 : 0;
  const bytes = new Uint8Array((text.length / 4) * 3 - padding);
  const digit = (at: number): number => DIGITS.indexOf(text[at]!) & 63;
  // What the padding would make lies past the end, where a typed array takes no notice.
  for (let i = 0, at = 0; i < text.length; i += 4, at += 3) {
    const three = (digit(i) << 18) | (digit(i + 1) << 12) | (digit(i + 2) << 6) | digit(i + 3);
    bytes[at] = three >> 16;
    bytes[at + 1] = three >> 8;
    bytes[at + 2] = three;
  }
  return bytes;
}
