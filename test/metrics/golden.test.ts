import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { Runner } from "../../src/graph/runner.ts";
import { getMetric, metricClasses } from "../../src/metrics/by-name.ts";
import type { Metric } from "../../src/metrics/index.ts";
import type { MetricName } from "../../src/metrics/names.ts";
import { identity } from "../../src/ops/reshape.ts";
import { softmax } from "../../src/ops/rowwise.ts";
import type { Tensor } from "../../src/tensor.ts";
import { decode, type GoldenArray } from "../golden/case.ts";

interface Batch {
  readonly yTrue: GoldenArray;
  readonly yPred: GoldenArray;
  readonly sampleWeight?: GoldenArray;
  readonly mask?: GoldenArray;
}

interface MetricCase {
  readonly name: string;
  readonly metric: string;
  readonly options?: object;
  readonly activation?: "softmax";
  readonly batches: readonly Batch[];
  readonly result: number;
}

const { cases } = JSON.parse(readFileSync(new URL("../golden/metrics.json", import.meta.url), "utf8")) as {
  readonly cases: readonly MetricCase[];
};

function metricOf({ metric, options, batches }: MetricCase): Metric {
  if (options) return new metricClasses[metric]!(options);
  const [{ yTrue, yPred }] = batches as [Batch];
  return getMetric(metric as MetricName, yTrue.shape, yPred.shape);
}

/** The sums of one batch. */
function sumsOf(metric: Metric, batch: Batch, activation?: "softmax"): readonly Tensor[] {
  const names = ["yTrue", "yPred", "sampleWeight", "mask"].filter((name) => name in batch);
  const tensors = names.map((name) => decode((batch as unknown as Record<string, GoldenArray>)[name]!));
  const runner = new Runner();
  const sums = runner.run(tensors, (values) => {
    const given = Object.fromEntries(names.map((name, i) => [name, values[i]]));
    const yPred = identity(activation ? softmax(given["yPred"]!) : given["yPred"]!);
    yPred.mask = given["mask"];
    return metric.measure(given["yTrue"]!, yPred, given["sampleWeight"]);
  });
  runner.dispose();
  return sums as readonly Tensor[];
}

/** The metric of all batches, whose sums are added up as training does. */
function resultOf(metric: Metric, { batches, activation }: MetricCase): number {
  const [first, ...rest] = batches.map((batch) => sumsOf(metric, batch, activation));
  const totals = first!.map((sum) => Float64Array.from(sum.data));
  for (const sums of rest) {
    sums.forEach(({ data }, i) => {
      data.forEach((value, j) => {
        totals[i]![j]! += value;
      });
    });
  }
  return metric.result(totals);
}

describe("metrics are Keras's", () => {
  test.each(cases.map((one) => [one.name, one] as const))("%s", (_, one) => {
    const metric = metricOf(one);
    if (!one.options) expect(metric.name).toBe(one.metric);
    const result = resultOf(metric, one);
    expect(Math.abs(result - one.result), `${result} in place of ${one.result}`).toBeLessThanOrEqual(
      1e-5 * (1 + Math.abs(one.result)),
    );
  });
});
