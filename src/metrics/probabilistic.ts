/**
 * The losses of probabilities and margins, as metrics.
 *
 * @module
 */
import * as losses from "../losses/index.ts";
import { LossMetric } from "./mean.ts";
import type { MetricOptions } from "./metric.ts";

/** Options of {@link BinaryCrossentropy}. */
export interface BinaryCrossentropyOptions extends MetricOptions {
  /** Whether predictions are logits, not probabilities; defaults to false. */
  fromLogits?: boolean | undefined;
  /** How far labels are drawn towards 1/2, from 0 to 1; defaults to 0. */
  labelSmoothing?: number | undefined;
}

/** The mean crossentropy of labels that are true or false. */
export class BinaryCrossentropy extends LossMetric<BinaryCrossentropyOptions> {
  static readonly className = "BinaryCrossentropy";

  constructor(options: BinaryCrossentropyOptions = {}) {
    super(losses.BinaryCrossentropy, options, { fromLogits: false, labelSmoothing: 0 });
  }
}

/** Options of {@link CategoricalCrossentropy}. */
export interface CategoricalCrossentropyOptions extends BinaryCrossentropyOptions {
  /** The axis of the classes; defaults to −1. */
  axis?: number | undefined;
}

/** The mean crossentropy of labels that are distributions over classes. */
export class CategoricalCrossentropy extends LossMetric<CategoricalCrossentropyOptions> {
  static readonly className = "CategoricalCrossentropy";

  constructor(options: CategoricalCrossentropyOptions = {}) {
    super(losses.CategoricalCrossentropy, options, { fromLogits: false, labelSmoothing: 0, axis: -1 });
  }
}

/** Options of {@link SparseCategoricalCrossentropy}. */
export interface SparseCategoricalCrossentropyOptions extends MetricOptions {
  /** Whether predictions are logits, not probabilities; defaults to false. */
  fromLogits?: boolean | undefined;
  /** A label whose samples count as without loss; defaults to none. */
  ignoreClass?: number | null | undefined;
  /** The axis of the classes, which must be the last; defaults to −1. */
  axis?: number | undefined;
}

/** The mean crossentropy of labels that are numbers of classes. */
export class SparseCategoricalCrossentropy extends LossMetric<SparseCategoricalCrossentropyOptions> {
  static readonly className = "SparseCategoricalCrossentropy";

  constructor(options: SparseCategoricalCrossentropyOptions = {}) {
    super(losses.SparseCategoricalCrossentropy, options, { fromLogits: false, ignoreClass: null, axis: -1 });
  }
}

/** The mean of Σ yTrue · ln(yTrue / yPred). */
export class KLDivergence extends LossMetric {
  static readonly className = "KLDivergence";

  constructor(options: MetricOptions = {}) {
    super(losses.KLDivergence, options, { name: "klDivergence" });
  }
}

/** The mean of yPred − yTrue · ln yPred. */
export class Poisson extends LossMetric {
  static readonly className = "Poisson";

  constructor(options: MetricOptions = {}) {
    super(losses.Poisson, options);
  }
}

/** The mean of max(1 − yTrue · yPred, 0). */
export class Hinge extends LossMetric {
  static readonly className = "Hinge";

  constructor(options: MetricOptions = {}) {
    super(losses.Hinge, options);
  }
}

/** The mean of max(1 − yTrue · yPred, 0)². */
export class SquaredHinge extends LossMetric {
  static readonly className = "SquaredHinge";

  constructor(options: MetricOptions = {}) {
    super(losses.SquaredHinge, options);
  }
}

/** The mean of max(1 + the greatest prediction of a wrong class − that of the right one, 0). */
export class CategoricalHinge extends LossMetric {
  static readonly className = "CategoricalHinge";

  constructor(options: MetricOptions = {}) {
    super(losses.CategoricalHinge, options);
  }
}
