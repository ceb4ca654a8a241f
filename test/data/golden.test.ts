import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { padSequences, type Tensor, timeseriesDataset, toCategorical } from "../../src/index.ts";

interface GoldenCall {
  readonly function: string;
  readonly arguments: never[];
  readonly options: never;
  readonly result: unknown;
}

const { cases }: { cases: readonly GoldenCall[] } = JSON.parse(
  readFileSync(new URL("../golden/data.json", import.meta.url), "utf8"),
);

const plain = (tensor: Tensor) => ({ dtype: tensor.dtype, shape: tensor.shape, data: tensor.toArray() });

// In the golden file all targets are integers.
const ours: Record<string, (args: never[], options: never) => unknown> = {
  padSequences: ([sequences], options) => plain(padSequences(sequences!, options)),
  toCategorical: ([labels], options) => plain(toCategorical(labels!, options)),
  timeseriesDataset: ([data, targets], options) =>
    targets === null
      ? Array.from(timeseriesDataset(data!, targets, options), (x) => [plain(x)])
      : Array.from(timeseriesDataset(data!, integers(targets!), options), (batch) => batch.map(plain)),
};

function integers(rows: number[] | number[][]) {
  const data = Int32Array.from(rows.flat());
  return { data, shape: [rows.length, ...(Array.isArray(rows[0]) ? [rows[0].length] : [])] };
}

describe.each(Object.keys(ours))("%s", (name) => {
  const own = cases.filter((golden) => golden.function === name);
  test.each(own)("gives what Keras gives for $arguments with $options", (golden) => {
    expect(ours[name]!(golden.arguments, golden.options)).toEqual(golden.result);
  });
});
