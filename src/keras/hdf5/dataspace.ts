/**
 * Shapes of datasets and attributes.
 *
 * @module
 */
import type { Cursor } from "./cursor.ts";

/** The shape of a dataset or attribute: [] of a scalar, [0] where there is nothing at all. Specification IV.A.2.b. */
export function readShape(cursor: Cursor): number[] {
  const version = cursor.version([1, 2]);
  const rank = cursor.u8();
  cursor.skip(1);
  // Version 1 has five bytes to spare; version 2 has one, which tells a scalar and an array from nothing.
  if (version === 1) cursor.skip(5);
  else if (cursor.u8() === 2) return [0];
  if (rank > 32) cursor.fail("must have at most 32 dimensions", rank);
  return Array.from({ length: rank }, () => cursor.u64());
}

export function countElements(shape: readonly number[]): number {
  return shape.includes(0) ? 0 : shape.reduce((count, size) => count * size, 1);
}
