/**
 * Which parts of a range of addresses are free. It serves both the linear memory and, inside a plan, the values of a
 * program that are not alive at the same time.
 *
 * @module
 */

/** Every address and size is a multiple of this, a cache line. */
const ALIGNMENT = 64;

/** Rounds bytes up to {@link ALIGNMENT}. */
export function aligned(bytes: number): number {
  return Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;
}

/** Free ranges in order of address; neighbours are merged. */
export class FreeList {
  /** The end of what was ever handed out. */
  end: number;
  #starts: number[] = [];
  #sizes: number[] = [];

  constructor(start: number) {
    this.end = aligned(start);
  }

  /** Takes the smallest free range that holds `bytes`; extends `end` if there is none. */
  take(bytes: number): number {
    const size = aligned(bytes);
    let best = -1;
    for (let i = 0; i < this.#sizes.length; i++) {
      if (this.#sizes[i]! >= size && (best < 0 || this.#sizes[i]! < this.#sizes[best]!)) best = i;
    }
    if (best < 0) return this.#extend(size);
    const start = this.#starts[best]!;
    this.#starts[best]! += size;
    this.#sizes[best]! -= size;
    if (this.#sizes[best] === 0) this.#remove(best);
    return start;
  }

  /** Takes a range that nobody had before. */
  append(bytes: number): number {
    const start = this.end;
    this.end += aligned(bytes);
    return start;
  }

  /** Gives back what `take(bytes)` gave. */
  give(start: number, bytes: number): void {
    const size = aligned(bytes);
    if (size === 0) return;
    let i = 0;
    let high = this.#starts.length;
    while (i < high) {
      const middle = (i + high) >> 1;
      if (this.#starts[middle]! < start) i = middle + 1;
      else high = middle;
    }
    this.#starts.splice(i, 0, start);
    this.#sizes.splice(i, 0, size);
    if (this.#touches(i)) this.#merge(i);
    if (i > 0 && this.#touches(i - 1)) this.#merge(i - 1);
  }

  #extend(size: number): number {
    const last = this.#starts.length - 1;
    if (last >= 0 && this.#starts[last]! + this.#sizes[last]! === this.end) {
      const start = this.#starts[last]!;
      this.#remove(last);
      this.end = start + size;
      return start;
    }
    const start = this.end;
    this.end += size;
    return start;
  }

  #touches(i: number): boolean {
    return this.#starts[i]! + this.#sizes[i]! === this.#starts[i + 1];
  }

  #merge(i: number): void {
    this.#sizes[i]! += this.#sizes[i + 1]!;
    this.#remove(i + 1);
  }

  #remove(i: number): void {
    this.#starts.splice(i, 1);
    this.#sizes.splice(i, 1);
  }
}
