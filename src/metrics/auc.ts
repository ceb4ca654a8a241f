/**
 * Areas under curves.
 *
 * @module
 */
import { boolean, integer, numberWithin, oneOf, wrongType, wrongValue } from "../check.ts";
import type { Value } from "../graph/value.ts";
import { floats } from "../losses/ranks.ts";
import { sigmoid } from "../ops/activations.ts";
import { clip } from "../ops/elementary.ts";
import { type Confusion, confusionOf, confusionSums } from "./confusion.ts";
import { quotient } from "./mean.ts";
import { Metric, type MetricOptions } from "./metric.ts";

/** Options of {@link AUC}. */
export interface AUCOptions extends MetricOptions {
  /** At how many thresholds the curve is known; 2 or more, defaults to 200. */
  numThresholds?: number | undefined;
  /**
   * Which curve; defaults to `"ROC"`.
   *
   * - `"ROC"`: the share of positives found over the share of negatives taken for positives
   * - `"PR"`: precision over recall
   */
  curve?: "ROC" | "PR" | undefined;
  /**
   * How the curve runs between thresholds; defaults to `"interpolation"`.
   *
   * - `"interpolation"`: straight, and for `"PR"` as Davis & Goadrich 2006 have it
   * - `"minoring"`, `"majoring"`: at the lower, at the higher end
   */
  summationMethod?: "interpolation" | "minoring" | "majoring" | undefined;
  /** The thresholds between 0 and 1 in place of even ones; defaults to null. */
  thresholds?: readonly number[] | null | undefined;
  /** Whether predictions are logits, not probabilities; defaults to false. */
  fromLogits?: boolean | undefined;
}

const defaults = {
  numThresholds: 200,
  curve: "ROC",
  summationMethod: "interpolation",
  thresholds: null,
  fromLogits: false,
} as const;

// Beyond 0 and 1, so that at one end all is positive and at the other nothing.
const BEYOND = 1e-7;

/** The area under the ROC or precision–recall curve of labels 0 and 1. As in Keras, it does not heed masks. */
export class AUC extends Metric<AUCOptions> {
  static readonly className = "AUC";
  override readonly grows = true;
  readonly #thresholds: readonly number[];

  constructor(options: AUCOptions = {}) {
    super(options, { name: "auc", ...defaults });
    const { numThresholds, curve, summationMethod, thresholds, fromLogits } = this.options;
    if (integer("AUC", "numThresholds", numThresholds) < 2) {
      throw wrongValue("AUC", "numThresholds must be 2 or more", numThresholds);
    }
    oneOf("AUC", "curve", curve, ["ROC", "PR"]);
    oneOf("AUC", "summationMethod", summationMethod, ["interpolation", "minoring", "majoring"]);
    boolean("AUC", "fromLogits", fromLogits);
    if (thresholds !== null && !Array.isArray(thresholds)) {
      throw wrongType("AUC", "thresholds must be a list of numbers", thresholds);
    }
    for (const one of thresholds ?? []) numberWithin("AUC", "each of thresholds", one, 0, 1);
    const even = Array.from({ length: numThresholds - 2 }, (_, i) => (i + 1) / (numThresholds - 1));
    const inner = thresholds ? [...thresholds].sort((a, b) => a - b) : even;
    this.#thresholds = [-BEYOND, ...inner, 1 + BEYOND];
  }

  override measure(yTrue: Value, yPred: Value, sampleWeight?: Value): readonly Value[] {
    const predictions = clip(this.options.fromLogits ? sigmoid(yPred) : floats(yPred), 0, 1);
    const all = { topK: null, classId: null };
    return confusionSums(this.name, [yTrue, predictions, sampleWeight], this.#thresholds, all);
  }

  override result(sums: readonly Float64Array[]): number {
    const { curve, summationMethod } = this.options;
    const counts = confusionOf(sums);
    if (curve === "PR" && summationMethod === "interpolation") return interpolated(counts);
    const { truePositives, falsePositives, trueNegatives, falseNegatives } = counts;
    const recall = truePositives.map((some, i) => quotient(some, some + falseNegatives[i]!));
    const [x, y] =
      curve === "PR"
        ? [recall, truePositives.map((some, i) => quotient(some, some + falsePositives[i]!))]
        : [falsePositives.map((some, i) => quotient(some, some + trueNegatives[i]!)), recall];
    let area = 0;
    for (let i = 0; i + 1 < x.length; i++) area += (x[i]! - x[i + 1]!) * height(y[i]!, y[i + 1]!, summationMethod);
    return area;
  }
}

function height(a: number, b: number, method: "interpolation" | "minoring" | "majoring"): number {
  if (method === "interpolation") return (a + b) / 2;
  return method === "minoring" ? Math.min(a, b) : Math.max(a, b);
}

/**
 * The area under the precision–recall curve. Between two thresholds the true positives grow in proportion to the positives
 * p, tp = a + b·p, so that the integral of (a + b·p)/p over tp is b·(Δtp + a·ln(p₀/p₁)).
 */
function interpolated({ truePositives, falsePositives, falseNegatives }: Confusion): number {
  let area = 0;
  for (let i = 0; i + 1 < truePositives.length; i++) {
    const [tp0, tp1] = [truePositives[i]!, truePositives[i + 1]!];
    const [p0, p1] = [tp0 + falsePositives[i]!, tp1 + falsePositives[i + 1]!];
    const slope = quotient(tp0 - tp1, Math.max(p0 - p1, 0));
    const intercept = tp1 - slope * p1;
    const bend = p0 > 0 && p1 > 0 ? Math.log(p0 / p1) : 0;
    area += quotient(slope * (tp0 - tp1 + intercept * bend), Math.max(tp1 + falseNegatives[i + 1]!, 0));
  }
  return area;
}
