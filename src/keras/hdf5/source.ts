/**
 * The file that is read.
 *
 * @module
 */
import { fail } from "../file-error.ts";
import { Cursor } from "./cursor.ts";

/** The bytes of one HDF5 file, and what has been read of its structure. */
export class Source {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  readonly where: string;
  /** The path of each object by its address: an object with two paths could contain itself. */
  readonly paths: Map<number, string> = new Map();
  /** The strings of each global heap collection, by its address and their index. */
  readonly heaps: Map<number, Map<number, string>> = new Map();
  #claimed = 0;

  constructor(bytes: Uint8Array, where: string) {
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.where = where;
  }

  /** A cursor over `size` bytes at `address`; `part` names them in errors. */
  at(part: string, address: number, size: number): Cursor {
    if (address + size > this.bytes.length) {
      fail(
        this.where,
        `${part} must lie within the file (offset ${address}, ${size} bytes)`,
        `a file of ${this.bytes.length} bytes`,
        "The file is damaged.",
      );
    }
    return new Cursor(this, part, address, address + size);
  }

  /**
   * As `at`, for bytes that have one reader: a heap, a node of a tree, a compressed chunk.
   *
   * Such parts do not overlap, so together they are no larger than the file. A file where they are goes in circles,
   * or would have the same bytes unpacked again and again.
   */
  claim(part: string, address: number, size: number): Cursor {
    const cursor = this.at(part, address, size);
    this.#claimed += size;
    if (this.#claimed > this.bytes.length) {
      fail(
        this.where,
        `${part} must not overlap other parts of the file`,
        `offset ${address} again`,
        "The file is damaged.",
      );
    }
    return cursor;
  }

  fail(rule: string, got: string | number, fix?: string): never {
    return fail(this.where, rule, got, fix);
  }
}
