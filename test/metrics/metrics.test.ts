import { describe, expect, test } from "vitest";
import { Runner } from "../../src/graph/runner.ts";
import type { Value } from "../../src/graph/value.ts";
import { metrics, ops, type Tensor, tensor } from "../../src/index.ts";
import { getMetric, metricClasses } from "../../src/metrics/by-name.ts";
import { errorOf } from "../contract/tensors.ts";

/** The result of one batch. */
function measured(metric: metrics.Metric, yTrue: Tensor, yPred: Tensor): number {
  const runner = new Runner();
  const sums = runner.run([yTrue, yPred], ([labels, predictions]) => metric.measure(labels!, predictions!));
  runner.dispose();
  return metric.result((sums as readonly Tensor[]).map(({ data }) => Float64Array.from(data)));
}

const zeros = (...shape: number[]) => tensor(new Float32Array(shape.reduce((a, b) => a * b, 1)), shape);

describe("Metric", () => {
  test("is made again by its configuration", () => {
    for (const [className, MetricClass] of Object.entries(metricClasses)) {
      const isScore = /Score$/.test(className);
      const config = new MetricClass((isScore ? { average: "macro" } : {}) as never).getConfig();
      expect(MetricClass.fromConfig(config).getConfig()).toEqual(config);
      expect(className).toBe(new MetricClass(config as never).className);
    }
  });

  test("refuses options that are none", () => {
    expect(errorOf(() => new metrics.AUC({ curve: "roc" as never }))).toBe(
      'RangeError: AUC: curve must be one of "ROC", "PR", got "roc".',
    );
    expect(errorOf(() => new metrics.AUC({ numThresholds: 1 }))).toBe(
      "RangeError: AUC: numThresholds must be 2 or more, got 1.",
    );
    expect(errorOf(() => new metrics.Precision({ thresholds: 2 }))).toBe(
      "RangeError: Precision: thresholds must be a number from 0 to 1, got 2.",
    );
    expect(errorOf(() => new metrics.Recall({ classId: -1 }))).toBe(
      "RangeError: Recall: classId must be an integer of 0 or more, got -1.",
    );
    expect(errorOf(() => new metrics.F1Score({} as never))).toBe(
      'RangeError: F1Score: average must be one of "micro", "macro", "weighted", got undefined.',
    );
    expect(errorOf(() => new metrics.FBetaScore({ average: "micro", beta: 0 }))).toBe(
      "RangeError: FBetaScore: beta must be a positive number, got 0.",
    );
    expect(errorOf(() => new metrics.AUC({ thresholds: 0.5 as never }))).toBe(
      "TypeError: AUC: thresholds must be a list of numbers, got 0.5.",
    );
  });

  test("has the options of Keras's class in its configuration", () => {
    const config = { name: "mine", average: "macro", threshold: 0.4 } as const;
    expect(new metrics.F1Score(config).getConfig()).toEqual(config);
    expect(metrics.F1Score.fromConfig(config).options).toEqual({ ...config, beta: 1 });
  });

  test("refuses shapes that do not go together", () => {
    expect(errorOf(() => measured(new metrics.BinaryAccuracy(), zeros(4, 2), zeros(4, 1)))).toBe(
      "RangeError: binaryAccuracy: yTrue must have the shape of yPred, [4, 1], got [4, 2].",
    );
    expect(
      errorOf(() => measured(new metrics.SparseCategoricalAccuracy({ name: "acc" }), zeros(4, 2), zeros(4, 3))),
    ).toBe("RangeError: acc: yTrue must have shape [4] or [4, 1], got [4, 2].");
    expect(errorOf(() => measured(new metrics.Recall({ classId: 3 }), zeros(4, 3), zeros(4, 3)))).toBe(
      "RangeError: recall: yPred must have shape [batch, ..., classes] with class 3, got [4, 3].",
    );
    expect(errorOf(() => measured(new metrics.F1Score({ average: "micro" }), zeros(4), zeros(4)))).toBe(
      "RangeError: f1Score: yPred must have shape [batch, classes], got [4].",
    );
  });
});

describe("getMetric", () => {
  test("chooses accuracy and crossentropy by the shapes, and keeps the name", () => {
    const accuracy = getMetric("acc", [4], [4, 3]);
    expect(accuracy).toBeInstanceOf(metrics.SparseCategoricalAccuracy);
    expect(accuracy.name).toBe("acc");
    expect(getMetric("accuracy", [4, 1], [4, 1])).toBeInstanceOf(metrics.BinaryAccuracy);
    expect(getMetric("accuracy", [4, 3], [4, 3])).toBeInstanceOf(metrics.CategoricalAccuracy);
    expect(getMetric("ce", [4, 3], [4, 3])).toBeInstanceOf(metrics.CategoricalCrossentropy);
    expect(getMetric(accuracy, [4], [4, 3])).toBe(accuracy);
  });

  test("takes a function, of which it takes the mean", () => {
    const miss = (yTrue: Value, yPred: Value): Value => ops.abs(ops.subtract(yTrue, yPred));
    const metric = getMetric(miss, [2, 2], [2, 2]);
    expect(metric.name).toBe("miss");
    expect(
      measured(
        metric,
        zeros(2, 2),
        tensor([
          [1, 2],
          [3, 4],
        ]),
      ),
    ).toBe(2.5);
  });
});
