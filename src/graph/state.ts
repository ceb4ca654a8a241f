/**
 * States that outlive a call, in linear memory: of stateful layers and of streams.
 *
 * @module
 */
import { sizeOf } from "../tensor.ts";
import { wasm } from "../wasm/load.ts";
import { allocate, ownedBy, release } from "../wasm/memory.ts";

/** One state. @internal */
export class StateCell {
  /** The layer it belongs to and its place there, as in `gru/0`. */
  readonly name: string;
  readonly shape: readonly number[];
  readonly size: number;
  readonly address: number;
  readonly #initial: number;
  readonly #free: () => void;

  constructor(name: string, shape: readonly number[], initial = 0) {
    this.name = name;
    this.shape = shape;
    this.size = sizeOf(shape);
    this.#initial = initial;
    const bytes = this.size * 4;
    const address = allocate(bytes);
    this.address = address;
    this.#free = ownedBy(this, () => release(address, bytes));
    this.reset();
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
    wasm().f32.fill(this.#initial, this.address >>> 2, (this.address >>> 2) + this.size);
  }

  /** Frees its memory at once; no plan that uses it may run again. */
  dispose(): void {
    this.#free();
  }
}
