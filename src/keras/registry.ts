/**
 * The classes that files name.
 *
 * @module
 */
import { object, refused, withArticle, wrongType } from "../check.ts";
import { constraintClasses, getConstraint } from "../constraints/by-name.ts";
import { getInitializer, initializerClasses } from "../initializers/by-name.ts";
import type { LayerClass } from "../layers/layer.ts";
import type { Classes } from "../models/rebuild.ts";
import { Sequential } from "../models/sequential.ts";
import { getRegularizer, regularizerClasses } from "../regularizers/by-name.ts";
import { lookUp } from "./json.ts";
import { unpackaged } from "./names.ts";
import type { Reading } from "./reading.ts";

/** Classes of one's own, by the names under which Keras has saved them: `MyLayer` or `package>MyLayer`. */
export type OwnLayers = Readonly<Record<string, LayerClass>>;

/** Requires a list of classes, or classes by their names. */
export function checkClasses(where: string, layers: unknown, isList = false): void {
  const rule = `layers must be ${isList ? "a list of classes" : "classes by their names"}`;
  if (Array.isArray(layers) !== isList) throw wrongType(where, rule, layers);
  object(where, "layers", layers);
  for (const one of Object.values(layers as object)) if (typeof one !== "function") throw wrongType(where, rule, one);
}

interface PartKind {
  readonly module: string;
  readonly classes: Readonly<Record<string, unknown>>;
  /** The part of a name, or the one given. */
  readonly get: (where: string, option: string, given: unknown) => object | undefined;
}

/** Parts of layers by the endings of the options that hold them. */
const parts: Readonly<Record<string, PartKind>> = {
  initializer: { module: "keras.initializers", classes: initializerClasses, get: getInitializer },
  regularizer: { module: "keras.regularizers", classes: regularizerClasses, get: getRegularizer },
  constraint: { module: "keras.constraints", classes: constraintClasses, get: getConstraint },
};

/** The kind of parts that an option holds. */
export function partKind(option: string): PartKind | undefined {
  return lookUp(parts, option.replace(/^.*_/, ""));
}

/** Keras's older names of classes. */
const aliases: Readonly<Record<string, string>> = {
  OrthogonalInitializer: "Orthogonal",
  IdentityInitializer: "Identity",
};

/** All classes that configurations can name, the caller's included, but functional models: those need operations too. */
export function classesWith({ known, own, objects }: Pick<Reading, "known" | "own" | "objects">): Classes {
  const all = Object.assign({}, ...Object.values(parts).map(({ classes }) => classes), known);
  return { ...objects, ...all, Sequential, ...own } as Classes;
}

/**
 * The name under which `classesWith` has the class of a part that an option holds; null if the caller does without it,
 * undefined if there is no such class.
 */
export function partName(
  { objects }: Reading,
  option: string,
  className: string,
  registeredName: unknown,
): string | null | undefined {
  const own = namesOf(className, registeredName).find((name) => Object.hasOwn(objects, name));
  if (own !== undefined) return objects[own] === null ? null : own;
  // Such a package is somebody's own, whatever the class is called.
  if (String(registeredName).includes(">")) return undefined;
  const name = lookUp(aliases, className) ?? className;
  return Object.hasOwn(partKind(option)?.classes ?? {}, name) ? name : undefined;
}

/** The names by which a class of the caller's own is found, with its package and without. */
function namesOf(className: string, registeredName: unknown): readonly string[] {
  return [String(registeredName), className, unpackaged(String(registeredName ?? ""))];
}

/** The names under which files had classes of the caller's own. */
export const registeredNames: WeakMap<LayerClass, string> = /* @__PURE__ */ new WeakMap();

/** The layer class of a file's object, with the name under which `classesWith` has it. */
export function findLayer(
  { where, known, own }: Reading,
  layerName: string,
  className: string,
  registeredName: unknown,
): { readonly name: string; readonly layer: LayerClass; readonly isOwn: boolean } {
  for (const name of namesOf(className, registeredName)) {
    if (!Object.hasOwn(own, name)) continue;
    registeredNames.set(own[name]!, typeof registeredName === "string" ? registeredName : className);
    return { name, layer: own[name]!, isOwn: true };
  }
  const layer = lookUp(known, className);
  if (layer) return { name: className, layer, isOwn: false };
  const supported = [...Object.keys(known), ...Object.keys(own)].sort().join(", ");
  throw refused(
    where,
    `layer "${layerName}" is ${withArticle(className)}, which is not supported`,
    `Supported: ${supported}. Give others by { layers: { ${className} } }.`,
  );
}
