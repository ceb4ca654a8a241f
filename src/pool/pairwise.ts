/**
 * Sums in an order of their own.
 *
 * @module
 */
import type { Sum } from "./messages.ts";
import type { Spare } from "./spare.ts";

/**
 * Adds up what shards have computed, in pairs, then in pairs of pairs: the order follows from the numbers of the shards
 * alone, so the sum has the same bits whoever has added up which part of it. Sums are pushed in the order of shards.
 */
export class PairwiseSum {
  readonly #sums: Sum[] = [];
  readonly #spare: Spare;

  /** The memory of numbers that are a part of a sum by then becomes spare. */
  constructor(spare: Spare) {
    this.#spare = spare;
  }

  /** The sums of all pairs that are complete. */
  get sums(): readonly Sum[] {
    return this.#sums;
  }

  /** Adds the next sum. Its numbers may be added to those before it, which are changed. */
  push(next: Sum): void {
    let sum = next;
    for (let left = this.#sums.at(-1); left && isPair(left, sum); left = this.#sums.at(-1)) {
      this.#sums.pop();
      sum = this.#added(left, sum);
    }
    this.#sums.push(sum);
  }

  /** The sum of all. What has no partner is added to what is left of it, from the right. */
  total(): Float32Array<ArrayBuffer> {
    return this.#sums.reduceRight((right, left) => this.#added(left, right)).numbers;
  }

  #added(left: Sum, right: Sum): Sum {
    const { numbers } = left;
    const others = right.numbers;
    for (let i = 0; i < numbers.length; i++) numbers[i]! += others[i]!;
    this.#spare.give([others.buffer]);
    return { first: left.first, count: left.count + right.count, numbers };
  }
}

/** Whether two sums are the halves of one. */
function isPair(left: Sum, right: Sum): boolean {
  return left.count === right.count && left.first % (2 * left.count) === 0;
}
