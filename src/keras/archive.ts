/**
 * Zip archives, as far as Keras writes them: one disk, entries stored or deflated, no encryption, below 4 GiB.
 * Format: PKWARE APPNOTE.TXT 6.3.10, sections 4.3.7 (local header), 4.3.12 (directory), 4.3.16 (end record).
 *
 * @module
 */
import { inflateSync, strFromU8 } from "fflate";
import { crc32 } from "./crc32.ts";
import { fail } from "./file-error.ts";
import { inflate, MAX_DEFLATE_RATIO } from "./inflate.ts";

const LOCAL_HEADER = 0x04034b50;
const DIRECTORY_ENTRY = 0x02014b50;
const END_RECORD = 0x06054b50;
const END_RECORD_SIZE = 22;
/** How an HDF5 file begins, as Keras saved models before it had .keras. */
const HDF5 = 0x46444889;

/** Keras refuses larger archives, as a guard against zip bombs; so does this reader. */
const MAX_TOTAL_SIZE = 2 ** 32;

interface Entry {
  name: string;
  deflated: boolean;
  checksum: number;
  storedSize: number;
  size: number;
  start: number;
  end: number;
}

/**
 * What unpacks each file of a zip archive, by name, directories left out; `\` in a name becomes `/`. It refuses a file of
 * more than so many bytes.
 *
 * A stored file is a view of `bytes`, not a copy.
 *
 * @throws Error if the archive is damaged, encrypted, larger than 4 GiB or otherwise not such as Keras writes; so does
 * whatever unpacks.
 */
export function readArchive(bytes: Uint8Array, where = "loadKeras"): Map<string, (most?: number) => Uint8Array> {
  const entries = readDirectory(bytes, where);
  checkPlaces(entries, where);
  const files = new Map<string, (most?: number) => Uint8Array>();
  for (const entry of entries) {
    if (entry.name.endsWith("/")) continue;
    if (files.has(entry.name)) fail(where, "the archive must hold every file once", `"${entry.name}" twice`);
    files.set(entry.name, (most) => readEntry(bytes, entry, where, most));
  }
  return files;
}

function readDirectory(bytes: Uint8Array, where: string): Entry[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const record = findEndRecord(view, where);
  const count = view.getUint16(record + 10, true);
  let at = view.getUint32(record + 16, true);
  const entries: Entry[] = [];
  let total = 0;
  for (let index = 0; index < count; index++) {
    if (at + 46 > record || view.getUint32(at, true) !== DIRECTORY_ENTRY) {
      fail(where, `the archive must have a directory of ${count} entries`, index, "The file is damaged.");
    }
    const nameEnd = at + 46 + view.getUint16(at + 28, true);
    if (nameEnd > record) {
      fail(where, `the name of entry ${index + 1} must end before offset ${record}`, nameEnd, "The file is damaged.");
    }
    const name = strFromU8(bytes.subarray(at + 46, nameEnd)).replaceAll("\\", "/");
    const entry = readDirectoryEntry(view, at, record, name, where);
    total += entry.size;
    if (total > MAX_TOTAL_SIZE) fail(where, "the archive must unpack to at most 4 GiB", `${total} bytes`);
    entries.push(entry);
    at = nameEnd + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
  }
  return entries;
}

/** The end record is last but for a comment of up to 65535 bytes. */
function findEndRecord(view: DataView, where: string): number {
  const last = view.byteLength - END_RECORD_SIZE;
  for (let at = last; at >= 0 && at >= last - 0xffff; at--) {
    if (view.getUint32(at, true) === END_RECORD && at + view.getUint16(at + 20, true) === last) return at;
  }
  const begin = view.byteLength < 4 ? 0 : view.getUint32(0, true);
  if (begin !== LOCAL_HEADER) {
    const rule = "the file must be a zip archive, as Keras 3 saves .keras files";
    if (begin === HDF5) return fail(where, rule, "an HDF5 file", "In Keras, save the model as .keras, not as .h5.");
    return fail(where, rule, `${view.byteLength} other bytes`);
  }
  return fail(where, "the archive must end with its directory", "none", "The file is truncated.");
}

function readDirectoryEntry(view: DataView, at: number, limit: number, name: string, where: string): Entry {
  const part = `file "${name}" of the archive`;
  const method = view.getUint16(at + 10, true);
  const storedSize = view.getUint32(at + 20, true);
  const size = view.getUint32(at + 24, true);
  const header = view.getUint32(at + 42, true);
  if ((view.getUint16(at + 8, true) & 1) !== 0) fail(where, `${part} must not be encrypted`, "an encrypted file");
  if (method !== 0 && method !== 8) fail(where, `${part} must be stored or deflated`, `compression method ${method}`);
  if (Math.max(storedSize, size, header) === 0xffffffff) fail(where, `${part} must be below 4 GiB`, "a ZIP64 entry");
  if (method === 0 && size !== storedSize) fail(where, `${part} must be of ${size} bytes, being stored`, storedSize);
  if (size > storedSize * MAX_DEFLATE_RATIO) {
    fail(where, `${part} must unpack to at most ${MAX_DEFLATE_RATIO} times its ${storedSize} bytes`, `${size} bytes`);
  }
  if (header + 30 > limit || view.getUint32(header, true) !== LOCAL_HEADER) {
    fail(where, `${part} must begin at offset ${header}`, "other bytes there", "The file is damaged.");
  }
  const start = header + 30 + view.getUint16(header + 26, true) + view.getUint16(header + 28, true);
  const end = start + storedSize;
  if (end > limit) fail(where, `${part} must end before the end record at offset ${limit}`, `offset ${end}`);
  return { name, deflated: method === 8, checksum: view.getUint32(at + 16, true), storedSize, size, start, end };
}

/** Overlapping entries would let a small archive unpack to a large one. */
function checkPlaces(entries: Entry[], where: string): void {
  const ordered = [...entries].sort((a, b) => a.start - b.start || a.end - b.end);
  for (let i = 1; i < ordered.length; i++) {
    const [before, after] = [ordered[i - 1]!, ordered[i]!];
    if (before.end > after.start) {
      fail(where, "the files of the archive must not overlap", `"${before.name}" and "${after.name}"`);
    }
  }
}

function readEntry(bytes: Uint8Array, entry: Entry, where: string, most = MAX_TOTAL_SIZE): Uint8Array {
  const part = `file "${entry.name}" of the archive`;
  if (entry.size > most) fail(where, `${part} must unpack to at most ${most} bytes`, entry.size);
  const stored = bytes.subarray(entry.start, entry.end);
  const contents = entry.deflated ? inflate(stored, entry.size, where, part, inflateSync) : stored;
  const checksum = crc32(contents);
  if (checksum !== entry.checksum) {
    fail(where, `${part} must have the checksum ${hex(entry.checksum)}`, hex(checksum), "The file is damaged.");
  }
  return contents;
}

function hex(checksum: number): string {
  return checksum.toString(16).padStart(8, "0");
}
