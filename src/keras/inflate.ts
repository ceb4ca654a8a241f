import { fail } from "./file-error.ts";

/** Deflate spends at least 2 bits on each 258 bytes that it repeats: 1032 bytes out for a byte in. */
export const MAX_DEFLATE_RATIO = 1032;

/** Unpacks, by a function of deflate.ts, what must unpack to `size` bytes. */
export function inflate(
  packed: Uint8Array,
  size: number,
  where: string,
  part: string,
  unpack: (packed: Uint8Array, out: Uint8Array) => number,
): Uint8Array {
  const out = new Uint8Array(size);
  let unpacked: number;
  try {
    unpacked = unpack(packed, out);
  } catch (error) {
    return fail(where, `${part} must be deflated data`, `"${(error as Error).message}"`, "The file is damaged.");
  }
  if (unpacked !== size) {
    fail(where, `${part} must unpack to ${size} bytes`, unpacked > size ? "more" : unpacked, "The file is damaged.");
  }
  return out;
}
