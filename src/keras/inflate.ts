/**
 * Unpacking deflated data of a size that is known.
 *
 * @module
 */
import { fail } from "./file-error.ts";

/** Deflate spends at least 2 bits on each 258 bytes that it repeats: 1032 bytes out for a byte in. */
export const MAX_DEFLATE_RATIO = 1032;

/**
 * Unpacks what must unpack to `size` bytes.
 *
 * fflate stops at the end of the array it is given without saying so: one byte more tells an excess from a fit.
 */
export function inflate(
  packed: Uint8Array,
  size: number,
  where: string,
  part: string,
  method: (packed: Uint8Array, options: { out: Uint8Array }) => Uint8Array,
): Uint8Array {
  let unpacked: Uint8Array;
  try {
    unpacked = method(packed, { out: new Uint8Array(size + 1) });
  } catch (error) {
    return fail(where, `${part} must be deflated data`, `"${(error as Error).message}"`, "The file is damaged.");
  }
  if (unpacked.length !== size || packed.length === 0) {
    fail(
      where,
      `${part} must unpack to ${size} bytes`,
      unpacked.length > size ? "more" : unpacked.length,
      "The file is damaged.",
    );
  }
  return unpacked.subarray(0, size);
}
