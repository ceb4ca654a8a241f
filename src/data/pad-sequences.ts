/**
 * Sequences of different lengths as one tensor.
 *
 * @module
 */
import { isSameShape, oneOf, positiveInteger, withDefaults, wrongShape, wrongType, wrongValue } from "../check.ts";
import { ARRAYS, sizeOf, Tensor } from "../tensor.ts";
import { type ArrayLikeData, roomFor, toTensor } from "./arrays.ts";

/** Options of {@link padSequences}. */
export interface PadSequencesOptions {
  /** Timesteps T of the result; defaults to the length of the longest sequence. */
  maxlen?: number | undefined;
  /** What the result holds; defaults to `"int32"`, for which fractions are cut off. */
  dtype?: "int32" | "float32" | undefined;
  /** Where a shorter sequence is filled up; defaults to `"pre"`, before its first step. The other is `"post"`. */
  padding?: "pre" | "post" | undefined;
  /** Where a longer sequence loses steps; defaults to `"pre"`, at its beginning. The other is `"post"`. */
  truncating?: "pre" | "post" | undefined;
  /** What it is filled up with; defaults to 0. */
  value?: number | undefined;
}

const WHERE = "padSequences";

/**
 * Fills up or cuts sequences to one length T, as Keras's `pad_sequences`.
 *
 * For sequences of numbers the result has shape [batch, T]; for sequences of vectors [T', I] it is [batch, T, I].
 *
 * @example
 * ```ts
 * padSequences([[1], [2, 3], [4, 5, 6]]).toArray(); // [[0, 0, 1], [0, 2, 3], [4, 5, 6]]
 * padSequences([[1], [2, 3], [4, 5, 6]], { maxlen: 2, padding: "post" }).toArray(); // [[1, 0], [2, 3], [5, 6]]
 * ```
 *
 * @throws RangeError if there is no sequence and no `maxlen`, or if the steps of two sequences differ in shape.
 * @see {@link https://keras.io/api/data_loading/timeseries/}
 */
export function padSequences(sequences: readonly ArrayLikeData[], options: PadSequencesOptions = {}): Tensor {
  const { maxlen, padding, truncating, value, ...rest } = withDefaults<PadSequencesOptions>(
    WHERE,
    { maxlen: undefined, dtype: "int32", padding: "pre", truncating: "pre", value: 0 },
    options,
  );
  const dtype = oneOf(WHERE, "dtype", rest.dtype, ["int32", "float32"]);
  oneOf(WHERE, "padding", padding, ["pre", "post"]);
  oneOf(WHERE, "truncating", truncating, ["pre", "post"]);
  if (typeof value !== "number") throw wrongType(WHERE, "value must be a number", value);
  if (!Array.isArray(sequences)) throw wrongType(WHERE, "sequences must be a list of sequences", sequences);
  if (maxlen !== undefined) positiveInteger(WHERE, "maxlen", maxlen);
  else if (sequences.length === 0) throw wrongValue(WHERE, "sequences must not be empty where maxlen is not given", []);

  const rows = sequences.map((sequence) => toTensor(WHERE, sequence));
  const step = rows.find(({ data }) => data.length > 0)?.shape.slice(1) ?? [];
  const timesteps = maxlen ?? rows.reduce((longest, { shape }) => Math.max(longest, shape[0] ?? 0), 0);
  const size = sizeOf(step);
  const data = roomFor(WHERE, ARRAYS[dtype], [rows.length, timesteps, ...step]).fill(value);
  rows.forEach((row, i) => {
    if (row.data.length === 0) return;
    if (!isSameShape(row.shape.slice(1), step)) {
      throw wrongShape(WHERE, `each step of sequence ${i} must have shape [${step.join(", ")}]`, row.shape.slice(1));
    }
    const length = row.shape[0]!;
    const kept = Math.min(length, timesteps);
    const from = truncating === "pre" ? length - kept : 0;
    const to = padding === "pre" ? timesteps - kept : 0;
    data.set(row.data.subarray(from * size, (from + kept) * size), (i * timesteps + to) * size);
  });
  return new Tensor(data, [rows.length, timesteps, ...step]);
}
