/**
 * The state of training in files: what the model is compiled with, and what the optimizer remembers.
 *
 * @module
 */
import type { Model } from "../models/model.ts";
import type { NewGroup } from "./hdf5/write/file.ts";
import { Dataset, Group } from "./hdf5.ts";
import type { Json } from "./json.ts";
import { asOfKeras3, optimizerOf } from "./keras-2-training.ts";

/** What a file says of training. */
export interface SavedTraining {
  /** The compile_config. */
  readonly config: Json;
  readonly isOfKeras2: boolean;
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
export function remember(model: object, config: Json, root: Group, isOfKeras2: boolean): SavedTraining {
  const state = (): Group | undefined => {
    const found = root.get(SCALED_PATH) ?? root.get(PATH);
    return found instanceof Group ? found : undefined;
  };
  const training: SavedTraining = { config, isOfKeras2, state };
  saved.set(model, training);
  return training;
}

/** The compile_config as Keras 3 has it. */
export function configIn({ config, isOfKeras2 }: SavedTraining): Json {
  return isOfKeras2 ? asOfKeras3(config) : config;
}

/**
 * What an optimizer remembers, in Keras's order: the number of steps, the learning rate unless a schedule decides about
 * it or the file is of Keras 2, then what belongs to weights.
 */
export function variablesIn({ config, isOfKeras2, state }: SavedTraining): Dataset[] {
  const group = state();
  const found = group?.children.map((_, i) => group.get(String(i))) ?? [];
  const variables = found.filter((one) => one instanceof Dataset);
  return isOfKeras2 && !optimizerOf(config).hasSlots ? variables.slice(0, 1) : variables;
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
    const training = saved.get(model);
    if (!training) return;
    const name = training.state()?.attribute("name");
    if (typeof name === "string") group().name = name;
    const rate = training.isOfKeras2 ? optimizerOf(training.config).learningRate : undefined;
    for (const [i, dataset] of variablesIn(training).entries()) {
      const isCount = i === 0;
      add(isCount ? BigInt64Array.from(dataset.readFloat64(), BigInt) : dataset.read(), dataset.shape);
      if (isCount && rate !== undefined) add(Float32Array.of(rate), []);
    }
  }
}
