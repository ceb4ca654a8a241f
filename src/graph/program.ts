/**
 * Programs as they are written: kernel calls and loops, as rows of words.
 *
 * @module
 */
import type { KernelName, Kernels } from "../wasm/kernels.ts";
import { wasm } from "../wasm/load.ts";
import type { OpNode } from "./value.ts";

/** An argument that grows by `stride` bytes at each turn of the innermost loop. */
export class Moving {
  readonly address: number;
  readonly stride: number;

  constructor(address: number, stride: number) {
    this.address = address;
    this.stride = stride;
  }
}

type OrMoving<P extends readonly number[]> = { [I in keyof P]: number | Moving };
type Arguments<K extends KernelName> = OrMoving<Parameters<Kernels[K]>>;

// The program's own memory is laid out before it is allocated: until then its addresses count from here.
/** @internal */
export const RELATIVE = 2 ** 40;

/** Where an address of the emitter is, once the program's own memory begins at `block`. @internal */
export function relocated(address: number, block: number): number {
  return address >= RELATIVE ? address - RELATIVE + block : address;
}

const LOOP = 0;

/** A program, or a part of one; relative addresses are still to be moved. @internal */
export interface Code {
  readonly words: number[];
  /** Which words hold relative addresses. */
  readonly relative: number[];
}

/** Writes a program. @internal */
export class Writer {
  /** Where behind its beginning the program has each node, for finding the node that met bad data. */
  readonly origins: { readonly word: number; readonly node: OpNode }[] = [];
  /** What is done before all else. */
  readonly #beginning: Code = { words: [], relative: [] };
  readonly #rest: Code = { words: [], relative: [] };
  #code = this.#rest;
  #moves: { word: number; stride: number }[] = [];

  /** The whole program, and at which word its beginning ends. */
  get program(): Code & { readonly begun: number } {
    const begun = this.#beginning.words.length;
    return {
      words: [...this.#beginning.words, ...this.#rest.words],
      relative: [...this.#beginning.relative, ...this.#rest.relative.map((word) => word + begun)],
      begun,
    };
  }

  /** Says that what is appended next is of a node. */
  begin(node: OpNode): void {
    this.origins.push({ word: this.#rest.words.length, node });
  }

  /** Has calls come before all that is appended otherwise, whatever loop that is in. */
  before(calls: () => void): void {
    this.#code = this.#beginning;
    calls();
    this.#code = this.#rest;
  }

  /** Appends a kernel call. */
  call<K extends KernelName>(kernel: K, ...args: Arguments<K>): void {
    const { words, relative } = this.#code;
    words.push(wasm().tableIndex.get(kernel)!, args.length);
    for (const arg of args as (number | Moving)[]) {
      if (arg instanceof Moving) this.#moves.push({ word: words.length, stride: arg.stride });
      const word = arg instanceof Moving ? arg.address : arg;
      if (word >= RELATIVE) relative.push(words.length);
      words.push(word >= RELATIVE ? word - RELATIVE : word);
    }
  }

  /** Appends the copy of `size` floats that lie side by side. */
  copy(size: number, from: number, to: number): void {
    this.call("copy", 1, 1, 1, size, from, 0, 0, 0, 1, to, 0, 0, 0, 1);
  }

  /** Appends a loop; `body` appends what it repeats. */
  loop(times: number, body: () => void): void {
    const { words, relative } = this.#code;
    const outer = { words: words.length, relative: relative.length, origins: this.origins.length };
    const outerMoves = this.#moves;
    this.#moves = [];
    body();
    const inner = words.splice(outer.words);
    const head = [LOOP, times, inner.length, this.#moves.length];
    for (const { word, stride } of this.#moves) head.push(word - outer.words, stride);
    words.push(...head);
    for (const word of inner) words.push(word);
    // The body now lies behind its head.
    const shift = head.length;
    for (let i = outer.relative; i < relative.length; i++) relative[i]! += shift;
    for (let i = outer.origins; i < this.origins.length; i++) {
      const { word, node } = this.origins[i]!;
      this.origins[i] = { word: word + shift, node };
    }
    this.#moves = outerMoves;
  }
}
