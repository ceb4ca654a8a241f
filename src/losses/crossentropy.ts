/**
 * The crossentropy that fits the shapes.
 *
 * @module
 */
import type { Shape } from "../check.ts";
import type { Value } from "../graph/value.ts";
import { BinaryCrossentropy } from "./binary-crossentropy.ts";
import { CategoricalCrossentropy } from "./categorical-crossentropy.ts";
import { Loss } from "./loss.ts";
import { SparseCategoricalCrossentropy } from "./sparse-categorical-crossentropy.ts";

/** Which kind of labels and predictions the shapes speak of, as Keras reads them. @internal */
export function kindOf(yTrue: Shape, yPred: Shape): "binary" | "sparseCategorical" | "categorical" {
  if (yPred.at(-1) === 1) return "binary";
  return yTrue.length < yPred.length || yTrue.at(-1) === 1 ? "sparseCategorical" : "categorical";
}

const classes = {
  binary: BinaryCrossentropy,
  sparseCategorical: SparseCategoricalCrossentropy,
  categorical: CategoricalCrossentropy,
};

/** The one of the three crossentropies that the shapes speak of: what `loss: "crossentropy"` is. @internal */
export class Crossentropy extends Loss {
  static readonly className = "Crossentropy";

  override call(yTrue: Value, yPred: Value): Value {
    return new classes[kindOf(yTrue.shape, yPred.shape)]({ name: this.name }).call(yTrue, yPred);
  }
}
