/**
 * Metrics that are means over samples.
 *
 * @module
 */
import type { Given } from "../check.ts";
import { toValue } from "../graph/call.ts";
import { inPart, type Value } from "../graph/value.ts";
import type { LossFunction } from "../losses/function-loss.ts";
import type { Loss } from "../losses/loss.ts";
import { floats } from "../losses/ranks.ts";
import { maskedWeight, weighted } from "../losses/weights.ts";
import { multiply } from "../ops/binary.ts";
import { mean, sum } from "../ops/reduce.ts";
import { Metric, type MetricOptions } from "./metric.ts";

/** The mean of each sample over all axes but the first. */
function samples(x: Value): Value {
  const axes = x.shape.map((_, axis) => axis).slice(1);
  return axes.length > 0 ? mean(x, axes) : x;
}

/** The sums of a mean: of values [batch, ...], weighted, and of the weights. @internal */
export function meanSums(where: string, values: Value, weight: Value | undefined): readonly Value[] {
  if (!weight) {
    const count = values.shape.length > 0 ? values.shape[0]! : 1;
    return [sum(samples(values)), toValue(where, count)];
  }
  const [each, by] = weighted(where, values, maskedWeight(values.mask, weight)!);
  return [sum(samples(multiply(each, by))), sum(samples(by))];
}

/** A quotient of sums, 0 if there was nothing to add up. @internal */
export function quotient(total: number, count: number): number {
  return count === 0 ? 0 : total / count;
}

/** The mean of a value [batch, ...] over all samples; of masked sequences, over the steps that count. */
export abstract class MeanMetric<Options extends MetricOptions = MetricOptions> extends Metric<Options> {
  /** What the mean is taken of, for labels and predictions that are floats. */
  abstract values(yTrue: Value, yPred: Value): Value;

  override measure(yTrue: Value, yPred: Value, sampleWeight?: Value): readonly Value[] {
    return inPart(this.name, () => {
      const weight = maskedWeight(yPred.mask, sampleWeight);
      return meanSums(this.name, floats(this.values(floats(yTrue), floats(yPred))), weight);
    });
  }

  override result([total, count]: readonly Float64Array[]): number {
    return quotient(total![0]!, count![0]!);
  }
}

/** The mean of a loss, whose options it has but for the reduction. */
export abstract class LossMetric<Options extends MetricOptions = MetricOptions> extends MeanMetric<Options> {
  override readonly grows: boolean = false;
  readonly #loss: Loss;

  /** @internal */
  constructor(
    LossClass: new (options: never) => unknown,
    options: Given<Options>,
    defaults: Omit<Options, keyof MetricOptions> & MetricOptions = {} as never,
  ) {
    super(options, defaults);
    this.#loss = new LossClass(this.options as never) as Loss;
  }

  override values(yTrue: Value, yPred: Value): Value {
    return this.#loss.call(yTrue, yPred);
  }
}

/** The mean of what a function computes. @internal */
export class FunctionMetric extends MeanMetric {
  static readonly className = "FunctionMetric";
  readonly #compute: LossFunction;

  constructor(compute: LossFunction) {
    super({ name: compute.name || "metric" });
    this.#compute = compute;
  }

  override values(yTrue: Value, yPred: Value): Value {
    return this.#compute(yTrue, yPred);
  }
}
