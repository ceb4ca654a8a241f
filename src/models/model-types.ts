/**
 * What models take and give.
 *
 * @module
 */
import type { Value } from "../graph/value.ts";
import type { One } from "../layers/layer.ts";
import type { NestedArray, TensorLike } from "../tensor.ts";

/** Options of {@link Model}. */
export interface ModelOptions<Out> {
  /** Where the model begins: values of {@link input}, by name or in order. */
  inputs: Value | readonly Value[] | Readonly<Record<string, Value>>;
  /** What the model computes. */
  outputs: Out;
  /** The name of the model as a layer of another; defaults to `"functional"`, numbered. */
  name?: string | undefined;
}

/** The type of a model's results, by its outputs. */
export type ModelOutputs<Out> = Out extends readonly Value[] ? { [K in keyof Out]: One } : One;

/** One input of a call: a tensor, or its numbers in nested arrays. */
export type ModelInput = TensorLike | NestedArray;

/** The inputs of a call: one, a list in the order of the model's inputs, or by their names. */
export type ModelInputs = ModelInput | readonly ModelInput[] | Readonly<Record<string, ModelInput>>;

/** Options of {@link Model.predict}. */
export interface PredictOptions {
  /** How many samples are computed at a time; defaults to 32. The result does not depend on it. */
  batchSize?: number | undefined;
}
