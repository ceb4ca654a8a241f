/**
 * The parts of a file that is written, and their addresses.
 *
 * @module
 */
import { padded } from "../../pen.ts";

/** What HDF5 writes for "no address". */
export const NO_ADDRESS: number = -1;

/** The parts of a file that is being written, each with its address from the moment it is added. */
export class Parts {
  readonly #parts: { readonly address: number; readonly bytes: Uint8Array }[] = [];
  /** Where the next part goes. */
  end = 0;

  add(bytes: Uint8Array): number {
    const address = this.end;
    this.#parts.push({ address, bytes });
    this.end += padded(bytes.length);
    return address;
  }

  join(): Uint8Array<ArrayBuffer> {
    const file = new Uint8Array(this.end);
    for (const { address, bytes } of this.#parts) file.set(bytes, address);
    return file;
  }
}
