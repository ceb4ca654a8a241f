/**
 * Numbers and texts as bytes, one after another.
 *
 * @module
 */
import { strToU8 } from "fflate";

/** The next multiple of 8, to which files are padded. */
export function padded(size: number): number {
  return Math.ceil(size / 8) * 8;
}

/** Writes little-endian numbers one after another into `size` bytes; what is passed over is zero. */
export class Pen {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly #view: DataView;
  #at = 0;

  constructor(size: number) {
    this.bytes = new Uint8Array(size);
    this.#view = new DataView(this.bytes.buffer);
  }

  u8(...values: readonly number[]): this {
    for (const value of values) this.#view.setUint8(this.#next(1), value);
    return this;
  }

  u16(...values: readonly number[]): this {
    for (const value of values) this.#view.setUint16(this.#next(2), value, true);
    return this;
  }

  u32(...values: readonly number[]): this {
    for (const value of values) this.#view.setUint32(this.#next(4), value, true);
    return this;
  }

  u64(...values: readonly number[]): this {
    for (const value of values) this.#view.setBigInt64(this.#next(8), BigInt(value), true);
    return this;
  }

  put(...parts: readonly (Uint8Array | string)[]): this {
    for (const part of parts) {
      const bytes = typeof part === "string" ? strToU8(part) : part;
      this.bytes.set(bytes, this.#next(bytes.length));
    }
    return this;
  }

  /** Leaves bytes zero up to the next multiple of 8. */
  pad(): this {
    this.#at = padded(this.#at);
    return this;
  }

  #next(size: number): number {
    const at = this.#at;
    this.#at += size;
    return at;
  }
}
