/**
 * The hinge losses: of margins between classes.
 *
 * @module
 */
import type { Value } from "../graph/value.ts";
import { add, equal, logicalOr, maximum, multiply, subtract } from "../ops/binary.ts";
import { all, max, mean, sum } from "../ops/reduce.ts";
import { square } from "../ops/unary.ts";
import { where } from "../ops/where.ts";
import { Loss } from "./loss.ts";
import { together } from "./ranks.ts";

/** How far each prediction is from the margin on its label's side; labels of 0 and 1 are taken as −1 and 1. */
function shortfall(name: string, yTrue: Value, yPred: Value): Value {
  const [labels, predictions] = together(name, yTrue, yPred);
  const isBinary = all(logicalOr(equal(labels, 0), equal(labels, 1)));
  const signs = where(isBinary, subtract(multiply(labels, 2), 1), labels);
  return maximum(subtract(1, multiply(signs, predictions)), 0);
}

/** The mean of max(1 − yTrue · yPred, 0) over the last axis; labels are −1 and 1, or 0 and 1. */
export class Hinge extends Loss {
  static readonly className = "Hinge";

  override call(yTrue: Value, yPred: Value): Value {
    return mean(shortfall(this.name, yTrue, yPred), -1);
  }
}

/** The mean of max(1 − yTrue · yPred, 0)² over the last axis; labels are −1 and 1, or 0 and 1. */
export class SquaredHinge extends Loss {
  static readonly className = "SquaredHinge";

  override call(yTrue: Value, yPred: Value): Value {
    return mean(square(shortfall(this.name, yTrue, yPred)), -1);
  }
}

/** max(1 + the greatest prediction of a wrong class − that of the right one, 0); labels are 1 for the right class, else 0. */
export class CategoricalHinge extends Loss {
  static readonly className = "CategoricalHinge";

  override call(yTrue: Value, yPred: Value): Value {
    const [labels, predictions] = together(this.name, yTrue, yPred);
    const right = sum(multiply(labels, predictions), -1);
    const wrong = max(multiply(subtract(1, labels), predictions), -1);
    return maximum(add(subtract(wrong, right), 1), 0);
  }
}
