/**
 * What a model is told to be trained by: optimizer, losses, metrics. The code of them is not needed here.
 *
 * @module
 */
import { finiteNumber, oneOf, refused, wrongType, wrongValue } from "../check.ts";
import type { LossLike } from "../losses/by-name.ts";
import { lossNames } from "../losses/names.ts";
import type { MetricLike } from "../metrics/by-name.ts";
import { metricNames } from "../metrics/names.ts";
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

/** What `compile` was told about one output. @internal */
export interface Wish {
  readonly name: string;
  readonly loss: LossLike | undefined;
  readonly lossWeight: number | undefined;
  readonly metrics: readonly MetricLike[];
  readonly weightedMetrics: readonly MetricLike[];
}

/**
 * What `compile` was told about each output.
 *
 * @throws RangeError or TypeError if it is for other outputs, or no loss, no weight or no metric. @internal
 */
export function wishesOf(where: string, options: CompileOptions, names: readonly string[]): readonly Wish[] {
  const losses = byOutput(where, "loss", options.loss, names, true);
  const lossWeights = byOutput(where, "lossWeights", options.lossWeights, names, true);
  const metrics = metricsOf(where, "metrics", options.metrics, names);
  const weightedMetrics = metricsOf(where, "weightedMetrics", options.weightedMetrics, names);
  return names.map((name, i) => {
    const of = (option: string): string => (names.length > 1 ? `${option} of output "${name}"` : option);
    const [loss, lossWeight] = [losses[i] ?? undefined, lossWeights[i] ?? undefined];
    if (loss !== undefined) checkPart(where, of("loss"), loss, lossNames, "invoke");
    if (lossWeight !== undefined) finiteNumber(where, of("lossWeights"), lossWeight);
    for (const one of metrics[i]!) checkPart(where, of("each of metrics"), one, metricNames, "measure");
    for (const one of weightedMetrics[i]!) checkPart(where, of("each of weightedMetrics"), one, metricNames, "measure");
    return { name, loss, lossWeight, metrics: metrics[i], weightedMetrics: weightedMetrics[i] } as Wish;
  });
}

/** Requires a name, a function, or an instance, which is known by a method: its class is code of training. */
function checkPart(where: string, option: string, given: unknown, names: readonly string[], method: string): void {
  if (typeof given === "function") {
    if (!(method in (given.prototype ?? {}))) return;
    throw wrongType(where, `${option} must be an instance, not a class`, given, `Write new ${given.name}().`);
  }
  if (typeof given !== "object" || !(method in given!)) oneOf(where, option, given, names);
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
