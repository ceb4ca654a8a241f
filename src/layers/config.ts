/**
 * Configurations: layers and their parts as plain data, and names of layers.
 *
 * @module
 */
import { refused, wrongType, wrongValue } from "../check.ts";
import type { Config, Plain } from "../configured.ts";
import { mapValues } from "../graph/nested.ts";

export type { Config, Plain } from "../configured.ts";

/** Something that can be made again from its configuration. @internal */
export interface Configurable {
  readonly className: string;
  getConfig(): Config;
}

/** A class that can be found by name. */
export interface ConfigurableClass {
  fromConfig(config: Config, classes?: Readonly<Record<string, ConfigurableClass>>): unknown;
}

/** Whether something can be made again from its configuration. @internal */
export function isConfigurable(value: unknown): value is Configurable {
  return typeof value === "object" && value !== null && "getConfig" in value && "className" in value;
}

/** Layers and other parts become `{ className, config }`; everything else must be plain. @internal */
export function serialize(value: unknown): Plain {
  if (isConfigurable(value)) return { className: value.className, config: value.getConfig() };
  if (Array.isArray(value)) return value.map(serialize);
  if (value === undefined) return null;
  if (typeof value === "object" && value !== null) {
    return mapValues(value as Config, serialize);
  }
  if (typeof value === "function") {
    throw wrongType("getConfig", "options must be plain data, layers or initializers", value);
  }
  return value as Plain;
}

/** `{ className, config }` becomes what it describes; everything else stays. @internal */
export function deserialize(value: Plain, classes: Readonly<Record<string, ConfigurableClass>>): unknown {
  if (Array.isArray(value)) return value.map((inner: Plain) => deserialize(inner, classes));
  if (typeof value !== "object" || value === null) return value;
  const { className, config } = value as { readonly [key: string]: Plain };
  if (typeof className === "string" && typeof config === "object" && config !== null) {
    const found = Object.hasOwn(classes, className) ? classes[className] : undefined;
    if (!found) {
      const known = Object.keys(classes).join(", ") || "none";
      throw refused("fromConfig", `class "${className}" is not known`, `Known: ${known}.`);
    }
    return found.fromConfig(config as Config, classes);
  }
  return mapValues(value as Config, (inner) => deserialize(inner, classes));
}

const counts = new Map<string, number>();

/** `GRUCell` → `gru_cell`, `Conv1D` → `conv1d`: as Keras names layers after their class. @internal */
export function toSnakeCase(className: string): string {
  return className
    .replace(/\W+/g, "")
    .replace(/(.)([A-Z][a-z]+)/g, "$1_$2")
    .replace(/([a-z])([A-Z])/g, "$1_$2")
    .toLowerCase();
}

/** A name that is numbered from its second use on, of which `counts` keeps the number. @internal */
export function numbered(name: string, counts: Map<string, number>): string {
  const count = counts.get(name) ?? 0;
  counts.set(name, count + 1);
  return count === 0 ? name : `${name}_${count}`;
}

/** The name that a layer is given, or else its class's in small letters, numbered. @internal */
export function layerName(className: string, name: unknown): string {
  if (name === undefined) return numbered(toSnakeCase(className), counts);
  if (typeof name !== "string") throw wrongType(className, "name must be a string", name);
  if (name === "" || name.includes("/")) {
    throw wrongValue(className, "name must be a string without slashes, not empty", name);
  }
  return name;
}
