/**
 * What is computed for each output in training: losses and metrics, as they go with labels and predictions.
 *
 * @module
 */
import type { Value } from "../graph/value.ts";
import { getLoss } from "../losses/by-name.ts";
import type { Loss } from "../losses/index.ts";
import { getMetric } from "../metrics/by-name.ts";
import type { Metric } from "../metrics/index.ts";
import type { Wish } from "./compile-options.ts";

/** What is computed for one output. @internal */
export interface Goal {
  /** How logs name the output. */
  readonly name: string;
  readonly loss: Loss | undefined;
  readonly lossWeight: number | undefined;
  /** Metrics by their names in logs. */
  readonly metrics: readonly NamedMetric[];
}

/** A metric as logs name it. @internal */
export interface NamedMetric {
  readonly name: string;
  readonly metric: Metric;
  readonly isWeighted: boolean;
}

/** What is computed for each output, given its labels and itself. @internal */
export function goalsOf(
  wishes: readonly Wish[],
  labels: readonly (Value | undefined)[],
  outputs: readonly Value[],
): readonly Goal[] {
  const taken = new Map<string, number>();
  const named = (output: string, metric: Metric, isWeighted: boolean): NamedMetric => {
    const full = (name: string): string => (wishes.length > 1 ? `${output}_${name}` : name);
    const own = full(metric.name);
    const name = isWeighted && taken.has(own) ? full(`weighted_${metric.name}`) : own;
    const before = taken.get(name) ?? 0;
    taken.set(name, before + 1);
    return { name: before > 0 ? `${name}_${before}` : name, metric, isWeighted };
  };
  const metricsOf = (isWeighted: boolean): readonly NamedMetric[][] =>
    wishes.map((wish, i) =>
      wish[isWeighted ? "weightedMetrics" : "metrics"].map((one) =>
        named(wish.name, getMetric(one, labels[i]!.shape, outputs[i]!.shape), isWeighted),
      ),
    );
  // Names are given away in Keras's order: to all metrics first, then to those that are weighted.
  const plain = metricsOf(false);
  const weighted = metricsOf(true);
  return wishes.map(({ name, loss, lossWeight }, i) => ({
    name,
    loss: loss && getLoss(loss),
    lossWeight,
    metrics: [...plain[i]!, ...weighted[i]!],
  }));
}
