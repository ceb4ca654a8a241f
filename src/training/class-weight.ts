/**
 * Weights of classes.
 *
 * @module
 */
import { finiteNumber, object, wrongShape, wrongValue } from "../check.ts";
import { Tensor } from "../tensor.ts";

/** The weight of each class, by its number; 1 for those that are missing. */
export type ClassWeight = Readonly<Record<number, number>>;

/**
 * The weights of samples by their classes: labels [samples] or [samples, 1], or one-hot [samples, classes]. `rank` is that
 * of the output they are for. @internal
 */
export function classWeights(where: string, weights: ClassWeight, { data, shape }: Tensor, rank = 2): Tensor {
  object(where, "classWeight", weights);
  for (const [label, weight] of Object.entries(weights)) {
    if (!/^\d+$/.test(label)) throw wrongValue(where, "classWeight must be by the numbers of classes", label);
    finiteNumber(where, `classWeight ${label}`, weight);
  }
  if (Math.max(shape.length, rank) > 2) {
    const fix = "Give sampleWeight for labels of sequences.";
    throw wrongShape(where, "with classWeight, y must have shape [samples] or [samples, classes]", shape, fix);
  }
  const [samples = 0, classes = 1] = shape;
  const byClass = Float32Array.from({ length: samples }, (_, i) => {
    const row = data.subarray(i * classes, (i + 1) * classes);
    const label = classes === 1 ? Math.round(row[0]!) : row.indexOf(Math.max(...row));
    return weights[label] ?? 1;
  });
  return new Tensor(byClass, [samples]);
}
