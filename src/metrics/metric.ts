/**
 * What every metric is.
 *
 * @module
 */
import type { Given } from "../check.ts";
import { Configured } from "../configured.ts";
import type { Value } from "../graph/value.ts";
import { checkName, defaultName } from "../losses/default-name.ts";

/** Options of every metric. */
export interface MetricOptions {
  /** How logs and errors name it; defaults to the class's name, `"binaryAccuracy"`. */
  name?: string | undefined;
}

/**
 * The base class of all metrics: `measure` makes sums of a batch, which are added up over the batches, and `result` makes
 * the number of them.
 *
 * @example The greatest error is no sum, but the share of great errors is made of two
 * ```ts
 * class GreatErrors extends metrics.Metric {
 *   override measure(yTrue: Value, yPred: Value): readonly Value[] {
 *     const isGreat = ops.greater(ops.abs(ops.subtract(yTrue, yPred)), 1);
 *     return [ops.sum(isGreat), ops.sum(ops.onesLike(yTrue))];
 *   }
 *   override result([great, all]: readonly Float64Array[]): number {
 *     return great![0]! / all![0]!;
 *   }
 * }
 * new GreatErrors().name; // "greatErrors"
 * ```
 */
export abstract class Metric<Options extends MetricOptions = MetricOptions> extends Configured<Options> {
  /** How logs and errors name it. */
  readonly name: string;
  /** Whether a greater result is better; undefined, the default, where callbacks must be told. */
  readonly grows: boolean | undefined = undefined;

  /** `defaults` are those of the subclass's own options. */
  constructor(
    options: Given<Options> = {},
    defaults: Omit<Options, keyof MetricOptions> & MetricOptions = {} as never,
  ) {
    super({ name: defaultName(new.target), ...defaults } as Options, options);
    const { name } = this.options as Required<MetricOptions>;
    this.name = checkName(this.className, name);
  }

  /**
   * The sums of one batch, whose shapes are always the same: of labels and predictions [batch, ...] and, if there are any,
   * weights of [batch] or more axes.
   */
  abstract measure(yTrue: Value, yPred: Value, sampleWeight?: Value): readonly Value[];

  /** The number that the sums of all batches make. */
  abstract result(sums: readonly Float64Array[]): number;
}
