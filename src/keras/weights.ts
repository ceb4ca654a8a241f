/**
 * The weights of a `.keras` file. Keras does not store them by the names of layers but by where the layers are: class by
 * class in the order of the model, then by the fields that hold a layer's inner layers.
 *
 * @module
 */
import { formatShape } from "../check.ts";
import type { Variable } from "../graph/variable.ts";
import { type Plain, toSnakeCase } from "../layers/config.ts";
import type { AnyLayer } from "../layers/layer.ts";
import { Model } from "../models/model.ts";
import { fail } from "./file-error.ts";
import { Dataset, Group } from "./hdf5.ts";
import { isObject, type Json } from "./json.ts";
import { isOperation } from "./operations.ts";

interface Reader {
  readonly where: string;
  readonly root: Group;
  /** Paths of datasets that belong to a weight. */
  readonly taken: Set<string>;
  readonly visited: Set<AnyLayer>;
}

/** Gives a model the weights of a file. Every weight must be there, and nothing may be left over. */
export function readWeights(where: string, model: AnyLayer, data: Json, root: Group): void {
  const reader: Reader = { where, root, taken: new Set(), visited: new Set() };
  // Keras 2 keeps the layers of functional models under another name.
  const inside = root.get("layers") ? "layers" : "_layer_checkpoint_dependencies";
  readLayer(reader, model, data, "", model.name, inside);
  checkNothingLeft(reader, root.get(inside));
}

function readLayer(
  reader: Reader,
  layer: AnyLayer,
  data: Plain | undefined,
  path: string,
  name: string,
  inside = "layers",
): void {
  if (reader.visited.has(layer)) return;
  reader.visited.add(layer);
  const config = isObject(data) && isObject(data["config"]) ? data["config"] : {};
  if (layer instanceof Model && layer.layers.length > 0) {
    for (const [key, one] of keyed(inOrder(layer, config["layers"]))) {
      readLayer(reader, one.layer, one.data, join(path, inside, key), one.layer.name);
    }
    return;
  }
  layer.ownWeights.forEach((variable, i) => {
    readVariable(reader, layer, variable, join(path, "vars", String(i)), name);
  });
  // In the order of Python's `dir`: a layer in two fields is stored under the first.
  const children = [...layer.children()].map(([field, child]) => [toSnakeCasePath(field), child] as const);
  const lists = new Map<string, { layer: AnyLayer; data: Plain | undefined }[]>();
  for (const [field, child] of children.sort(([a], [b]) => (a < b ? -1 : 1))) {
    const [first, index] = field.split("/") as [string, string?];
    const given = config[first] ?? config["layer"];
    if (index === undefined) {
      readLayer(reader, child, given, join(path, first), `${name}/${first}`);
      continue;
    }
    const list = lists.get(first) ?? [];
    lists.set(first, list);
    list[Number(index)] = { layer: child, data: Array.isArray(given) ? given[Number(index)] : undefined };
  }
  for (const [field, list] of lists) {
    for (const [key, one] of keyed(list)) {
      readLayer(reader, one.layer, one.data, join(path, field, key), `${name}/${key}`);
    }
  }
}

/** The layers of a model in the order of the file, which is that of the model that was saved. */
function inOrder(model: Model, given: Plain | undefined): { layer: AnyLayer; data: Plain | undefined }[] {
  if (!Array.isArray(given)) return model.layers.map((layer) => ({ layer, data: undefined }));
  const byName = new Map(model.layers.map((layer) => [layer.name, layer]));
  return given.flatMap((data: Plain) => {
    if (!isObject(data) || isOperation(data)) return [];
    const config = isObject(data["config"]) ? data["config"] : {};
    const layer = byName.get(String(data["name"] ?? config["name"]));
    return layer ? [{ layer, data }] : [];
  });
}

/** Each layer with the name that Keras gives it in a list: its class's, numbered from the second on. */
function keyed<T extends { layer: AnyLayer; data: Plain | undefined }>(list: readonly T[]): [string, T][] {
  const counts = new Map<string, number>();
  return list.map((one) => {
    const className = isObject(one.data) ? String(one.data["class_name"]) : one.layer.className;
    const key = toSnakeCase(className);
    const count = counts.get(key) ?? 0;
    counts.set(key, count + 1);
    return [count === 0 ? key : `${key}_${count}`, one];
  });
}

function readVariable(
  { where, root, taken }: Reader,
  layer: AnyLayer,
  variable: Variable,
  path: string,
  name: string,
): void {
  const weight = `weight "${name}/${toSnakeCase(variable.name)}"`;
  const found = root.get(path);
  const part = `model.weights.h5 has it as ${path}`;
  if (!(found instanceof Dataset)) fail(where, `${weight} must be in the file`, "nothing", `It would be ${path}.`);
  if (formatShape(found.shape) !== formatShape(variable.shape)) {
    const hint = resetAfterHint(layer, variable, found.shape) ?? `${part}.`;
    fail(where, `${weight} must have shape ${formatShape(variable.shape)}`, formatShape(found.shape), hint);
  }
  if (found.dtype === "int8" || found.dtype === "uint8") {
    fail(where, `${weight} must hold floats`, found.dtype, "The model was quantized.");
  }
  taken.add(found.path);
  variable.assign(found.read());
}

/** A GRU's bias tells where its reset gate acts. */
function resetAfterHint(layer: AnyLayer, variable: Variable, got: readonly number[]): string | undefined {
  if (variable.name !== "bias" || !("resetAfter" in layer.options)) return undefined;
  const saved = got.length === 2;
  if (saved === layer.options.resetAfter) return undefined;
  return `The file was saved with reset_after ${saved}; its config says ${layer.options.resetAfter}.`;
}

/** What Keras stores beside weights, and nobody needs. */
const UNUSED = /(^|\/)(seed_generators?|random_generator|rnn_state)\//;

function checkNothingLeft({ where, taken }: Reader, top: Group | Dataset | undefined): void {
  const stack = [top];
  while (stack.length > 0) {
    const one = stack.pop();
    if (one instanceof Group) for (const name of one.children) stack.push(one.get(name));
    else if (one && !taken.has(one.path) && !UNUSED.test(`${one.path}/`)) {
      fail(
        where,
        "every weight of model.weights.h5 must belong to a layer",
        `${one.path} ${formatShape(one.shape)} beside`,
      );
    }
  }
}

function toSnakeCasePath(field: string): string {
  return field.split("/").map(toSnakeCase).join("/");
}

function join(...parts: readonly string[]): string {
  return parts.filter((part) => part !== "").join("/");
}
