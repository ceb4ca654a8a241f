/**
 * What a model is trained by: optimizer, losses, metrics.
 *
 * @module
 */
import { finiteNumber, refused, wrongValue } from "../check.ts";
import type { Value } from "../graph/value.ts";
import { getLoss, type LossLike } from "../losses/by-name.ts";
import type { Loss } from "../losses/index.ts";
import { getMetric, type MetricLike } from "../metrics/by-name.ts";
import type { Metric } from "../metrics/index.ts";
import type { OptimizerLike } from "../optimizers/by-name.ts";

/** One for all outputs, a list in their order, or by their names; null where an output has none. */
export type ByOutput<T> = T | readonly (T | null)[] | Readonly<Record<string, T | null>>;

/** Options of `compile`. */
export interface CompileOptions {
  /** What changes the weights: its name or an instance; defaults to `"rmsprop"`. */
  optimizer?: OptimizerLike | undefined;
  /** What is to become small: for all outputs, or for each of them; its name, an instance, or a function. */
  loss?: ByOutput<LossLike> | undefined;
  /** How much each output's loss counts; defaults to 1 for all. */
  lossWeights?: ByOutput<number> | undefined;
  /** What is reported beside the loss, without the weights of samples: of a model with several outputs, for each of them. */
  metrics?: ByOutput<MetricLike | readonly MetricLike[]> | undefined;
  /** The same, with the weights of samples. */
  weightedMetrics?: ByOutput<MetricLike | readonly MetricLike[]> | undefined;
}

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

/** What `compile` was told about one output. @internal */
export interface Wish {
  readonly name: string;
  readonly loss: unknown;
  readonly lossWeight: unknown;
  readonly metrics: readonly unknown[];
  readonly weightedMetrics: readonly unknown[];
}

/** What `compile` was told about each output. @internal */
export function wishesOf(where: string, options: CompileOptions, names: readonly string[]): readonly Wish[] {
  const losses = byOutput(where, "loss", options.loss, names, true);
  const lossWeights = byOutput(where, "lossWeights", options.lossWeights, names, true);
  const metrics = metricsOf(where, "metrics", options.metrics, names);
  const weightedMetrics = metricsOf(where, "weightedMetrics", options.weightedMetrics, names);
  return names.map((name, i) => ({
    name,
    loss: losses[i],
    lossWeight: lossWeights[i],
    metrics: metrics[i]!,
    weightedMetrics: weightedMetrics[i]!,
  }));
}

/** What is computed for each output, given its labels and itself. @internal */
export function goalsOf(
  where: string,
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
        named(wish.name, getMetric(where, one, labels[i]!.shape, outputs[i]!.shape), isWeighted),
      ),
    );
  // Names are given away in Keras's order: to all metrics first, then to those that are weighted.
  const plain = metricsOf(false);
  const weighted = metricsOf(true);
  return wishes.map(({ name, loss, lossWeight }, i) => ({
    name,
    loss: loss == null ? undefined : getLoss(where, loss),
    lossWeight: lossWeight == null ? undefined : finiteNumber(where, "each of lossWeights", lossWeight),
    metrics: [...plain[i]!, ...weighted[i]!],
  }));
}

function metricsOf(where: string, option: string, given: unknown, names: readonly string[]): readonly unknown[][] {
  const each = names.length === 1 && Array.isArray(given) ? [given] : byOutput(where, option, given, names, false);
  return each.map((list) => [list].flat(2).filter((one) => one != null));
}

/** What an option says for each output; one of `shared` is for all of them. */
function byOutput(
  where: string,
  option: string,
  given: unknown,
  names: readonly string[],
  shared: boolean,
): readonly unknown[] {
  if (given == null) return names.map(() => undefined);
  if (Array.isArray(given)) {
    if (given.length === names.length) return given;
    throw wrongValue(where, `${option} must be a list of one for each output (${names.join(", ")})`, given);
  }
  if (typeof given === "object" && Object.getPrototypeOf(given) === Object.prototype) {
    const unknown = Object.keys(given).find((name) => !names.includes(name));
    if (unknown === undefined) return names.map((name) => (given as Record<string, unknown>)[name]);
    throw wrongValue(where, `${option} must be named after outputs (${names.join(", ")})`, unknown);
  }
  if (shared || names.length === 1) return names.map(() => given);
  throw refused(where, `${option} of a model with several outputs must say which output they are for`);
}
