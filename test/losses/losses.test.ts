import { describe, expect, test } from "vitest";
import { gradients } from "../../src/gradients/index.ts";
import { Runner } from "../../src/graph/runner.ts";
import type { Value } from "../../src/graph/value.ts";
import { Dense, losses, ops, type Tensor, TimeDistributed, tensor } from "../../src/index.ts";
import { getLoss, lossClasses } from "../../src/losses/by-name.ts";
import { filled } from "../../src/ops/like.ts";
import { errorOf } from "../contract/tensors.ts";

const ids = (...values: number[]) => tensor(Int32Array.from(values));
const zeros = (...shape: number[]) => tensor(new Float32Array(shape.reduce((a, b) => a * b, 1)), shape);

/** The gradient of a loss by the predictions. */
function gradientOf(loss: losses.Loss, yTrue: Tensor, yPred: Tensor): Tensor {
  const runner = new Runner();
  const gradient = runner.run([yTrue, yPred], ([labels, predictions]) => {
    const value = loss.apply(labels!, predictions!);
    return gradients([value], [filled(value, 1)], [predictions!])[0]!;
  });
  runner.dispose();
  return gradient as Tensor;
}

describe("Loss", () => {
  test("gives one number of tensors, or one for each sample", () => {
    const [yTrue, yPred] = [tensor([[1, 2]]), tensor([[1, 4]])];
    expect(new losses.MeanSquaredError().apply(yTrue, yPred).toArray()).toBe(2);
    expect(new losses.MeanSquaredError({ reduction: "none" }).apply(yTrue, yPred).toArray()).toEqual([2]);
  });

  test("weighs all steps of a sample alike if there is one weight for it", () => {
    const loss = new losses.MeanSquaredError({ reduction: "sum" });
    expect(loss.apply(zeros(2, 3, 1), tensor(new Float32Array(6).fill(2), [2, 3, 1]), tensor([1, 0.5])).toArray()).toBe(
      18,
    );
  });

  test("can be written as a class", () => {
    class Greatest extends losses.Loss {
      override call(yTrue: Value, yPred: Value): Value {
        return ops.max(ops.abs(ops.subtract(yTrue, yPred)), -1);
      }
    }
    const loss = new Greatest();
    expect(loss.name).toBe("greatest");
    expect(loss.apply(tensor([[1, 2]]), tensor([[1, 5]])).toArray()).toBe(3);
  });

  test("refuses options that are none", () => {
    expect(errorOf(() => new losses.MeanSquaredError({ reduction: "median" as never }))).toBe(
      'RangeError: MeanSquaredError: reduction must be one of "sumOverBatchSize", "mean", "sum", "meanWithSampleWeight", "none", got "median".',
    );
    expect(errorOf(() => new losses.Huber({ delta: Number.NaN }))).toBe(
      "RangeError: Huber: delta must be a finite number, got NaN.",
    );
    expect(errorOf(() => new losses.CategoricalCrossentropy({ labelSmoothing: 2 }))).toBe(
      "RangeError: CategoricalCrossentropy: labelSmoothing must be a number from 0 to 1, got 2.",
    );
    expect(errorOf(() => new losses.Poisson({ rate: 1 } as never))).toBe(
      'TypeError: Poisson: unknown option "rate". Options: name, reduction.',
    );
  });

  test("is made again by its configuration", () => {
    const smoothed = new losses.CategoricalCrossentropy({ labelSmoothing: 0.1, name: "smoothed", reduction: "sum" });
    expect(smoothed.getConfig()).toEqual({
      name: "smoothed",
      reduction: "sum",
      fromLogits: false,
      labelSmoothing: 0.1,
      axis: -1,
    });
    for (const [className, LossClass] of Object.entries(lossClasses)) {
      const config = new LossClass().getConfig();
      const again = LossClass.fromConfig(config);
      expect(again.className).toBe(className);
      expect(again.getConfig()).toEqual(config);
    }
  });

  test("refuses shapes that do not go together", () => {
    expect(errorOf(() => new losses.MeanSquaredError().apply(zeros(4, 2), zeros(4, 3)))).toBe(
      "RangeError: meanSquaredError: yTrue must have the shape of yPred, [4, 3], got [4, 2].",
    );
    expect(errorOf(() => new losses.MeanSquaredError().apply(zeros(4, 3), zeros(4, 3), zeros(3)))).toBe(
      "RangeError: meanSquaredError: sampleWeight and mask must have shape [4] or the first axes of it, got [3].",
    );
    expect(errorOf(() => new losses.SparseCategoricalCrossentropy({ axis: 0 }).apply(ids(0), zeros(1, 3)))).toBe(
      "RangeError: sparseCategoricalCrossentropy: axis must be the last, got 0.",
    );
    expect(errorOf(() => new losses.MeanSquaredError().apply(zeros(4, 3), zeros(4, 3, 1), zeros(4, 3)))).toBe(
      "RangeError: meanSquaredError: sampleWeight and mask must have shape [4] or the first axes of it, got [4, 3]. " +
        "Where predictions are [batch, timesteps, 1], so must labels be.",
    );
    expect(errorOf(() => new losses.CategoricalCrossentropy().apply(ids(0, 1), zeros(2, 3)))).toBe(
      "RangeError: categoricalCrossentropy: yTrue must have the shape of yPred, [2, 3], got [2]. " +
        "Labels that are integers need sparseCategoricalCrossentropy.",
    );
    expect(errorOf(() => new losses.CategoricalCrossentropy().apply(zeros(2, 1), zeros(2, 1)))).toBe(
      "RangeError: categoricalCrossentropy: yPred must have a last axis of 2 classes or more, got [2, 1]. " +
        "With one output, use binaryCrossentropy.",
    );
    expect(errorOf(() => new losses.SparseCategoricalCrossentropy().apply(zeros(2, 3), zeros(2, 3)))).toBe(
      "RangeError: sparseCategoricalCrossentropy: yTrue must have shape [2] or [2, 1], got [2, 3]. " +
        "One-hot labels need the categorical kind.",
    );
    expect(errorOf(() => new losses.CTC().apply(ids(1, 2), zeros(2, 4, 3)))).toBe(
      "RangeError: ctc: yTrue must have shape [batch, length] with the batch of yPred, got [2].",
    );
  });
});

describe("SparseCategoricalCrossentropy", () => {
  test.each([3, -1, Number.NaN])("refuses the label %s of 3 classes", (label) => {
    const labels = tensor(Float32Array.of(0, label));
    expect(errorOf(() => new losses.SparseCategoricalCrossentropy().apply(labels, zeros(2, 3)))).toBe(
      `RangeError: sparseCategoricalCrossentropy: labels must be integers from 0 to 2, got ${label}.`,
    );
  });

  test("ignores a class that is no class", () => {
    const loss = new losses.SparseCategoricalCrossentropy({ ignoreClass: -1, fromLogits: true });
    expect(loss.apply(ids(0, -1), zeros(2, 3)).toArray()).toBeCloseTo(Math.log(3), 6);
  });

  test("finds the logits behind a softmax that layers have wrapped", () => {
    const layer = new TimeDistributed({ layer: new Dense({ units: 2, activation: "softmax", useBias: false }) });
    layer.apply(zeros(1, 1, 1));
    layer.setWeights([tensor([[200, -200]])]);
    const runner = new Runner();
    const loss = runner.run([tensor([[[1]]]), tensor([[1]])], ([x, labels]) =>
      new losses.SparseCategoricalCrossentropy().apply(labels!, layer.apply(x!)),
    );
    runner.dispose();
    expect((loss as Tensor).toArray()).toBe(400);
  });
});

describe("CTC", () => {
  test("gives labels that do not fit a great loss without a gradient, and leaves the other samples as they are", () => {
    const labels = tensor(Int32Array.of(1, 1, 2, 0), [2, 2]);
    const logits = tensor(
      Float32Array.from({ length: 12 }, (_, i) => Math.sin(i)),
      [2, 2, 3],
    );
    const loss = new losses.CTC({ reduction: "none" }).apply(labels, logits);
    expect(loss.data[0]).toBeCloseTo(708.4, 3);
    expect(loss.data[1]).toBeLessThan(10);
    const gradient = gradientOf(new losses.CTC({ reduction: "sum" }), labels, logits).data;
    expect(gradient.slice(0, 6).every((one) => Math.abs(one) === 0)).toBe(true);
    expect(gradient.slice(6).every((one) => Number.isFinite(one) && one !== 0)).toBe(true);
  });

  test("refuses labels that are no classes", () => {
    expect(errorOf(() => new losses.CTC().apply(tensor(Int32Array.of(1, 5), [1, 2]), zeros(1, 4, 3)))).toBe(
      "RangeError: ctc: labels must be integers from 0 to 2, got 5.",
    );
    expect(errorOf(() => new losses.CTC().apply(zeros(1, 2), zeros(1, 4)))).toBe(
      "RangeError: ctc: yPred must have shape [batch, timesteps, classes], got [1, 4].",
    );
    expect(errorOf(() => new losses.CTC().apply(zeros(2, 2), zeros(1, 4, 3)))).toBe(
      "RangeError: ctc: yTrue must have shape [batch, length] with the batch of yPred, got [2, 2].",
    );
  });
});

test("CosineSimilarity of zeros has a gradient that is a number", () => {
  const gradient = gradientOf(new losses.CosineSimilarity(), tensor([[1, 2]]), zeros(1, 2));
  expect(gradient.data.every(Number.isFinite)).toBe(true);
});

describe("getLoss", () => {
  test("gives a loss of a name, which it keeps", () => {
    const loss = getLoss("mse");
    expect(loss).toBeInstanceOf(losses.MeanSquaredError);
    expect(loss.name).toBe("mse");
    expect(getLoss(loss)).toBe(loss);
  });

  test("takes a function", () => {
    const worst = (yTrue: Value, yPred: Value): Value => ops.max(ops.subtract(yTrue, yPred), -1);
    const loss = getLoss(worst);
    expect(loss.name).toBe("worst");
    expect(loss.apply(tensor([[1, 2]]), tensor([[1, 0]])).toArray()).toBe(2);
    expect(errorOf(() => loss.getConfig())).toBe("Error: worst: a loss that is a function has no configuration.");
    expect(errorOf(() => getLoss((() => 1) as never).apply(zeros(1, 1), zeros(1, 1)))).toBe(
      "TypeError: loss: the loss must be a value made by ops, got 1.",
    );
  });

  test("chooses a crossentropy by the shapes", () => {
    const loss = getLoss("crossentropy");
    expect(loss.apply(zeros(2, 1), tensor([[0.5], [0.5]])).toArray()).toBeCloseTo(Math.log(2), 6);
    expect(
      loss
        .apply(
          ids(0, 1),
          tensor([
            [0.5, 0.5],
            [0.5, 0.5],
          ]),
        )
        .toArray(),
    ).toBeCloseTo(Math.log(2), 6);
    expect(loss.apply(tensor([[0, 1]]), tensor([[0.5, 0.5]])).toArray()).toBeCloseTo(Math.log(2), 6);
  });
});
