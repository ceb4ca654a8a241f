/**
 * The loss of directions.
 *
 * @module
 */
import { integer } from "../check.ts";
import type { Value } from "../graph/value.ts";
import { maximum, multiply } from "../ops/binary.ts";
import { sum } from "../ops/reduce.ts";
import { negative, rsqrt, square } from "../ops/unary.ts";
import { Loss, type LossOptions } from "./loss.ts";
import { together } from "./ranks.ts";

/** Options of {@link CosineSimilarity}. */
export interface CosineSimilarityOptions extends LossOptions {
  /** The axis along which vectors lie; defaults to −1. */
  axis?: number | undefined;
}

// The least squared length: shorter vectors are not made 1 long, as their direction says nothing.
const LEAST = 1e-14;

/** −cos of the angle between yTrue and yPred: −1 for the same direction, 0 for right angles and for zeros. */
export class CosineSimilarity extends Loss<CosineSimilarityOptions> {
  static readonly className = "CosineSimilarity";

  constructor(options: CosineSimilarityOptions = {}) {
    super(options, { axis: -1 });
    integer("CosineSimilarity", "axis", this.options.axis);
  }

  override call(yTrue: Value, yPred: Value): Value {
    const { axis } = this.options;
    const unit = (x: Value): Value => multiply(x, rsqrt(maximum(sum(square(x), axis, true), LEAST)));
    const [labels, predictions] = together(this.name, yTrue, yPred);
    return negative(sum(multiply(unit(labels), unit(predictions)), axis));
  }
}
