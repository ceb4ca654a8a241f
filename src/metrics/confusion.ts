/**
 * How many positives and negatives are predicted right and wrong.
 *
 * @module
 */
import { wrongShape } from "../check.ts";
import { toValue } from "../graph/call.ts";
import type { Value } from "../graph/value.ts";
import { floats, together } from "../losses/ranks.ts";
import { weighted } from "../losses/weights.ts";
import { greater, logicalOr, multiply, notEqual, subtract } from "../ops/binary.ts";
import { stack } from "../ops/concatenate.ts";
import { oneHot } from "../ops/gather.ts";
import { matmul } from "../ops/matmul.ts";
import { broadcastTo, sliced } from "../ops/rearrange.ts";
import { argmax, sum } from "../ops/reduce.ts";
import { productOf, reshaped } from "../ops/reshape.ts";
import { cast } from "../ops/unary.ts";
import { where } from "../ops/where.ts";
import { tensor } from "../tensor.ts";

/** Below every prediction: the one of a class that is out of the question. @internal */
export const NEVER = -1e10;

/** Which predictions are looked at. */
export interface Selection {
  /** Of so many classes with the greatest predictions; the others count as predicted not to be. */
  readonly topK: number | null;
  /** Of this class alone. */
  readonly classId: number | null;
}

/** Predictions of all but the k greatest of a row put below every threshold. */
function onlyTopK(predictions: Value, k: number): Value {
  const classes = predictions.shape.at(-1) ?? 1;
  let isTop: Value | undefined;
  for (let i = 0; i < Math.min(k, classes); i++) {
    const rest = isTop ? where(isTop, Number.NEGATIVE_INFINITY, predictions) : predictions;
    const next = oneHot(argmax(rest, -1), classes);
    isTop = isTop ? logicalOr(isTop, next) : next;
  }
  return where(isTop!, predictions, NEVER);
}

/**
 * For each threshold the weight of true and of false labels whose prediction exceeds it, [2, thresholds], and the weight of
 * all true and all false labels, [2]. @internal
 */
export function confusionSums(
  name: string,
  [yTrue, yPred, sampleWeight]: readonly [Value, Value, Value | undefined],
  thresholds: readonly number[],
  { topK, classId }: Selection,
): readonly Value[] {
  let [labels, predictions] = together(name, floats(yTrue), floats(yPred));
  if (topK !== null) predictions = onlyTopK(predictions, topK);
  if (classId !== null) {
    const last = predictions.shape.length - 1;
    if (last < 1 || classId >= (predictions.shape[last] ?? Number.POSITIVE_INFINITY)) {
      throw wrongShape(name, `yPred must have shape [batch, ..., classes] with class ${classId}`, yPred.shape);
    }
    const column = { start: classId, stop: classId + 1 };
    [labels, predictions] = [sliced(labels, last, column), sliced(predictions, last, column)];
  }
  const N = productOf(predictions.shape);
  const row = (x: Value): Value => reshaped(x, [1, N]);
  const isTrue = cast(notEqual(labels, 0), "float32");
  let sides = stack([row(isTrue), row(subtract(1, isTrue))], 1);
  if (sampleWeight) {
    const [one, by] = weighted(name, predictions, floats(sampleWeight));
    sides = multiply(sides, row(broadcastTo(by, one.shape as readonly number[])));
  }
  const exceeds = greater(reshaped(predictions, [N, 1]), toValue(name, tensor(Float32Array.from(thresholds))));
  const both = reshaped(sides, [2, N]);
  return [matmul(both, cast(exceeds, "float32")), sum(both, -1)];
}

/** The four counts, one for each threshold. @internal */
export interface Confusion {
  readonly truePositives: Float64Array;
  readonly falsePositives: Float64Array;
  readonly trueNegatives: Float64Array;
  readonly falseNegatives: Float64Array;
}

/** The four counts of added up sums. @internal */
export function confusionOf([exceeding, all]: readonly Float64Array[]): Confusion {
  const count = exceeding!.length / 2;
  const [truePositives, falsePositives] = [exceeding!.slice(0, count), exceeding!.slice(count)];
  return {
    truePositives,
    falsePositives,
    trueNegatives: falsePositives.map((some) => all![1]! - some),
    falseNegatives: truePositives.map((some) => all![0]! - some),
  };
}
