/**
 * Where a `.keras` file has the weights. Keras does not store them by the names of layers but by where the layers are:
 * class by class in the order of the model, then by the fields that hold a layer's inner layers.
 *
 * @module
 */
import { numbered, type Plain, toSnakeCase } from "../layers/config.ts";
import type { AnyLayer } from "../layers/layer.ts";
import { Model } from "../models/model.ts";
import { isObject, type Json } from "./json.ts";
import { isOperation } from "./operations.ts";

/** A layer, and the group of the file whose `vars` are its own weights. */
export interface Place {
  readonly layer: AnyLayer;
  readonly path: string;
  /** The layer as errors name it: by the names of models, then by those of fields. */
  readonly name: string;
  /** The layer as the file names it. */
  readonly title: string;
}

/** The group of a model's layers; Keras 2.12 to 2.14 have it under another name. */
const LAYERS = "layers";

/** How the layers of models are found. */
interface Naming {
  readonly inside: string;
  readonly twice: boolean;
}

interface Item {
  readonly layer: AnyLayer;
  readonly data: Plain | undefined;
  readonly title: string;
}

/**
 * The places of a model's layers, each layer once. `data` is the model as config.json has it, whose order and classes
 * decide; without it, the model's own do. `inside` is the group of a model's layers, in which those with weights stand
 * `twice` where Keras 2.12 and 2.13 number them.
 */
export function placesOf(model: AnyLayer, data?: Json, inside: string = LAYERS, twice = false): Place[] {
  return [...walk({ layer: model, data, title: model.name }, "", model.name, { inside, twice }, new Set())];
}

function* walk(
  { layer, data, title }: Item,
  path: string,
  name: string,
  naming: Naming,
  visited: Set<AnyLayer>,
): Generator<Place> {
  if (visited.has(layer)) return;
  visited.add(layer);
  yield { layer, path, name, title };
  const config = isObject(data) && isObject(data["config"]) ? data["config"] : {};
  if (layer instanceof Model && layer.layers.length > 0) {
    for (const [key, one] of keyed(inOrder(layer, config["layers"]), naming.twice)) {
      yield* walk(one, join(path, naming.inside, key), one.layer.name, naming, visited);
    }
    return;
  }
  // In the order of Python's `dir`: a layer in two fields is stored under the first.
  const children = [...layer.children()].map(([field, child]) => [toSnakeCasePath(field), child] as const);
  const lists = new Map<string, Item[]>();
  for (const [field, child] of children.sort(([a], [b]) => (a < b ? -1 : 1))) {
    const [first, index] = field.split("/") as [string, string?];
    const given = config[first] ?? config["layer"];
    if (index === undefined) {
      const item = { layer: child, data: given, title: titleIn(layer, child) };
      yield* walk(item, join(path, first), `${name}/${first}`, naming, visited);
      continue;
    }
    const list = lists.get(first) ?? [];
    lists.set(first, list);
    const data = Array.isArray(given) ? given[Number(index)] : undefined;
    list[Number(index)] = { layer: child, data, title: titleIn(layer, child) };
  }
  for (const [field, list] of lists) {
    for (const [key, one] of keyed(list)) {
      yield* walk(one, join(path, field, key), `${name}/${key}`, naming, visited);
    }
  }
}

/** The name of a layer inside another: of one that the outer layer made for itself, the name of its class. */
function titleIn(outer: AnyLayer, inner: AnyLayer): string {
  const given: unknown[] = Object.values(outer.options as object).flat();
  return "layer" in outer.options || given.includes(inner) ? inner.name : toSnakeCase(inner.className);
}

/** The layers of a model in the order of the file, which is that of the model that was saved. */
function inOrder(model: Model, given: Plain | undefined): Item[] {
  if (!Array.isArray(given)) return model.layers.map((layer) => ({ layer, data: undefined, title: layer.name }));
  const byName = new Map(model.layers.map((layer) => [layer.name, layer]));
  return given.flatMap((data: Plain) => {
    if (!isObject(data) || isOperation(data)) return [];
    const config = isObject(data["config"]) ? data["config"] : {};
    const layer = byName.get(String(data["name"] ?? config["name"]));
    return layer ? [{ layer, data, title: layer.name }] : [];
  });
}

/**
 * Each layer with the name that Keras gives it in a list: its class's, numbered from the second on. Where they stand
 * `twice`, those with weights count as two.
 */
function keyed(list: readonly Item[], twice = false): [string, Item][] {
  const counts = new Map<string, number>();
  return list.map((one) => {
    const className = isObject(one.data) ? String(one.data["class_name"]) : one.layer.className;
    const key = toSnakeCase(className);
    const named = numbered(key, counts);
    if (twice && one.layer.weights.length > 0) numbered(key, counts);
    return [named, one];
  });
}

function toSnakeCasePath(field: string): string {
  return field.split("/").map(toSnakeCase).join("/");
}

/** Names of groups with `/` between them. */
export function join(...parts: readonly string[]): string {
  return parts.filter((part) => part !== "").join("/");
}
