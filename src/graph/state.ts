/**
 * States that outlive a call, in linear memory: of stateful layers and of streams.
 *
 * @module
 */
import { sizeOf } from "../tensor.ts";
import { wasm } from "../wasm/load.ts";
import { allocate, ownedBy, release } from "../wasm/memory.ts";

/** One element of a state along its first axis. @internal */
export interface Row {
  readonly shape: readonly number[];
  readonly size: number;
  read(): Float32Array;
  write(data: ArrayLike<number>): void;
  reset(): void;
}

/** One state. @internal */
export class StateCell {
  /** The layer it belongs to and its place there, as in `gru/0`. */
  readonly name: string;
  readonly shape: readonly number[];
  readonly size: number;
  /** How many numbers one element along the first axis has. */
  readonly rowSize: number;
  readonly address: number;
  /** What each element is after a reset. */
  readonly initial: number;
  readonly #free: () => void;

  constructor(name: string, shape: readonly number[], initial = 0) {
    this.name = name;
    this.shape = shape;
    this.size = sizeOf(shape);
    this.rowSize = sizeOf(shape.slice(1));
    this.initial = initial;
    const bytes = this.size * 4;
    const address = allocate(bytes);
    this.address = address;
    this.#free = ownedBy(this, () => release(address, bytes));
    this.reset();
  }

  /** One element along the first axis as a state of its own, in the same memory. */
  row(index: number): Row {
    const shape = [1, ...this.shape.slice(1)];
    const size = this.rowSize;
    const start = (): number => (this.address >>> 2) + index * size;
    return {
      shape,
      size,
      read: () => wasm().f32.slice(start(), start() + size),
      write: (data) => wasm().f32.set(data, start()),
      reset: () => wasm().f32.fill(this.initial, start(), start() + size),
    };
  }

  /** Copies rows of another state: to row i comes row `ids[i]`. The numbers of the rows are floats at that address. */
  takeRows(other: StateCell, ids: number): void {
    wasm().exports.gather(this.shape[0]!, other.shape[0]!, this.rowSize, ids, other.address, this.address);
  }

  /** Copies all rows back to where {@link takeRows} took them. */
  giveRows(other: StateCell, ids: number): void {
    wasm().exports.scatter(this.shape[0]!, this.rowSize, ids, this.address, other.address);
  }

  /** The numbers, copied. */
  read(): Float32Array {
    return wasm().f32.slice(this.address >>> 2, (this.address >>> 2) + this.size);
  }

  write(data: ArrayLike<number>): void {
    wasm().f32.set(data, this.address >>> 2);
  }

  /** Back to the initial value. */
  reset(): void {
    wasm().f32.fill(this.initial, this.address >>> 2, (this.address >>> 2) + this.size);
  }

  /** Frees its memory at once; no plan that uses it may run again. */
  dispose(): void {
    this.#free();
  }
}
