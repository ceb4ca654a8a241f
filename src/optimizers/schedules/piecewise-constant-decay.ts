/**
 * The schedule of constant stretches.
 *
 * @module
 */
import { integers, numberFromZero, wrongType, wrongValue } from "../../check.ts";
import { LearningRateSchedule } from "./schedule.ts";

/** Options of {@link PiecewiseConstantDecay}. */
export interface PiecewiseConstantDecayOptions {
  /** The last step of each stretch but the last; integers that grow. */
  boundaries: readonly number[];
  /** The learning rate of each stretch, one more than there are boundaries; numbers of 0 or more. */
  values: readonly number[];
  /** What files call it; defaults to `"PiecewiseConstant"`. */
  name?: string | undefined;
}

/**
 * values[i] up to and including step boundaries[i]; then the last of the values.
 *
 * @example
 * ```ts
 * const schedule = new optimizers.schedules.PiecewiseConstantDecay({ boundaries: [100], values: [0.1, 0.01] });
 * [schedule.call(100), schedule.call(101)]; // [0.1, 0.01]
 * ```
 *
 * @throws RangeError if the boundaries do not grow, or there is not one value more than there are boundaries.
 */
export class PiecewiseConstantDecay extends LearningRateSchedule<PiecewiseConstantDecayOptions> {
  static readonly className = "PiecewiseConstantDecay";

  constructor(options: PiecewiseConstantDecayOptions) {
    super({ boundaries: [], values: [], name: "PiecewiseConstant" }, options);
    const { boundaries, values } = this.options;
    integers("PiecewiseConstantDecay", "boundaries", boundaries);
    if (boundaries.some((boundary, i) => i > 0 && boundary <= boundaries[i - 1]!)) {
      throw wrongValue("PiecewiseConstantDecay", "boundaries must grow", boundaries);
    }
    if (!Array.isArray(values)) throw wrongType("PiecewiseConstantDecay", "values must be a list of numbers", values);
    for (const value of values) numberFromZero("PiecewiseConstantDecay", "each of values", value);
    if (values.length !== boundaries.length + 1) {
      const rule = `values must be ${boundaries.length + 1} numbers, one more than there are boundaries`;
      throw wrongValue("PiecewiseConstantDecay", rule, values);
    }
  }

  override call(step: number): number {
    const { boundaries, values } = this.options;
    const stretch = boundaries.findIndex((boundary) => step <= boundary);
    return values.at(stretch)!;
  }
}
