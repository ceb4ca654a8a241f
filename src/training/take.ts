/**
 * Data as it is given to a model that is trained.
 *
 * @module
 */
import { disagreement, refused, wrongType, wrongValue } from "../check.ts";
import { listed } from "../listed.ts";
import type { NestedArray, NumericArray, Tensor, TensorLike } from "../tensor.ts";
import { Batch } from "./batch.ts";
import { type ClassWeight, classWeights } from "./class-weight.ts";
import { checkFinite } from "./finite.ts";
import { distinct } from "./output-names.ts";
import type { Many } from "./sources.ts";
import type { Trainable } from "./trainable.ts";

/** A tensor, its numbers in nested arrays, or in a typed array if it has one axis. */
export type Numbers = TensorLike | NestedArray | NumericArray;

/** What a model takes or should give: one tensor, a list in order, or by the names of inputs or outputs. */
export type Data = Numbers | readonly Numbers[] | Readonly<Record<string, Numbers>>;

/** Inputs, labels and, if there are any, weights of samples. */
export type Labelled =
  | readonly [x: Data, y: Data, sampleWeight?: Data | undefined]
  | { readonly x: Data; readonly y: Data; readonly sampleWeight?: Data | undefined };

/** Batches, to be gone through once an epoch. What a generator yields as `[x, y]` is a list to the compiler, not a pair. */
export type Batches = Many<Labelled | readonly Data[]>;

/** Checks data and puts it in order. @internal */
export function take(
  model: Trainable,
  x: unknown,
  y: unknown,
  sampleWeight?: unknown,
  classWeight?: ClassWeight | undefined,
): Batch {
  const { where } = model;
  const outputNames = model.outputNames && distinct(model.outputNames);
  const inputs = model.takeInputs(x);
  const labels = listed(where, "y", outputNames, y);
  const weights = sampleWeight == null ? [] : weightsOf(where, outputNames, sampleWeight, labels.length);
  if (classWeight) weights.push(classWeightsOf(model, classWeight, labels, weights.length > 0));
  const batch = new Batch(inputs, labels, weights);
  checkSamples(where, batch);
  checkFinite(where, batch);
  return batch;
}

/** Takes a pair or triple, or an object of x, y and sampleWeight. @internal */
export function takeLabelled(model: Trainable, given: unknown, classWeight?: ClassWeight): Batch {
  if (Array.isArray(given) && (given.length === 2 || given.length === 3)) {
    return take(model, given[0], given[1], given[2], classWeight);
  }
  if (typeof given === "object" && given !== null && "x" in given && "y" in given) {
    const { x, y, sampleWeight } = given as { x: unknown; y: unknown; sampleWeight?: unknown };
    return take(model, x, y, sampleWeight, classWeight);
  }
  throw wrongType(model.where, "data must be [x, y], [x, y, sampleWeight] or { x, y, sampleWeight }", given);
}

function weightsOf(
  where: string,
  outputNames: readonly string[] | undefined,
  given: unknown,
  outputs: number,
): Tensor[] {
  // Nested numbers are one tensor for all outputs.
  const isOne = Array.isArray(given) && typeof given[0] === "number";
  const weights = listed(where, "sampleWeight", isOne ? undefined : outputNames, given);
  if (weights.length === 1 || weights.length === outputs) return weights;
  throw wrongValue(where, `sampleWeight must be one tensor, or one for each of ${outputs} outputs`, weights.length);
}

function classWeightsOf(
  model: Trainable,
  classWeight: ClassWeight,
  labels: readonly Tensor[],
  isWeighted: boolean,
): Tensor {
  const { where } = model;
  if (isWeighted) throw refused(where, "sampleWeight and classWeight cannot both be given");
  if (labels.length !== 1) throw wrongValue(where, "with classWeight, a model must have one output", labels.length);
  // Labels [samples, timesteps] of a sequence look like one-hot ones.
  const rank = model.outputNames && model.outputs[0]!.shape.length;
  return classWeights(where, classWeight, labels[0]!, rank);
}

function checkSamples(where: string, batch: Batch): void {
  const { samples, tensors } = batch;
  if (tensors.some(({ shape }) => shape[0] !== samples)) {
    const counts = batch.names.map((name, i) => [name, tensors[i]!.shape[0]]);
    throw disagreement(where, "all data must have the same number of samples", Object.fromEntries(counts));
  }
  if (samples === 0) throw refused(where, "there are no samples");
}
