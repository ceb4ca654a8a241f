import { array, assert, integer, property, record } from "fast-check";
import { describe, expect, test } from "vitest";
import { aligned, FreeList } from "../../src/wasm/free-list.ts";

interface Range {
  readonly start: number;
  readonly bytes: number;
}

const endOf = ({ start, bytes }: Range): number => start + aligned(bytes);

describe("FreeList", () => {
  test("hands out lines of 64 bytes, from the first one behind the start", () => {
    const list = new FreeList(65);
    expect([list.take(1), list.take(64), list.take(65), list.end]).toEqual([128, 192, 256, 384]);
  });

  test("takes the smallest free range that is large enough, and leaves the rest of it free", () => {
    for (const sizes of [
      [256, 128],
      [128, 256],
    ]) {
      const list = new FreeList(0);
      const starts = sizes.map((size) => [list.take(size), list.take(64)][0]!);
      sizes.forEach((size, i) => {
        list.give(starts[i]!, size);
      });
      const [small, large] = [starts[sizes.indexOf(128)]!, starts[sizes.indexOf(256)]!];
      expect([list.take(100), list.take(64), list.take(192)]).toEqual([small, large, large + 64]);
      expect(list.end).toBe(512);
    }
  });

  test("joins neighbours, whichever comes back first", () => {
    for (const order of [
      [0, 1, 2],
      [2, 0, 1],
      [1, 2, 0],
    ]) {
      const list = new FreeList(0);
      const starts = [list.take(64), list.take(64), list.take(64), list.take(64)];
      for (const i of order) list.give(starts[i]!, 64);
      expect(list.take(192)).toBe(0);
    }
  });

  test("grows the free range at its end rather than leave it behind", () => {
    const list = new FreeList(0);
    list.take(64);
    list.give(list.take(64), 64);
    expect([list.take(256), list.end]).toEqual([64, 320]);
  });

  test("appends behind all, whatever is free", () => {
    const list = new FreeList(0);
    list.give(list.take(128), 128);
    expect([list.append(64), list.end]).toEqual([128, 192]);
  });

  test("takes nothing for nothing", () => {
    const list = new FreeList(0);
    list.give(list.take(0), 0);
    expect([list.take(64), list.end]).toEqual([0, 64]);
  });

  test("never hands out what is taken, and has all of it in one range in the end", () => {
    const step = record({ bytes: integer({ min: 0, max: 1000 }), give: integer({ min: 0, max: 9 }) });
    assert(
      property(array(step, { maxLength: 60 }), (steps) => {
        const list = new FreeList(0);
        const taken: Range[] = [];
        for (const { bytes, give } of steps) {
          const range = { start: list.take(bytes), bytes };
          expect(range.start % 64).toBe(0);
          expect(endOf(range)).toBeLessThanOrEqual(list.end);
          for (const other of taken) expect(range.start >= endOf(other) || endOf(range) <= other.start).toBe(true);
          taken.push(range);
          for (const one of taken.splice(0, give > 6 ? give - 6 : 0)) list.give(one.start, one.bytes);
        }
        for (const { start, bytes } of taken) list.give(start, bytes);
        expect(list.take(list.end)).toBe(0);
      }),
      { seed: 1, numRuns: 300 },
    );
  });
});
