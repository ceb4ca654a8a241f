/**
 * What a model is compiled with, as Keras writes it.
 *
 * @module
 */
import { refused } from "../check.ts";
import { mapValues } from "../graph/nested.ts";
import type { Config, Configurable, Plain } from "../layers/config.ts";
import type { Model } from "../models/model.ts";
import type { Optimizer } from "../optimizers/optimizer.ts";
import { isObject } from "./json.ts";
import { toSnakeCaseOption } from "./names.ts";
import { type TrainingKind, trainingNames } from "./training-names.ts";
import { configIn, savedTraining } from "./training-state.ts";
import type { KerasObject } from "./writing.ts";

/** The compile_config of a model; undefined of one that is not compiled. */
export function compileObject(where: string, model: Model): Plain | undefined {
  const options = model.compileOptions;
  if (!options) {
    const saved = savedTraining(model);
    return saved && configIn(saved);
  }
  const optimizer = model.optimizer ?? options.optimizer;
  return {
    optimizer: typeof optimizer === "string" ? optimizer : trainingObject("optimizers", optimizer as Optimizer),
    loss: treeOf(options.loss, (loss) => leafObject(where, "losses", loss)),
    loss_weights: treeOf(options.lossWeights, (weight) => weight as number),
    metrics: metricsOf(where, options.metrics),
    weighted_metrics: metricsOf(where, options.weightedMetrics),
    run_eagerly: false,
    steps_per_execution: 1,
    jit_compile: "auto",
  };
}

/** Keras wants metrics in lists, a single one too. */
function metricsOf(where: string, given: unknown): Plain {
  const written = treeOf(given, (metric) => leafObject(where, "metrics", metric));
  const isLeaf = typeof written === "string" || (isObject(written) && "class_name" in written);
  return isLeaf ? [written] : written;
}

/** Lists and records stay what they are; what they hold is converted. */
function treeOf(given: unknown, convert: (leaf: unknown) => Plain): Plain {
  if (given === undefined || given === null) return null;
  if (Array.isArray(given)) return given.map((one) => treeOf(one, convert));
  if (typeof given !== "object" || Object.getPrototypeOf(given) !== Object.prototype) return convert(given);
  return mapValues(given as Readonly<Record<string, unknown>>, (one) => treeOf(one, convert));
}

/** A loss or a metric: a name, an object, or a function, which Keras finds by its name alone. */
function leafObject(where: string, kind: TrainingKind, leaf: unknown): Plain {
  if (typeof leaf === "string") return toSnakeCaseOption(leaf);
  if (typeof leaf !== "function") return trainingObject(kind, leaf as Configurable);
  if (leaf.name !== "") {
    return { module: "builtins", class_name: "function", config: leaf.name, registered_name: "function" };
  }
  throw refused(where, `a function among the ${kind} has no name to be found by`, "Declare it with one.");
}

function trainingObject(kind: TrainingKind, one: Configurable): KerasObject {
  const { className } = one;
  const isOwn = !trainingNames[kind].includes(className);
  const options = Object.entries(one.getConfig()).map(([option, value]): [string, Plain] => [
    toSnakeCaseOption(option),
    optionValue(value),
  ]);
  return {
    module: isOwn ? null : `keras.${kind}`,
    class_name: className,
    config: Object.fromEntries(options),
    registered_name: isOwn ? className : null,
  };
}

function optionValue(value: Plain): Plain {
  if (typeof value === "string") return toSnakeCaseOption(value);
  if (!isObject(value) || typeof value["className"] !== "string") return value;
  const { className, config } = value as { className: string; config: Config };
  return trainingObject("optimizers.schedules", { className, getConfig: () => config });
}
