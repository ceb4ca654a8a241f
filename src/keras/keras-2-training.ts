/**
 * What Keras 2 wrote of training: the learning rate in the config alone, options that are gone since, and what SGD
 * remembers though it has no momentum.
 *
 * @module
 */
import type { Plain } from "../layers/config.ts";
import { isObject, type Json } from "./json.ts";

/** Options that Keras 3 does not take. */
const GONE = ["fn", "is_legacy_optimizer", "jit_compile"];

/** A compile_config of Keras 2 as Keras 3 has it; options that are None there are left to their defaults. */
export function asOfKeras3(config: Json): Json {
  const convert = (value: Plain): Plain => {
    if (Array.isArray(value)) return value.map(convert);
    if (isObject(value)) return asOfKeras3(value);
    if (typeof value !== "string") return value;
    return value === "auto" ? "sum_over_batch_size" : value.replace(".experimental", "");
  };
  const kept = Object.entries(config).filter(([key, value]) => value !== null && !GONE.includes(key));
  return Object.fromEntries(kept.map(([key, value]) => [key, convert(value)]));
}

/** The learning rate, unless a schedule decides about it, and whether there is something to remember of weights. */
export function optimizerOf({ optimizer }: Json): { learningRate: number | undefined; hasSlots: boolean } {
  const given: Json = isObject(optimizer) ? optimizer : { class_name: optimizer ?? null };
  const config = isObject(given["config"]) ? given["config"] : {};
  const isSGD = /^sgd$/i.test(given["class_name"] as string);
  const rate = config["learning_rate"] ?? (isSGD ? 0.01 : 0.001);
  return { learningRate: typeof rate === "number" ? rate : undefined, hasSlots: !isSGD || !!config["momentum"] };
}
