/**
 * The state of training in files: what the model is compiled with, and what the optimizer remembers.
 *
 * @module
 */
import type { Model } from "../models/model.ts";
import type { NewGroup } from "./hdf5/write/file.ts";
import { Dataset, Group } from "./hdf5.ts";
import type { Json } from "./json.ts";

/** What a file says of training. */
export interface SavedTraining {
  /** The compile_config. */
  readonly config: Json;
  /** What the optimizer remembers, if it was written. */
  state(): Group | undefined;
}

/** Where Keras has the optimizer's variables. */
const PATH = "optimizer/vars";

/** The same where the loss was scaled, as under a policy of float16: that optimizer has another one inside. */
const SCALED_PATH = "optimizer/inner_optimizer/vars";

/** What files said of models whose training has not begun. */
const saved: WeakMap<object, SavedTraining> = /* @__PURE__ */ new WeakMap();

/** What the file of a model says of its training. */
export function savedTraining(model: object): SavedTraining | undefined {
  return saved.get(model);
}

/** Remembers what the file of a model says of its training. */
export function remember(model: object, config: Json, root: Group): SavedTraining {
  const state = (): Group | undefined => {
    const found = root.get(SCALED_PATH) ?? root.get(PATH);
    return found instanceof Group ? found : undefined;
  };
  const training: SavedTraining = { config, state };
  saved.set(model, training);
  return training;
}

/**
 * What an optimizer remembers, in Keras's order: the number of steps, the learning rate unless a schedule decides about
 * it, then what belongs to weights.
 */
export function variablesIn(state: Group | undefined): Dataset[] {
  const found = state?.children.map((_, i) => state.get(String(i))) ?? [];
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
  } else if (!model.compileOptions) {
    const state = saved.get(model)?.state();
    const name = state?.attribute("name");
    if (typeof name === "string") group().name = name;
    for (const [i, dataset] of variablesIn(state).entries()) {
      const isCount = i === 0;
      add(isCount ? BigInt64Array.from(dataset.readFloat64(), BigInt) : dataset.read(), dataset.shape);
    }
  }
}
