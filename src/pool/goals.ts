/**
 * What a model is compiled with, as plain data and back; the optimizer stays where the weights are changed.
 *
 * @module
 */
import { refused } from "../check.ts";
import type { Config, Plain } from "../configured.ts";
import { mapValues } from "../graph/nested.ts";
import { type Configurable, isConfigurable } from "../layers/config.ts";
import { lossClasses } from "../losses/by-name.ts";
import { metricClasses } from "../metrics/by-name.ts";
import type { CompileOptions } from "../training/compile-options.ts";
import type { GoalsDescription } from "./messages.ts";

const parts = ["loss", "lossWeights", "metrics", "weightedMetrics"] as const;

type Leaf = { readonly leaf: "class"; readonly className: string; readonly config: Config };

/** Losses, their weights and metrics in plain data. Functions go by their names. */
export function describeGoals(where: string, options: CompileOptions): GoalsDescription {
  const plain = Object.fromEntries(parts.map((part) => [part, plainOf(where, options[part])]));
  return { key: JSON.stringify(plain), options: plain };
}

function plainOf(where: string, given: unknown): Plain {
  if (given === undefined || given === null) return null;
  if (Array.isArray(given)) return given.map((one) => plainOf(where, one));
  if (typeof given === "function") {
    if (given.name !== "") return { leaf: "function", name: given.name };
    throw refused(where, "a loss or metric that is a function has no name to be found by in a worker");
  }
  if (isConfigurable(given)) {
    const { className } = given as Configurable;
    return { leaf: "class", className, config: given.getConfig() };
  }
  if (typeof given !== "object") return given as Plain;
  const named = Object.entries(given).map(([name, one]) => [name, plainOf(where, one)]);
  return { leaf: "names", of: Object.fromEntries(named) };
}

/** What {@link describeGoals} has described; `objects` holds functions and classes of the caller's own. */
export function restoreGoals(
  { options }: GoalsDescription,
  objects: Readonly<Record<string, unknown>>,
): CompileOptions {
  const restored = parts.map((part) => {
    const classes = part === "loss" ? lossClasses : metricClasses;
    return [part, restore(options[part]!, { ...classes, ...objects })];
  });
  return Object.fromEntries(restored) as CompileOptions;
}

function restore(given: Plain, known: Readonly<Record<string, unknown>>): unknown {
  if (given === null) return undefined;
  if (Array.isArray(given)) return given.map((one: Plain) => restore(one, known) ?? null);
  if (typeof given !== "object") return given;
  const { leaf, of, name, className, config } = given as { readonly [key: string]: Plain };
  if (leaf === "names") {
    return mapValues(of as Config, (one) => restore(one, known) ?? null);
  }
  if (leaf === "function") return found(String(name), known);
  const made = found(String(className), known) as { fromConfig(config: Config): unknown };
  return made.fromConfig(config as Leaf["config"]);
}

function found(name: string, known: Readonly<Record<string, unknown>>): unknown {
  if (Object.hasOwn(known, name)) return known[name];
  const fix = `Have the pool use a worker of your own, which calls serve({ objects: { ${name} } }).`;
  throw refused("Pool", `the workers do not know the loss or metric ${name}`, fix);
}
