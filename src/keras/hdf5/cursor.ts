/**
 * Reading a part of a file from front to back.
 *
 * @module
 */
import { strFromU8 } from "fflate";
import { fail } from "../file-error.ts";
import type { Source } from "./source.ts";

/** What HDF5 writes for "no address": 2^64 − 1, which rounds to 2^64. */
export const UNDEFINED_ADDRESS: number = 2 ** 64;

/** Reads little-endian numbers one after another, up to the end of one part of the file. */
export class Cursor {
  readonly source: Source;
  readonly part: string;
  readonly end: number;
  at: number;

  constructor(source: Source, part: string, start: number, end: number) {
    this.source = source;
    this.part = part;
    this.at = start;
    this.end = end;
  }

  get left(): number {
    return this.end - this.at;
  }

  /** A number of 1, 2, 4 or 8 bytes. */
  uint(width: number): number {
    return width === 1 ? this.u8() : width === 2 ? this.u16() : width === 4 ? this.u32() : this.u64();
  }

  /** The offset of the next `size` bytes, which are passed over. */
  skip(size: number): number {
    if (size > this.left) this.fail(`must hold ${size} more bytes at offset ${this.at}`, this.left);
    const at = this.at;
    this.at += size;
    return at;
  }

  u8(): number {
    return this.source.view.getUint8(this.skip(1));
  }

  u16(): number {
    return this.source.view.getUint16(this.skip(2), true);
  }

  u32(): number {
    return this.source.view.getUint32(this.skip(4), true);
  }

  /** Inexact above 2^53, which no offset or size within a file is. */
  u64(): number {
    const low = this.u32();
    return low + this.u32() * 2 ** 32;
  }

  bytes(size: number): Uint8Array {
    const start = this.skip(size);
    return this.source.bytes.subarray(start, start + size);
  }

  /** A cursor over the next `size` bytes, which are passed over. */
  take(size: number, part: string = this.part): Cursor {
    const start = this.skip(size);
    return new Cursor(this.source, part, start, start + size);
  }

  /** The text in the next `size` bytes, which are passed over; it ends at a zero byte if there is one. */
  text(size: number): string {
    return decodeText(this.bytes(size));
  }

  signature(expected: string): void {
    const found = this.text(4);
    if (found !== expected) {
      this.fail(`must begin with the signature "${expected}"`, "other bytes", "The file is damaged.");
    }
  }

  version(expected: readonly number[]): number {
    const found = this.u8();
    if (!expected.includes(found)) this.fail(`must be of version ${expected.join(" or ")}`, found);
    return found;
  }

  fail(rule: string, got: string | number, fix?: string): never {
    return fail(this.source.where, `${this.part} ${rule}`, got, fix);
  }
}

export function decodeText(bytes: Uint8Array): string {
  const end = bytes.indexOf(0);
  return strFromU8(end < 0 ? bytes : bytes.subarray(0, end));
}
