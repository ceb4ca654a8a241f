/**
 * Strings of variable length that are written.
 *
 * @module
 */
import { strToU8 } from "fflate";
import { Pen, padded } from "../../pen.ts";
import type { Parts } from "./parts.ts";

// A collection of the global heap: specification III.E. HDF5 takes none that is smaller.
const LEAST_SIZE = 4096;
/** Far from the 2^16 that an index can count. */
const MOST_STRINGS = 4096;
const PREFIX = 16;

/** The 16 bytes that stand for each string of variable length: how long it is, and where. */
export function addStrings(parts: Parts, strings: readonly string[]): Map<string, Uint8Array> {
  const references = new Map<string, Uint8Array>();
  const distinct = [...new Set(strings)];
  for (let start = 0; start < distinct.length; start += MOST_STRINGS) {
    const texts = distinct.slice(start, start + MOST_STRINGS);
    const encoded = texts.map((text) => strToU8(text));
    const address = parts.add(collection(encoded));
    texts.forEach((text, i) => {
      references.set(
        text,
        new Pen(16)
          .u32(encoded[i]!.length)
          .u64(address)
          .u32(i + 1).bytes,
      );
    });
  }
  return references;
}

function collection(strings: readonly Uint8Array[]): Uint8Array {
  const used = strings.reduce((sum, { length }) => sum + PREFIX + padded(length), PREFIX);
  const size = Math.max(LEAST_SIZE, used + PREFIX);
  const pen = new Pen(size).put("GCOL").u8(1, 0, 0, 0).u64(size);
  strings.forEach((string, i) => {
    pen
      .u16(i + 1, 0)
      .u32(0)
      .u64(string.length)
      .put(string)
      .pad();
  });
  // String 0 is what is free, its own prefix counted.
  return pen.u64(0, size - used).bytes;
}
