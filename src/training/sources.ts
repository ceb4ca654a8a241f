/**
 * Where batches come from, epoch after epoch.
 *
 * @module
 */
import { refused } from "../check.ts";
import { type Random, shuffle } from "../random.ts";
import { checkWhole, sizeOf, Tensor, type TensorData } from "../tensor.ts";
import type { Batch } from "./batch.ts";
import { iteratorOf, until } from "./until.ts";

/** What can be gone through. */
export type Many<T> = Iterable<T> | AsyncIterable<T>;

/** Batches for any number of epochs. @internal */
export interface Source {
  /** How many batches an epoch has; undefined where that is not known. */
  readonly steps: number | undefined;
  /** The batches of one epoch. A batch is good until the next one is asked for. */
  epoch(): Many<Batch>;
  /** Lets go of what an epoch has begun and no other will end. */
  close?(): unknown;
}

/** All samples in batches, the last of which may be smaller; with random numbers, in another order each epoch. @internal */
export class Samples implements Source {
  readonly steps: number;
  readonly #where: string;
  readonly #all: Batch;
  readonly #batchSize: number;
  readonly #random: Random | undefined;
  readonly #order: Int32Array;
  /** The batches that are filled again and again, by their size. */
  readonly #buffers = new Map<number, Batch>();

  constructor(where: string, all: Batch, batchSize: number, random?: Random) {
    this.#where = where;
    this.#all = all;
    this.#batchSize = Math.min(batchSize, all.samples);
    this.#random = random;
    this.steps = Math.ceil(all.samples / batchSize);
    this.#order = Int32Array.from({ length: random ? all.samples : 0 }, (_, i) => i);
  }

  *epoch(): Iterable<Batch> {
    const { samples } = this.#all;
    if (this.#random) shuffle(this.#order, this.#random);
    for (let at = 0; at < samples; at += this.#batchSize) {
      const end = Math.min(at + this.#batchSize, samples);
      for (const { data, shape } of this.#all.tensors) checkWhole(this.#where, data, shape);
      if (this.#random) yield this.#gather(this.#order.subarray(at, end));
      else yield samples === this.#batchSize ? this.#all : this.#all.slice(at, end);
    }
  }

  #gather(rows: Int32Array): Batch {
    let batch = this.#buffers.get(rows.length);
    if (!batch) {
      batch = this.#all.map(({ data, shape: [, ...rest] }) => {
        const Data = data.constructor as new (length: number) => TensorData;
        return new Tensor(new Data(rows.length * sizeOf(rest)), [rows.length, ...rest]);
      });
      this.#buffers.set(rows.length, batch);
    }
    const from = this.#all.tensors;
    batch.tensors.forEach((to, i) => {
      copyRows(from[i]!.data, rows, to.data);
    });
    return batch;
  }
}

/** Batches that an iterable gives, each epoch from its beginning. @internal */
export class Iterated implements Source {
  readonly steps: number | undefined;
  readonly #where: string;
  readonly #batches: Many<unknown>;
  readonly #take: (batch: unknown) => Batch;
  readonly #signal: AbortSignal | undefined;
  #wasRead = false;

  constructor(where: string, batches: Many<unknown>, take: (batch: unknown) => Batch, signal: AbortSignal | undefined) {
    this.#where = where;
    this.#signal = signal;
    this.#batches = batches;
    this.#take = take;
    const { length } = batches as { readonly length?: unknown };
    this.steps = typeof length === "number" ? length : undefined;
  }

  async *epoch(): AsyncIterable<Batch> {
    let isEmpty = true;
    for await (const batch of until(this.#batches, this.#signal)) {
      isEmpty = false;
      yield this.#take(batch);
    }
    if (isEmpty) throw this.#nothing();
    this.#wasRead = true;
  }

  #nothing(): Error {
    if (!this.#wasRead) return refused(this.#where, "the iterable gave no batches");
    const fix = "A generator runs but once: give an object whose [Symbol.iterator] begins anew.";
    return refused(this.#where, "the iterable gave its batches once, and now none", fix);
  }
}

/** The first batches of a source, as many in each epoch. @internal */
export class First implements Source {
  readonly steps: number;
  readonly #source: Source;

  constructor(source: Source, steps: number) {
    this.#source = source;
    this.steps = Math.min(steps, source.steps ?? steps);
  }

  async *epoch(): AsyncIterable<Batch> {
    let step = 0;
    for await (const batch of this.#source.epoch()) {
      yield batch;
      if (++step === this.steps) return;
    }
  }
}

/** So many batches an epoch, each epoch from where the last one ended; at the end of a source it begins anew. @internal */
export class Counted implements Source {
  readonly steps: number;
  readonly #source: Source;
  #current: Iterator<Batch> | AsyncIterator<Batch> | undefined;

  constructor(source: Source, steps: number) {
    this.#source = source;
    this.steps = steps;
  }

  async *epoch(): AsyncIterable<Batch> {
    for (let step = 0; step < this.steps; step++) yield await this.#next();
  }

  close(): unknown {
    return this.#current?.return?.();
  }

  async #next(): Promise<Batch> {
    for (;;) {
      this.#current ??= iteratorOf(this.#source.epoch());
      const { done, value } = await this.#current.next();
      if (!done) return value;
      this.#current = undefined;
    }
  }
}

/** Rows shorter than this are copied element by element: views of them would take longer to make than to copy. */
const SHORT = 32;

function copyRows(from: TensorData, rows: Int32Array, to: TensorData): void {
  const row = to.length / rows.length;
  let at = 0;
  for (let i = 0; i < rows.length; i++) {
    const start = rows[i]! * row;
    if (row < SHORT) for (let j = 0; j < row; j++) to[at + j] = from[start + j]!;
    else to.set(from.subarray(start, start + row), at);
    at += row;
  }
}
