/**
 * Models compiled as their files say. Loaded when such a model is trained first.
 *
 * @module
 */
import { formatShape, isSameShape, refused } from "../check.ts";
import { mapValues } from "../graph/nested.ts";
import type { Config, Plain } from "../layers/config.ts";
import { type LossLike, lossClasses } from "../losses/by-name.ts";
import { lossNames } from "../losses/names.ts";
import { type MetricLike, metricClasses } from "../metrics/by-name.ts";
import { metricNames } from "../metrics/names.ts";
import type { Model } from "../models/model.ts";
import { getOptimizer, optimizerClasses } from "../optimizers/by-name.ts";
import type { Optimizer } from "../optimizers/index.ts";
import type { ByOutput, CompileOptions } from "../training/compile-options.ts";
import { fail } from "./file-error.ts";
import { isObject, type Json, lookUp, object, string } from "./json.ts";
import { toCamelCase, unpackaged } from "./names.ts";
import { configIn, type SavedTraining, variablesIn } from "./training-state.ts";

interface Restoring {
  readonly where: string;
  /** Classes and functions of the caller's own, by the names in files. */
  readonly objects: Readonly<Record<string, unknown>>;
}

type Classes = Readonly<Record<string, { fromConfig(config: Config, classes?: object): unknown }>>;

/** Something that a model is compiled with: its classes by their names, and the names of those with default options. */
interface Kind {
  readonly what: string;
  readonly classes: Classes;
  readonly names: readonly string[];
}

const LOSS: Kind = { what: "loss", classes: lossClasses, names: lossNames };
const METRIC: Kind = { what: "metric", classes: metricClasses, names: metricNames };
const OPTIMIZER: Kind = { what: "optimizer", classes: optimizerClasses, names: [] };

/** Options that Keras writes and that say nothing about the results here. */
const WITHOUT_EFFECT = ["dtype", "loss_scale_factor"];

/** What `compile` would be given; the optimizer has its state. */
export function restored(where: string, model: Model, saved: SavedTraining, objects: object): CompileOptions {
  const restoring: Restoring = { where, objects: objects as Restoring["objects"] };
  const config = configIn(saved);
  const optimizer = optimizerFrom(restoring, config["optimizer"]!);
  restoreState(where, model, optimizer, saved);
  const losses = treeFrom(config["loss"], (leaf) => partFrom(restoring, LOSS, leaf));
  const metric = (leaf: Plain): unknown => partFrom(restoring, METRIC, leaf);
  return {
    optimizer,
    loss: losses as ByOutput<LossLike> | undefined,
    lossWeights: (config["loss_weights"] ?? undefined) as ByOutput<number> | undefined,
    metrics: treeFrom(config["metrics"], metric) as ByOutput<MetricLike> | undefined,
    weightedMetrics: treeFrom(config["weighted_metrics"], metric) as ByOutput<MetricLike> | undefined,
  };
}

function optimizerFrom(restoring: Restoring, given: Plain): Optimizer {
  if (typeof given === "string") return getOptimizer(restoring.where, given.toLowerCase());
  return partFrom(restoring, OPTIMIZER, given) as Optimizer;
}

/** Lists and records stay what they are; what they hold is converted. */
function treeFrom(given: Plain | undefined, convert: (leaf: Plain) => unknown): unknown {
  if (given === undefined || given === null) return undefined;
  if (Array.isArray(given)) return given.map((one: Plain) => treeFrom(one, convert) ?? null);
  if (!isObject(given) || typeof given["class_name"] === "string") return convert(given);
  return mapValues(given, (one) => treeFrom(one, convert) ?? null);
}

/** An optimizer, a loss or a metric: a name, the name of a function, or a class with its options. */
function partFrom({ where, objects }: Restoring, { what, classes, names }: Kind, given: Plain): unknown {
  const unknown = (name: string): Error => {
    const fix = `Give it by { objects: { ${name} } }, or call compile().`;
    return refused(where, `the model is compiled with the ${what} ${name}, which is not known`, fix);
  };
  const named = (name: string): unknown => {
    const ours = toCamelCase(name);
    const found = lookUp(objects, name) ?? (names.includes(ours) ? ours : lookUp(classes, name)?.fromConfig({ name }));
    if (found === undefined) throw unknown(name);
    return found;
  };
  if (typeof given === "string") return named(given);
  const part = `the ${what} that the model is compiled with`;
  const { class_name, registered_name: registered, config } = object(where, part, given);
  const className = string(where, `class_name of ${part}`, class_name);
  if (className === "function") return named(string(where, `config of ${part}`, config));
  const name = unpackaged(className);
  const known = { ...classes, ...objects } as Classes;
  const found = lookUp(known, String(registered)) ?? lookUp(known, className) ?? lookUp(known, name);
  if (!found) throw unknown(name);
  return found.fromConfig(optionsFrom(object(where, `config of ${part}`, config)), objects);
}

function optionsFrom(config: Json): Config {
  const known = Object.entries(config).filter(([key, value]) => {
    const isMulti = /^(multi_label|num_labels|label_weights)$/.test(key) && !value;
    return !isMulti && !WITHOUT_EFFECT.includes(key);
  });
  return Object.fromEntries(known.map(([key, value]) => [toCamelCase(key), optionFrom(value)]));
}

/** Strings are modes and names; a schedule is an option of the optimizer. */
function optionFrom(value: Plain): Plain {
  if (typeof value === "string") return toCamelCase(value);
  if (!isObject(value) || !isObject(value["config"])) return value;
  return { className: unpackaged(String(value["class_name"])), config: optionsFrom(value["config"]) };
}

/** Gives the optimizer what it remembered. Before the first step Keras has but the count and the learning rate. */
function restoreState(where: string, model: Model, optimizer: Optimizer, saved: SavedTraining): void {
  const [iterations, ...rest] = variablesIn(saved);
  if (!iterations) return;
  optimizer.iterations = iterations.readFloat64()[0] ?? 0;
  const hasRate = !optimizer.hasSchedule && !saved.isOfKeras2;
  const rate = hasRate ? rest.shift()?.read()[0] : undefined;
  // The file has it rounded to float32; what it was before may stand in the config.
  if (rate !== undefined && Math.fround(optimizer.learningRate) !== rate) optimizer.learningRate = rate;
  if (rest.length === 0) return;
  optimizer.build(model.trainableWeights);
  const slots = optimizer.variables;
  if (slots.length !== rest.length) {
    const fix = "Where layers have become trainable since, call compile() to begin with a new optimizer.";
    fail(where, `the optimizer must have ${slots.length} variables of weights in the file`, rest.length, fix);
  }
  // What Nadam has but once stood first in older files, and stands last since.
  if (slots.at(-1)?.shape.length === 0 && !isSameShape(rest[0]!.shape, slots[0]!.shape)) rest.push(rest.shift()!);
  slots.forEach((slot, i) => {
    const { shape, path } = rest[i]!;
    if (isSameShape(shape, slot.shape)) return;
    fail(where, `${path} of the optimizer must have shape ${formatShape(slot.shape)}`, formatShape(shape));
  });
  slots.forEach((slot, i) => {
    slot.assign(rest[i]!.read());
  });
}
