/**
 * Windows of a long series, in batches.
 *
 * @module
 */
import {
  boolean,
  disagreement,
  integer,
  positiveInteger,
  seed,
  withDefaults,
  wrongShape,
  wrongValue,
} from "../check.ts";
import { random, shuffle as shuffleInPlace } from "../random.ts";
import { sizeOf, Tensor, type TensorData } from "../tensor.ts";
import { type ArrayLikeData, toTensor } from "./arrays.ts";

/** Options of {@link timeseriesDataset}. */
export interface TimeseriesDatasetOptions {
  /** Timesteps T of a window; a positive integer. */
  sequenceLength: number;
  /** Rows from the start of a window to that of the next; defaults to 1. */
  sequenceStride?: number | undefined;
  /** Rows from a timestep of a window to its next; defaults to 1. */
  samplingRate?: number | undefined;
  /** Windows of a batch, the last one may have fewer; defaults to 128. */
  batchSize?: number | undefined;
  /** Whether the windows come in random order, another one each time; defaults to false, the order of time. */
  shuffle?: boolean | undefined;
  /** Where random orders begin; defaults to null, somewhere else each time. */
  seed?: number | null | undefined;
  /** The first row that is used; defaults to 0. */
  startIndex?: number | undefined;
  /** The row behind the last that is used; defaults to the number of rows. */
  endIndex?: number | undefined;
}

const WHERE = "timeseriesDataset";

/** Batches of windows, which can be gone through any number of times: what {@link timeseriesDataset} gives. */
export interface TimeseriesDataset<Batch> extends Iterable<Batch> {
  /** How many batches there are. */
  readonly length: number;
}

/**
 * Cuts a series into windows, as Keras's `timeseries_dataset_from_array`. `fit` and `evaluate` take the result.
 *
 * For rows of shape [rows, I] a batch is a pair: windows [batch, T, I], and for each the row of `targets` at the index
 * where the window begins. To foretell what comes after a window, `targets` begins so many rows later than `data`. With
 * null in place of targets a batch is the windows alone.
 *
 * @example
 * ```ts
 * const series = [0, 1, 2, 3, 4, 5];
 * const dataset = timeseriesDataset(series, series.slice(3), { sequenceLength: 3, batchSize: 2 });
 * dataset.length; // 2
 * const [x, y] = [...dataset][0]!;
 * x.toArray(); // [[0, 1, 2], [1, 2, 3]]
 * y.toArray(); // [3, 4]
 * ```
 *
 * @throws RangeError if no window fits into the rows.
 * @see {@link https://keras.io/api/data_loading/timeseries/}
 */
export function timeseriesDataset(
  data: ArrayLikeData,
  targets: null,
  options: TimeseriesDatasetOptions,
): TimeseriesDataset<Tensor>;
export function timeseriesDataset(
  data: ArrayLikeData,
  targets: ArrayLikeData,
  options: TimeseriesDatasetOptions,
): TimeseriesDataset<readonly [Tensor, Tensor]>;
export function timeseriesDataset(
  data: ArrayLikeData,
  targets: ArrayLikeData | null,
  options: TimeseriesDatasetOptions,
): TimeseriesDataset<Tensor | readonly [Tensor, Tensor]> {
  const series = toTensor(WHERE, data);
  const wanted = targets === null ? undefined : toTensor(WHERE, targets);
  const { shape } = series;
  if (shape.length === 0) throw wrongShape(WHERE, "data must have an axis of time", shape);
  const { sequenceLength, samplingRate, batchSize, shuffle, ...rest } = checkedOptions(shape[0]!, options);

  const span = (sequenceLength - 1) * samplingRate;
  const last = Math.min(rest.endIndex - span, wanted ? (wanted.shape[0] ?? 0) : Number.POSITIVE_INFINITY);
  const count = Math.ceil((last - rest.startIndex) / rest.sequenceStride);
  if (count < 1) {
    const rows = `of ${span + 1} rows and, if given, its target`;
    throw wrongValue(
      WHERE,
      `a window ${rows} must fit between startIndex and endIndex`,
      rest.endIndex - rest.startIndex,
    );
  }
  const starts = Int32Array.from({ length: count }, (_, i) => rest.startIndex + i * rest.sequenceStride);
  const source = random(rest.seed);

  return {
    length: Math.ceil(count / batchSize),
    *[Symbol.iterator]() {
      const order = starts.slice();
      if (shuffle) shuffleInPlace(order, source);
      for (let at = 0; at < count; at += batchSize) {
        const batch = order.subarray(at, at + batchSize);
        const steps = batch.length * sequenceLength;
        const x = rowsOf(series, steps, (i) => {
          return batch[Math.floor(i / sequenceLength)]! + (i % sequenceLength) * samplingRate;
        });
        const windows = new Tensor(x, [batch.length, sequenceLength, ...shape.slice(1)]);
        if (!wanted) yield windows;
        else {
          const y = rowsOf(wanted, batch.length, (i) => batch[i]!);
          yield [windows, new Tensor(y, [batch.length, ...wanted.shape.slice(1)])] as const;
        }
      }
    },
  };
}

function checkedOptions(rows: number, options: TimeseriesDatasetOptions) {
  const filled = withDefaults(
    WHERE,
    {
      sequenceLength: 0,
      sequenceStride: 1,
      samplingRate: 1,
      batchSize: 128,
      shuffle: false,
      seed: null as number | null,
      startIndex: 0,
      endIndex: rows,
    },
    options,
  );
  for (const name of ["sequenceLength", "sequenceStride", "samplingRate", "batchSize"] as const) {
    positiveInteger(WHERE, name, filled[name]);
  }
  boolean(WHERE, "shuffle", filled.shuffle);
  seed(WHERE, filled.seed);
  const { startIndex, endIndex } = filled;
  const rule = `startIndex and endIndex must be integers, 0 ≤ startIndex < endIndex ≤ ${rows}`;
  integer(WHERE, "startIndex", startIndex);
  integer(WHERE, "endIndex", endIndex);
  if (startIndex < 0 || startIndex >= endIndex || endIndex > rows) {
    throw disagreement(WHERE, rule, { startIndex, endIndex });
  }
  return filled;
}

/** The rows of a tensor that `rowAt` names, one after another. */
function rowsOf({ data, shape }: Tensor, count: number, rowAt: (i: number) => number): TensorData {
  const size = sizeOf(shape.slice(1));
  const rows = new (data.constructor as Float32ArrayConstructor)(count * size);
  for (let i = 0; i < count; i++) rows.set(data.subarray(rowAt(i) * size, (rowAt(i) + 1) * size), i * size);
  return rows;
}
