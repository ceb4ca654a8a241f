import { describe, expect, test } from "vitest";
import { padSequences, tensor, timeseriesDataset, toCategorical } from "../../src/index.ts";
import { errorOf } from "../contract/tensors.ts";

describe("padSequences", () => {
  test("takes typed arrays and tensors", () => {
    const sequences = [Int32Array.of(1, 2), tensor([3])];
    expect(padSequences(sequences).toArray()).toEqual([
      [1, 2],
      [0, 3],
    ]);
  });

  test("refuses what it cannot put together", () => {
    expect(errorOf(() => padSequences([]))).toBe(
      "RangeError: padSequences: sequences must not be empty where maxlen is not given, got [].",
    );
    expect(errorOf(() => padSequences([[[1, 2]], [[3]]]))).toBe(
      "RangeError: padSequences: each step of sequence 1 must have shape [2], got [1].",
    );
    expect(errorOf(() => padSequences([[1]], { padding: "before" as never }))).toBe(
      'RangeError: padSequences: padding must be one of "pre", "post", got "before".',
    );
    expect(errorOf(() => padSequences([[1]], { maxlen: 1e10 }))).toBe(
      "RangeError: padSequences: the result must fit into memory, got [1, 10000000000].",
    );
    expect(errorOf(() => padSequences([[1]], { maxlen: 0 }))).toBe(
      "RangeError: padSequences: maxlen must be a positive integer, got 0.",
    );
    expect(errorOf(() => padSequences([1, 2] as never))).toBe(
      "TypeError: padSequences: input must be a tensor (data and shape), got 1.",
    );
  });
});

describe("toCategorical", () => {
  test("takes a typed array", () => {
    expect(toCategorical(Uint8Array.of(1, 0)).toArray()).toEqual([
      [0, 1],
      [1, 0],
    ]);
  });

  test("refuses labels that are no class", () => {
    for (const label of [-1, 3, 0.5, Number.NaN]) {
      expect(errorOf(() => toCategorical([0, label], { numClasses: 3 }))).toBe(
        `RangeError: toCategorical: labels must be integers from 0 to 2, got ${label}.`,
      );
    }
    expect(errorOf(() => toCategorical([Number.NaN]))).toBe(
      "RangeError: toCategorical: labels must be integers from 0 to 0, got NaN.",
    );
    expect(errorOf(() => toCategorical([1], { numClasses: 1e15 }))).toBe(
      "RangeError: toCategorical: the result must fit into memory, got [1, 1000000000000000].",
    );
    expect(errorOf(() => toCategorical([]))).toBe(
      "RangeError: toCategorical: labels must not be empty where numClasses is not given, got [].",
    );
  });
});

describe("timeseriesDataset", () => {
  const series = Array.from({ length: 50 }, (_, i) => i);
  const firsts = (dataset: ReturnType<typeof shuffled>) => [...dataset].flatMap(([, y]) => [...y.data]);
  const shuffled = (seed: number) =>
    timeseriesDataset(series, series, { sequenceLength: 3, batchSize: 7, shuffle: true, seed });

  test("shuffles windows with their targets, anew each time, the same way for the same seed", () => {
    const dataset = shuffled(1);
    const [once, again] = [firsts(dataset), firsts(dataset)];
    expect(once).not.toEqual(again);
    expect(once.toSorted((a, b) => a - b)).toEqual(series.slice(0, 48));
    expect(again.toSorted((a, b) => a - b)).toEqual(series.slice(0, 48));
    const same = shuffled(1);
    expect([firsts(same), firsts(same)]).toEqual([once, again]);
    expect(firsts(shuffled(2))).not.toEqual(once);
    for (const [x, y] of dataset) {
      expect(x.toArray()).toEqual(Array.from(y.data, (first) => [first, first + 1, first + 2]));
    }
  });

  test("counts its batches", () => {
    expect(shuffled(1).length).toBe([...shuffled(1)].length);
  });

  test("refuses ranges without a window", () => {
    expect(errorOf(() => timeseriesDataset(series, null, { sequenceLength: 51 }))).toBe(
      "RangeError: timeseriesDataset: a window of 51 rows and, if given, its target must fit between startIndex and endIndex, got 50.",
    );
    expect(errorOf(() => timeseriesDataset(series, null, { sequenceLength: 2, startIndex: 9, endIndex: 9 }))).toBe(
      "RangeError: timeseriesDataset: startIndex and endIndex must be integers, 0 ≤ startIndex < endIndex ≤ 50, got startIndex 9, endIndex 9.",
    );
    expect(errorOf(() => timeseriesDataset(series, null, { sequenceLength: 0 }))).toBe(
      "RangeError: timeseriesDataset: sequenceLength must be a positive integer, got 0.",
    );
    expect(errorOf(() => timeseriesDataset(tensor(Float32Array.of(1), []), null, { sequenceLength: 1 }))).toBe(
      "RangeError: timeseriesDataset: data must have an axis of time, got [].",
    );
    expect(errorOf(() => timeseriesDataset(series, null, { sequenceLength: 2, sequencelength: 2 } as never))).toMatch(
      /^TypeError: timeseriesDataset: unknown option "sequencelength"\. Options: sequenceLength, /,
    );
  });
});
