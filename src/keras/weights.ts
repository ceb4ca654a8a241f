/**
 * The weights of a model, read from model.weights.h5 and written into it.
 *
 * @module
 */
import { formatShape, isSameShape } from "../check.ts";
import type { Variable } from "../graph/variable.ts";
import { toSnakeCase } from "../layers/config.ts";
import type { AnyLayer } from "../layers/layer.ts";
import { fail } from "./file-error.ts";
import { NewGroup } from "./hdf5/write/file.ts";
import { Dataset, Group } from "./hdf5.ts";
import type { Json } from "./json.ts";
import { join, type Place, placesOf } from "./places.ts";

/** Gives a model the weights of a file. Every weight must be there, and nothing may be left over. */
export function readWeights(where: string, model: AnyLayer, data: Json | undefined, root: Group): void {
  // Keras 2.12 to 2.14 keep the layers of models under another name.
  const inside = root.get("layers") ? "layers" : "_layer_checkpoint_dependencies";
  const isThere = ({ layer, path }: Place): boolean => !layer.ownWeights[0] || !!root.get(join(path, "vars", "0"));
  const plain = placesOf(model, data, inside);
  const places = inside === "layers" || plain.every(isThere) ? plain : placesOf(model, data, inside, true);
  const found = places.flatMap((place) =>
    place.layer.ownWeights.map((variable, i) => ({ variable, dataset: datasetOf(where, root, place, variable, i) })),
  );
  checkNothingLeft(where, new Set(found.map(({ dataset }) => dataset.path)), root.get(inside));
  for (const { variable, dataset } of found) variable.assign(dataset.read());
}

/** The tree of a model's weights, as Keras has it: every layer has a group with its name, though it may be empty. */
export function weightsTree(model: AnyLayer, data?: Json): NewGroup {
  const root = new NewGroup();
  for (const { layer, path, title } of placesOf(model, data)) {
    const group = root.group(join(path, "vars"));
    group.name = title;
    layer.ownWeights.forEach(({ shape, data }, i) => {
      group.members.set(String(i), { shape, numbers: data });
    });
  }
  return root;
}

function datasetOf(where: string, root: Group, place: Place, variable: Variable, index: number): Dataset {
  const path = join(place.path, "vars", String(index));
  const weight = `weight "${place.name}/${toSnakeCase(variable.name)}"`;
  const found = root.get(path);
  const part = `model.weights.h5 has it as ${path}`;
  if (!(found instanceof Dataset))
    return fail(where, `${weight} must be in the file`, "nothing", `It would be ${path}.`);
  if (!isSameShape(found.shape, variable.shape)) {
    const hint = resetAfterHint(place.layer, variable, found.shape) ?? `${part}.`;
    fail(where, `${weight} must have shape ${formatShape(variable.shape)}`, formatShape(found.shape), hint);
  }
  if (found.dtype === "int8" || found.dtype === "uint8") {
    fail(where, `${weight} must hold floats`, found.dtype, "The model was quantized.");
  }
  return found;
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

function checkNothingLeft(where: string, taken: ReadonlySet<string>, top: Group | Dataset | undefined): void {
  const stack = [top];
  while (stack.length > 0) {
    const one = stack.pop();
    if (one instanceof Group) for (const name of one.children) stack.push(one.get(name));
    else if (one && !taken.has(one.path) && !UNUSED.test(`${one.path}/`)) {
      const rule = "every weight of model.weights.h5 must belong to a layer";
      fail(where, rule, `${one.path} ${formatShape(one.shape)} beside`);
    }
  }
}
