/**
 * Memory that is used again.
 *
 * @module
 */
import type { TensorData } from "../tensor.ts";

/** As many buffers are kept. */
const KEPT = 64;

/** Buffers are longer by this share, since what comes next may be a little longer: gradients than weights, for one. */
const SLACK = 1 / 16;

/** What makes arrays of a type. */
export interface Kind<Data extends TensorData> {
  readonly BYTES_PER_ELEMENT: number;
  new (buffer: ArrayBuffer, offset: number, length: number): Data;
}

/**
 * Buffers that go to and fro between a pool and its workers. Made anew for every message, they would have to be cleared,
 * mapped into memory and collected each time.
 */
export class Spare {
  #buffers: ArrayBuffer[] = [];

  /** An array of so many elements, which are not cleared. */
  take<Data extends TensorData>(Data: Kind<Data>, length: number): Data {
    const bytes = length * Data.BYTES_PER_ELEMENT;
    return new Data(this.#smallest(bytes) ?? new ArrayBuffer(Math.ceil(bytes * (1 + SLACK))), 0, length);
  }

  /** Takes buffers that nobody uses any more. */
  give(buffers: readonly ArrayBuffer[]): void {
    this.#buffers = [...buffers, ...this.#buffers].slice(0, KEPT);
  }

  /** The smallest buffer that is large enough. */
  #smallest(bytes: number): ArrayBuffer | undefined {
    const fit = this.#buffers.filter(({ byteLength }) => byteLength >= bytes);
    if (fit.length === 0) return undefined;
    const found = fit.reduce((best, one) => (one.byteLength < best.byteLength ? one : best));
    this.#buffers.splice(this.#buffers.indexOf(found), 1);
    return found;
  }
}
