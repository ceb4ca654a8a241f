/**
 * Means of precision and recall.
 *
 * @module
 */
import { finiteNumber, numberWithin, oneOf, wrongShape, wrongValue } from "../check.ts";
import type { Config } from "../configured.ts";
import type { Value } from "../graph/value.ts";
import { EPSILON } from "../losses/probabilities.ts";
import { floats, together } from "../losses/ranks.ts";
import { weighted } from "../losses/weights.ts";
import { greater, greaterEqual, logicalAnd, multiply, subtract } from "../ops/binary.ts";
import { max, sum } from "../ops/reduce.ts";
import { abs, cast } from "../ops/unary.ts";
import { Metric, type MetricOptions } from "./metric.ts";

/** Options of {@link F1Score}. */
export interface F1ScoreOptions extends MetricOptions {
  /**
   * How the scores of all classes become one.
   *
   * - `"micro"`: the score of all classes taken together
   * - `"macro"`: the mean of the scores
   * - `"weighted"`: their mean weighted by how often each class is true
   */
  average: "micro" | "macro" | "weighted";
  /** The probability above which a prediction says 1; null, the default, lets only the greatest of a row say so. */
  threshold?: number | null | undefined;
}

/** Options of {@link FBetaScore}. */
export interface FBetaScoreOptions extends F1ScoreOptions {
  /** How much recall counts beside precision, β; positive, defaults to 1. */
  beta?: number | undefined;
}

/** (1 + β²)·precision·recall / (β²·precision + recall) of one-hot labels [batch, classes]. */
export class FBetaScore extends Metric<FBetaScoreOptions> {
  override readonly grows = true;
  static readonly className: string = "FBetaScore";

  constructor(options: FBetaScoreOptions) {
    super(options, { name: "fbetaScore", average: undefined as never, beta: 1, threshold: null });
    const { average, beta, threshold } = this.options;
    oneOf(this.className, "average", average, ["micro", "macro", "weighted"]);
    if (finiteNumber(this.className, "beta", beta) <= 0) {
      throw wrongValue(this.className, "beta must be a positive number", beta);
    }
    if (threshold !== null) numberWithin(this.className, "threshold", threshold, 0, 1);
  }

  override measure(yTrue: Value, yPred: Value, sampleWeight?: Value): readonly Value[] {
    if (yPred.shape.length !== 2) throw wrongShape(this.name, "yPred must have shape [batch, classes]", yPred.shape);
    const [labels, predictions] = together(this.name, floats(yTrue), floats(yPred));
    const { threshold } = this.options;
    const says =
      threshold === null
        ? logicalAnd(greaterEqual(predictions, max(predictions, -1, true)), greater(abs(predictions), 1e-9))
        : greater(predictions, threshold);
    const positive = cast(says, "float32");
    const total = (x: Value): Value => {
      const [each, by] = sampleWeight ? weighted(this.name, x, floats(sampleWeight)) : [x];
      return sum(by ? multiply(each, by) : each, 0);
    };
    const found = multiply(positive, labels);
    return [total(found), total(subtract(positive, found)), total(subtract(labels, found)), total(labels)];
  }

  override result(sums: readonly Float64Array[]): number {
    const { average, beta } = this.options;
    const classes =
      average === "micro" ? sums.map((counts) => [counts.reduce((a, b) => a + b, 0)]) : sums.map((c) => [...c]);
    const [found, wrong, missed, all] = classes as [number[], number[], number[], number[]];
    const scores = found.map((some, i) => {
      const precision = some / (some + wrong[i]! + EPSILON);
      const recall = some / (some + missed[i]! + EPSILON);
      return ((1 + beta * beta) * precision * recall) / (beta * beta * precision + recall + EPSILON);
    });
    const weights = average === "weighted" ? all : all.map(() => 1);
    const whole = weights.reduce((a, b) => a + b, average === "weighted" ? EPSILON : 0);
    return scores.reduce((score, one, i) => score + (one * weights[i]!) / whole, 0);
  }
}

/** {@link FBetaScore} with β = 1: 2·precision·recall / (precision + recall). */
export class F1Score extends FBetaScore {
  static override readonly className = "F1Score";

  constructor(options: F1ScoreOptions) {
    super({ name: "f1Score", ...options });
  }

  /** The options in plain data; β is none of them. */
  override getConfig(): Config {
    const { beta: _, ...options } = super.getConfig();
    return options;
  }
}
