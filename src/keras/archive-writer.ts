/**
 * Zip archives as Keras writes them: entries stored, of Unix, dated 1980-01-01, which is the earliest that zip knows.
 * Format: PKWARE APPNOTE.TXT 6.3.10, sections 4.3.7 (local header), 4.3.12 (directory), 4.3.16 (end record).
 *
 * @module
 */
import { strToU8 } from "fflate";
import { refused } from "../check.ts";
import { crc32 } from "./crc32.ts";
import { Pen } from "./pen.ts";

const NEEDS = 20;
const MADE_BY_UNIX = (3 << 8) | NEEDS;
const DATE = (1 << 5) | 1;
const MODE = 0o600 << 16;

/** An archive of these files, in this order. */
export function writeArchive(where: string, files: Readonly<Record<string, Uint8Array>>): Uint8Array<ArrayBuffer> {
  const parts: Uint8Array[] = [];
  const directory: Uint8Array[] = [];
  let at = 0;
  const add = (part: Uint8Array): void => {
    parts.push(part);
    at += part.length;
  };
  for (const [path, contents] of Object.entries(files)) {
    const name = strToU8(path);
    const size = contents.length;
    // Both headers share this: flags, method, time, date, checksum, sizes.
    const common = new Pen(20).u16(0, 0, 0, DATE).u32(crc32(contents), size, size).bytes;
    const entry = new Pen(46 + name.length).put("PK\x01\x02").u16(MADE_BY_UNIX, NEEDS).put(common);
    directory.push(entry.u16(name.length, 0, 0, 0, 0).u32(MODE, at).put(name).bytes);
    // Zeros behind the name, as zipalign has them: weights on bounds of 8 bytes need not be copied when they are read.
    const zeros = -(at + 30 + name.length) & 7;
    const header = new Pen(30 + name.length + zeros).put("PK\x03\x04").u16(NEEDS).put(common);
    add(header.u16(name.length, zeros).put(name).bytes);
    add(contents);
  }
  const start = at;
  for (const entry of directory) add(entry);
  if (at >= 2 ** 32) throw refused(where, "the file would have 4 GiB or more, which Keras does not open");
  const { length } = directory;
  add(
    new Pen(22)
      .put("PK\x05\x06")
      .u16(0, 0, length, length)
      .u32(at - start, start).bytes,
  );
  const archive = new Uint8Array(at);
  at = 0;
  for (const part of parts) {
    archive.set(part, at);
    at += part.length;
  }
  return archive;
}
