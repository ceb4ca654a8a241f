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
export class PairwiseSum {
  readonly #sums: Sum[] = [];

  /** The sums of all pairs that are complete. */
  get sums(): readonly Sum[] {
    return this.#sums;
  }

  /** Adds the next sum. Its numbers may be added to those before it, which are changed. */
  push(next: Sum): void {
    let sum = next;
    for (let left = this.#sums.at(-1); left && isPair(left, sum); left = this.#sums.at(-1)) {
      this.#sums.pop();
      sum = added(left, sum);
    }
    this.#sums.push(sum);
  }

  /** The sum of all. What has no partner is added to what is left of it, from the right. */
  total(): Float32Array {
    return this.#sums.reduceRight((right, left) => added(left, right)).numbers;
  }
}

/** Whether two sums are the halves of one. */
function isPair(left: Sum, right: Sum): boolean {
  return left.count === right.count && left.first % (2 * left.count) === 0;
}

function added(left: Sum, right: Sum): Sum {
  const { numbers } = left;
  const others = right.numbers;
  for (let i = 0; i < numbers.length; i++) numbers[i]! += others[i]!;
  return { first: left.first, count: left.count + right.count, numbers };
}
