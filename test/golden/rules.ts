import { readFileSync } from "node:fs";
import type { Config, Plain } from "../../src/configured.ts";
import { toCamelCase } from "../../src/keras/names.ts";

/** The cases of a topic that are no models. */
export function ruleCases<T>(topic: string): readonly T[] {
  return JSON.parse(readFileSync(new URL(`${topic}.json`, import.meta.url), "utf8")).cases;
}

/** A configuration as Keras has it, in our words. */
export function configFrom(config: Config): Config {
  const entries = Object.entries(config).filter(([key]) => key !== "loss_scale_factor");
  return Object.fromEntries(entries.map(([key, value]) => [toCamelCase(key), plainFrom(value)]));
}

function plainFrom(value: Plain): Plain {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  const { class_name: className, config } = value as Config;
  return { className: className!, config: configFrom(config as Config) };
}

/** Whether numbers are those wanted: up to 1e-5 relative to the greatest of them. */
export function differs(got: ArrayLike<number>, wanted: ArrayLike<number>): string | undefined {
  if (got.length !== wanted.length) return `${got.length} numbers in place of ${wanted.length}`;
  const scale = Array.from(wanted).reduce((greatest, x) => Math.max(greatest, Math.abs(x)), 0);
  for (let i = 0; i < wanted.length; i++) {
    if (!(Math.abs(got[i]! - wanted[i]!) <= 1e-5 * scale)) return `${got[i]} at ${i}, not ${wanted[i]}`;
  }
  return undefined;
}
