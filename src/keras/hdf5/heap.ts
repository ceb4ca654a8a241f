/**
 * Strings of variable length, which lie in a heap.
 *
 * @module
 */
import { type Cursor, UNDEFINED_ADDRESS } from "./cursor.ts";
import type { Source } from "./source.ts";

// A collection of the global heap: specification III.E.
const COLLECTION_PREFIX = 16;
const OBJECT_PREFIX = 16;

/** The string of variable length that the 16 bytes at `cursor` point to. */
export function readHeapString(cursor: Cursor): string {
  const length = cursor.u32();
  const address = cursor.u64();
  const index = cursor.u32();
  if (length === 0 || address === 0 || address === UNDEFINED_ADDRESS) return "";
  const collection = readCollection(cursor.source, cursor.part, address);
  return collection.get(index) ?? cursor.fail(`must have its string ${index} in the heap at offset ${address}`, "none");
}

function readCollection(source: Source, part: string, address: number): Map<number, string> {
  const known = source.heaps.get(address);
  if (known !== undefined) return known;
  const prefix = source.at(`the heap of ${part}`, address, COLLECTION_PREFIX);
  prefix.signature("GCOL");
  prefix.version([1]);
  prefix.skip(3);
  const size = prefix.u64();
  const heap = source.claim(prefix.part, address, size);
  heap.skip(COLLECTION_PREFIX);
  const strings = new Map<number, string>();
  while (heap.left >= OBJECT_PREFIX) {
    const index = heap.u16();
    heap.skip(6);
    const length = heap.u64();
    if (index === 0) break; // the rest is free
    strings.set(index, heap.text(length));
    heap.skip(Math.min(-length & 7, heap.left));
  }
  source.heaps.set(address, strings);
  return strings;
}
