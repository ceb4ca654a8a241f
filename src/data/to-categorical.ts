/**
 * Classes as vectors.
 *
 * @module
 */
import { positiveInteger, withDefaults, wrongValue } from "../check.ts";
import { Tensor, type TensorData } from "../tensor.ts";
import { type ArrayLikeData, roomFor, toTensor } from "./arrays.ts";

/** Options of {@link toCategorical}. */
export interface ToCategoricalOptions {
  /** Number of classes C; defaults to the largest label plus one. */
  numClasses?: number | undefined;
}

const WHERE = "toCategorical";

/**
 * Turns labels into vectors with a one at the label's place and zeros elsewhere, as Keras's `to_categorical`.
 *
 * For labels of shape [..., ] the result has shape [..., C]; a last axis of size 1 is dropped before.
 *
 * @example
 * ```ts
 * toCategorical([0, 2], { numClasses: 3 }).toArray(); // [[1, 0, 0], [0, 0, 1]]
 * ```
 *
 * @throws RangeError if a label is not an integer from 0 to C − 1.
 * @see {@link https://keras.io/api/utils/python_utils/#to_categorical-function}
 */
export function toCategorical(labels: ArrayLikeData, options: ToCategoricalOptions = {}): Tensor {
  const { numClasses } = withDefaults<ToCategoricalOptions>(WHERE, { numClasses: undefined }, options);
  const { data, shape } = toTensor(WHERE, labels);
  if (numClasses !== undefined) positiveInteger(WHERE, "numClasses", numClasses);
  else if (data.length === 0) throw wrongValue(WHERE, "labels must not be empty where numClasses is not given", []);
  const classes = numClasses ?? largest(data) + 1;

  const vectors = roomFor(WHERE, Float32Array, [data.length, classes]);
  data.forEach((label, i) => {
    if (!Number.isInteger(label) || label < 0 || label >= classes) {
      throw wrongValue(WHERE, `labels must be integers from 0 to ${Math.floor(classes - 1)}`, label);
    }
    vectors[i * classes + label] = 1;
  });
  const isColumn = shape.length > 1 && shape.at(-1) === 1;
  return new Tensor(vectors, [...(isColumn ? shape.slice(0, -1) : shape), classes]);
}

function largest(labels: TensorData): number {
  let found = 0;
  for (const label of labels) if (label > found) found = label;
  return found;
}
