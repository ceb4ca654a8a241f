/**
 * Sums in an order of their own.
 *
 * @module
 */
import type { Sum } from "./messages.ts";

/**
 * Adds up what shards have computed, in pairs, then in pairs of pairs: the order follows from the numbers of the shards
 * alone, so the sum has the same bits whoever has added up which part of it. Sums are pushed in the order of shards.
 */
export class PairwiseSum<Numbers> {
  readonly #sums: Sum<Numbers>[] = [];
  readonly #add: (left: Numbers, right: Numbers) => Numbers;

  /** What adds two of those that are added up; it may change both. */
  constructor(add: (left: Numbers, right: Numbers) => Numbers) {
    this.#add = add;
  }

  /** The sums of all pairs that are complete. */
  get sums(): readonly Sum<Numbers>[] {
    return this.#sums;
  }

  /** Adds the next sum. */
  push(next: Sum<Numbers>): void {
    let sum = next;
    for (let left = this.#sums.at(-1); left && isPair(left, sum); left = this.#sums.at(-1)) {
      this.#sums.pop();
      sum = this.#added(left, sum);
    }
    this.#sums.push(sum);
  }

  /** The sum of all. What has no partner is added to what is left of it, from the right. */
  total(): Numbers {
    return this.#sums.reduceRight((right, left) => this.#added(left, right)).numbers;
  }

  #added(left: Sum<Numbers>, right: Sum<Numbers>): Sum<Numbers> {
    return {
      first: left.first,
      count: left.count + right.count,
      numbers: this.#add(left.numbers, right.numbers),
    };
  }
}

/** The total of sums that stand in the order of shards. */
export function totalOf<Numbers>(
  sums: readonly Sum<Numbers>[],
  add: (left: Numbers, right: Numbers) => Numbers,
): Numbers {
  const all = new PairwiseSum(add);
  for (const sum of sums) all.push(sum);
  return all.total();
}

/** Adds numbers to others, in the memory of those. */
export function addTo<Numbers extends Float32Array>(left: Numbers, right: Float32Array): Numbers {
  for (let i = 0; i < left.length; i++) left[i]! += right[i]!;
  return left;
}

/** Whether two sums are the halves of one. */
function isPair(left: Sum<unknown>, right: Sum<unknown>): boolean {
  return left.count === right.count && left.first % (2 * left.count) === 0;
}
