/**
 * A model as it is at one moment, and what of it a worker has not been told.
 *
 * @module
 */
import { refused } from "../check.ts";
import type { Variable } from "../graph/variable.ts";
import type { AnyLayer } from "../layers/layer.ts";
import type { Model } from "../models/model.ts";
import { Sequential } from "../models/sequential.ts";
import { allLayers } from "../models/topology.ts";
import { chosenModule, wasm } from "../wasm/load.ts";
import type { Description, GoalsDescription, Message } from "./messages.ts";
import type { Spare } from "./spare.ts";

/** A model that is built, as it is. Its weights are those of this moment, whatever becomes of the model. */
export interface Snapshot {
  readonly model: Description;
  readonly goals: GoalsDescription | undefined;
  /** The numbers of the weights, which nobody changes, and which of all versions these are. */
  readonly weights: readonly Float32Array[];
  readonly versions: readonly number[];
}

/** What a worker has been told. */
export interface Known {
  model?: string | undefined;
  goals?: string | undefined;
  versions: readonly number[];
}

/** A model without its weights. */
export function describe(model: Model): Description {
  if (model.outputNames === undefined) {
    throw refused(model.where, "a model that says in call() what it computes cannot be taken to workers");
  }
  // From now on others cannot be chosen: workers would go on with those that they were told.
  wasm();
  const isRow = model instanceof Sequential;
  const config = model.getConfig();
  const shapes = model.inputs.map(({ shape }) => shape);
  const sizes = model.weights.map(({ size }) => size);
  return { key: JSON.stringify([isRow, config, shapes]), isRow, config, shapes, sizes, module: chosenModule() };
}

/** A model with these weights as it is now. */
export function snapshotOf(description: Description, weights: readonly Variable[], goals?: GoalsDescription): Snapshot {
  return {
    model: description,
    goals,
    // Whoever changes weights puts other arrays in their place.
    weights: weights.map(({ data }) => data),
    versions: weights.map(({ version }) => version),
  };
}

/** What a worker must be told before it can work with the model as it was; it is then known to it. */
export function untold(snapshot: Snapshot, known: Known, spare: Spare): Omit<Message, "task"> {
  const { model, goals, weights, versions } = snapshot;
  const isNew = known.model !== model.key;
  const places = versions.map((_, i) => i).filter((i) => isNew || versions[i] !== known.versions[i]);
  const changed = places.map((i) => weights[i]!);
  const told = {
    model: isNew ? model : undefined,
    goals: goals && (isNew || known.goals !== goals.key) ? goals : undefined,
    weights: places.length > 0 ? { places, data: inOneRow(changed, spare) } : undefined,
  };
  known.model = model.key;
  known.goals = goals?.key ?? (isNew ? undefined : known.goals);
  known.versions = versions;
  return told;
}

function inOneRow(arrays: readonly Float32Array[], spare: Spare): Float32Array<ArrayBuffer> {
  const size = arrays.reduce((sum, { length }) => sum + length, 0);
  const row = spare.take<Float32Array<ArrayBuffer>>(Float32Array, size);
  let at = 0;
  for (const array of arrays) {
    row.set(array, at);
    at += array.length;
  }
  return row;
}

/** Requires that no layer carries states from batch to batch, as batches are not computed one after another. */
export function refuseStateful(model: Model): void {
  for (const layer of allLayers(model as AnyLayer)) {
    if ((layer.options as { stateful?: unknown }).stateful !== true) continue;
    throw refused(layer.where, "a stateful layer cannot be shared out, since it carries states from batch to batch");
  }
}
