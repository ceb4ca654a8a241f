/**
 * Datasets that lie in pieces, compressed or not.
 *
 * @module
 */
import { unzlibSync } from "fflate";
import { formatShape } from "../../check.ts";
import { inflate, MAX_DEFLATE_RATIO } from "../inflate.ts";
import { type Cursor, UNDEFINED_ADDRESS } from "./cursor.ts";
import { countElements } from "./dataspace.ts";
import type { Source } from "./source.ts";
import { readTree } from "./tree.ts";

const DEFLATE = 1;
const SHUFFLE = 2;

/** A dataset in pieces of `chunk` elements a side, the elements of `size` bytes. */
export interface ChunkedLayout {
  shape: readonly number[];
  chunk: readonly number[];
  size: number;
  tree: number;
  /** Filters that each chunk has gone through, in order. */
  filters: readonly number[];
}

interface StoredChunk {
  origin: number[];
  bytes: Uint8Array;
  /** Bit i is set where the chunk has not gone through filter i. */
  skippedFilters: number;
}

/** The filters of a dataset, first applied first: specification IV.A.2.l. */
export function readFilters(cursor: Cursor): number[] {
  const version = cursor.version([1, 2]);
  const count = cursor.u8();
  if (version === 1) cursor.skip(6);
  const filters = Array.from({ length: count }, () => readFilter(cursor, version));
  if (new Set(filters).size < count) cursor.fail("must have each filter once", `filters ${filters.join(", ")}`);
  return filters;
}

function readFilter(cursor: Cursor, version: number): number {
  const id = cursor.u16();
  const nameSize = version === 1 || id >= 256 ? cursor.u16() : 0;
  cursor.skip(2);
  const values = cursor.u16();
  cursor.skip(version === 1 ? nameSize + (-nameSize & 7) + 4 * (values + (values & 1)) : nameSize + 4 * values);
  if (id !== DEFLATE && id !== SHUFFLE) {
    cursor.fail("must be compressed by gzip or not at all", `filter ${id}`, 'Save the file with compression="gzip".');
  }
  return id;
}

/** The elements of a chunked dataset in one array, once it is sure that all of them are in the file. */
export function readChunks(source: Source, part: string, layout: ChunkedLayout): Uint8Array {
  const { shape, chunk, size, filters } = layout;
  const chunkSize = countElements(chunk) * size;
  const counts = shape.map((extent, axis) => Math.ceil(extent / chunk[axis]!));
  const chunks = [...storedChunks(source, part, layout)];
  const origins = new Set<string>();
  for (const stored of chunks) {
    origins.add(stored.origin.join());
    const ratio = filters.some((id, i) => id === DEFLATE && !skips(stored, i)) ? MAX_DEFLATE_RATIO : 1;
    if (chunkSize > stored.bytes.length * ratio) {
      source.fail(`${part} must have chunks of ${chunkSize} bytes`, `${stored.bytes.length} bytes stored`);
    }
  }
  if (origins.size !== countElements(counts)) {
    source.fail(
      `${part} must have ${countElements(counts)} chunks`,
      origins.size,
      "The file is damaged or was not closed.",
    );
  }
  const out = new Uint8Array(countElements(shape) * size);
  for (const stored of chunks) {
    copyChunk(undoFilters(source, part, stored, layout, chunkSize), stored.origin, layout, out);
  }
  return out;
}

/** The chunks that are in the file: specification III.A.1, node type 1. */
function* storedChunks(source: Source, part: string, { shape, chunk, tree }: ChunkedLayout): Generator<StoredChunk> {
  if (tree === UNDEFINED_ADDRESS) return;
  const keySize = 8 * (shape.length + 2);
  for (const { key, child } of readTree(source, `the chunk tree of ${part}`, "chunks", keySize, tree)) {
    const stored = key.u32();
    const skippedFilters = key.u32();
    const origin = shape.map(() => key.u64());
    if (origin.some((start, axis) => start >= shape[axis]! || start % chunk[axis]! !== 0)) {
      key.fail(`must have chunks of ${formatShape(chunk)} in ${formatShape(shape)}`, `one at ${formatShape(origin)}`);
    }
    yield { origin, bytes: source.claim(`a chunk of ${part}`, child, stored).bytes(stored), skippedFilters };
  }
}

function undoFilters(
  source: Source,
  part: string,
  stored: StoredChunk,
  layout: ChunkedLayout,
  chunkSize: number,
): Uint8Array {
  let bytes = stored.bytes;
  for (let i = layout.filters.length - 1; i >= 0; i--) {
    if (skips(stored, i)) continue;
    if (layout.filters[i] === SHUFFLE) bytes = unshuffle(bytes, layout.size);
    else bytes = inflate(bytes, chunkSize, source.where, `a chunk of ${part}`, unzlibSync);
  }
  if (bytes.length !== chunkSize) source.fail(`${part} must have chunks of ${chunkSize} bytes`, bytes.length);
  return bytes;
}

function skips(stored: StoredChunk, filter: number): boolean {
  return ((stored.skippedFilters >>> filter) & 1) !== 0;
}

/** Shuffled bytes have the first byte of every element, then the second of every element, and so on. */
function unshuffle(bytes: Uint8Array, size: number): Uint8Array {
  const count = Math.floor(bytes.length / size);
  const out = bytes.slice();
  for (let byte = 0; byte < size; byte++) {
    for (let i = 0; i < count; i++) out[i * size + byte] = bytes[byte * count + i]!;
  }
  return out;
}

/** Copies what of a chunk lies within the dataset, a row of the last axis at a time. */
function copyChunk(bytes: Uint8Array, origin: readonly number[], layout: ChunkedLayout, out: Uint8Array): void {
  const { shape, chunk, size } = layout;
  const last = shape.length - 1;
  const extent = shape.map((length, axis) => Math.min(chunk[axis]!, length - origin[axis]!));
  const index = shape.map(() => 0);
  const rowSize = extent[last]! * size;
  const rows = countElements(extent.slice(0, last));
  for (let row = 0; row < rows; row++) {
    let from = 0;
    let to = 0;
    for (let axis = 0; axis <= last; axis++) {
      from = from * chunk[axis]! + index[axis]!;
      to = to * shape[axis]! + origin[axis]! + index[axis]!;
    }
    out.set(bytes.subarray(from * size, from * size + rowSize), to * size);
    for (let axis = last - 1; axis >= 0 && ++index[axis]! === extent[axis]; axis--) index[axis] = 0;
  }
}
