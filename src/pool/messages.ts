/**
 * What a pool and its workers tell each other: plain data and typed arrays, which are handed over, not copied.
 *
 * @module
 */
import type { Config, Plain } from "../configured.ts";
import type { Tensor, TensorData } from "../tensor.ts";
import type { Kind, Spare } from "./spare.ts";

/** A tensor on its way. */
export interface Sent {
  readonly data: TensorData;
  readonly shape: readonly number[];
}

/** A model without its weights. */
export interface Description {
  /** What tells it from others. */
  readonly key: string;
  /** Whether it is a row of layers. */
  readonly isRow: boolean;
  readonly config: Config;
  /** The shape of each input, by which a row that has none is built. */
  readonly shapes: readonly (readonly (number | null)[])[];
  /** The sizes of all weights. */
  readonly sizes: readonly number[];
  /** The kernels that `init` has chosen, which must be the same everywhere. */
  readonly module: WebAssembly.Module | undefined;
}

/** What a model is compiled with, but for the optimizer. */
export interface GoalsDescription {
  readonly key: string;
  readonly options: Readonly<Record<string, Plain>>;
}

/** Some of the weights, one behind the other, and their places among all. */
export interface SentWeights {
  readonly places: readonly number[];
  readonly data: Float32Array<ArrayBuffer>;
}

/** Samples to be predicted in batches. */
export interface PredictTask {
  readonly kind: "predict";
  readonly inputs: readonly Sent[];
  readonly batchSize: number;
}

/** A run of shards of one batch. */
export interface ShardsTask {
  readonly kind: "train" | "test";
  readonly x: readonly Sent[];
  readonly y: readonly Sent[];
  readonly weights: readonly Sent[];
  /** The number of the first shard, and how many samples each has but the last of all. */
  readonly first: number;
  readonly size: number;
  /** For each shard: by what its losses are multiplied, output by output, then what is added to the loss. */
  readonly scales: readonly Float32Array[];
  /** For each shard a seed for each of the model's random states; none if nothing is drawn. */
  readonly seeds: readonly (readonly number[])[];
  /** The places of the weights that are trained. */
  readonly trained: readonly number[];
}

/** What a worker is asked, with all that it does not know yet. */
export interface Message {
  readonly model?: Description | undefined;
  readonly goals?: GoalsDescription | undefined;
  readonly weights?: SentWeights | undefined;
  readonly task: PredictTask | ShardsTask;
}

/** What was predicted. */
export interface Predicted {
  readonly outputs: readonly Sent[];
  readonly isList: boolean;
  /** The memory of what was asked, to be used again. */
  readonly spent: readonly ArrayBuffer[];
}

/** The sum of what `count` shards have computed, from shard `first` on. */
export interface Sum<Numbers = Float32Array<ArrayBuffer>> {
  readonly first: number;
  readonly count: number;
  readonly numbers: Numbers;
}

/** What shards have computed: losses and measures, then the gradients of those weights that have one. */
export interface Computed {
  readonly sums: readonly Sum[];
  readonly hasGradient: readonly boolean[];
  /** The memory of the samples, to be used again. */
  readonly spent: readonly ArrayBuffer[];
}

/** An error, told in plain data. */
export interface Failure {
  readonly failed: { readonly kind: string; readonly message: string };
}

/** The buffers of tensors, to be handed over. */
export function buffersOf(sent: readonly { readonly data: TensorData }[]): ArrayBuffer[] {
  return sent.map(({ data }) => data.buffer as ArrayBuffer);
}

/** Samples of a tensor in memory of their own. */
export function copyOf({ data, shape }: Tensor, from: number, to: number, spare: Spare): Sent {
  const [samples = 1, ...rest] = shape;
  const row = data.length / Math.max(samples, 1);
  const copy = spare.take(data.constructor as Kind<TensorData>, (to - from) * row);
  copy.set(data.subarray(from * row, to * row));
  return { data: copy, shape: [to - from, ...rest] };
}

const errorClasses: Readonly<Record<string, new (message: string) => Error>> = { RangeError, TypeError };

/** An error in plain data. */
export function failureOf(error: unknown): Failure {
  const { message } = error instanceof Error ? error : new Error(String(error));
  const kind = Object.keys(errorClasses).find((name) => error instanceof errorClasses[name]!) ?? "Error";
  return { failed: { kind, message } };
}

/** The error that was told. */
export function errorOf({ failed: { kind, message } }: Failure): Error {
  return new (errorClasses[kind] ?? Error)(message);
}
