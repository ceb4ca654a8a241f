/**
 * The state of training in files: what the model is compiled with, and what the optimizer remembers.
 *
 * @module
 */
import type { Model } from "../models/model.ts";
import type { NewGroup } from "./hdf5/write/file.ts";
import { Dataset, Group } from "./hdf5.ts";
import { isObject, type Json } from "./json.ts";

/** What a file says of training. */
export interface SavedTraining {
  /** The compile_config. */
  readonly config: Json;
  /**
   * What the optimizer remembers, in Keras's order: the number of steps, the learning rate unless a schedule decides
   * about it, then what belongs to weights.
   */
  variables(): readonly Dataset[];
}

/** Where Keras has the optimizer's variables. */
const PATH = "optimizer/vars";

/** What files said of models whose training has not begun. */
const saved: WeakMap<object, SavedTraining> = /* @__PURE__ */ new WeakMap();

/** What the file of a model says of its training. */
export function savedTraining(model: object): SavedTraining | undefined {
  return saved.get(model);
}

/** Has a model compiled as its file says, when it is trained first; the code of training is not loaded before that. */
export function keepTraining(where: string, model: Model, data: Json, root: Group, objects: object): void {
  const config = data["compile_config"];
  if (!isObject(config) || (config["optimizer"] ?? null) === null) return;
  const training: SavedTraining = { config, variables: () => datasetsIn(root.get(PATH)) };
  saved.set(model, training);
  model.restoreCompile(async () => (await import("./compile.ts")).restored(where, model, training, objects));
}

function datasetsIn(group: Group | Dataset | undefined): Dataset[] {
  if (!(group instanceof Group)) return [];
  const found = group.children.map((_, i) => group.get(String(i)));
  return found.filter((one) => one instanceof Dataset);
}

/** Adds what the optimizer of a model remembers. */
export function addTraining(root: NewGroup, model: Model): void {
  const { optimizer } = model;
  const group = (): NewGroup => root.group(PATH);
  const add = (numbers: Float32Array | BigInt64Array, shape: readonly number[]): void => {
    const { members } = group();
    members.set(String(members.size), { shape, numbers });
  };
  if (optimizer) {
    group().name = optimizer.name;
    add(BigInt64Array.of(BigInt(optimizer.iterations)), []);
    if (!optimizer.hasSchedule) add(Float32Array.of(optimizer.learningRate), []);
    for (const { data, shape } of optimizer.variables) add(data, shape);
  } else if (model.compiled && !model.compileOptions) {
    for (const [i, dataset] of (saved.get(model)?.variables() ?? []).entries()) {
      const isCount = i === 0;
      add(isCount ? BigInt64Array.from(dataset.readFloat64(), BigInt) : dataset.read(), dataset.shape);
    }
  }
}
