/**
 * Saving `.keras` files.
 *
 * @module
 */
import { strToU8 } from "fflate";
import { explained, finiteNumber, withDefaults, wrongType } from "../check.ts";
import type { Model } from "../models/model.ts";
import { Sequential } from "../models/sequential.ts";
import { type AnyModel, asModel } from "./any-model.ts";
import { writeArchive } from "./archive-writer.ts";
import { writeHdf5 } from "./hdf5/write/file.ts";
import { formatJson } from "./json.ts";
import { layerObject } from "./layer-config.ts";
import { placesOf } from "./places.ts";
import { checkClasses, type OwnLayers } from "./registry.ts";
import { compileObject } from "./training-config.ts";
import { addTraining } from "./training-state.ts";
import { weightsTree } from "./weights.ts";
import { type KerasObject, ownNames, type Writing } from "./writing.ts";

/** Options of {@link saveKeras}. */
export interface SaveOptions {
  /**
   * Classes of layers that are not rivulet's own, by the names under which Keras knows them: `{ "package>MyLayer":
   * MyLayer }`. Others go by the name that they had in the file they came from, or by that of the class.
   */
  layers?: OwnLayers | undefined;
  /** When the file says it was saved; defaults to now. */
  date?: Date | undefined;
}

/** The version of Keras whose files these are. */
const KERAS_VERSION = "3.15.1";

/**
 * A model as a `.keras` file, which `keras.models.load_model` opens: layers, weights bit by bit and, if the model is
 * compiled, the state of training.
 *
 * @example
 * ```ts
 * const model = new Sequential([input({ shape: [null, 8] }), new GRU({ units: 4 })]);
 * const bytes = saveKeras(model);
 * loadKeras(bytes).layers[0]!.name === model.layers[0]!.name; // true
 * ```
 *
 * @throws Error if the model holds what Keras does not have; it names the layer.
 */
export function saveKeras(model: AnyModel, options: SaveOptions = {}): Uint8Array<ArrayBuffer> {
  const where = "saveKeras";
  const { layers, date = new Date() } = withDefaults<SaveOptions>(where, { layers: {}, date: undefined }, options);
  checkClasses(where, layers);
  if (!(date instanceof Date)) throw wrongType(where, "date must be a Date", date);
  finiteNumber(where, "the time of date", date.getTime());
  const given = asModel(where, model);
  const config = explained(where, () => modelObject(where, given, layers!));
  const weights = weightsTree(given, config);
  addTraining(weights, given);
  // In the form of Keras, but of UTC, so that the same file is saved everywhere.
  const saved = date.toISOString().slice(0, 19).replace("T", "@");
  return writeArchive(where, {
    "metadata.json": strToU8(formatJson({ keras_version: KERAS_VERSION, date_saved: saved })),
    "config.json": strToU8(formatJson(config)),
    "model.weights.h5": writeHdf5(weights),
  });
}

function modelObject(where: string, model: Model, layers: OwnLayers): KerasObject {
  const inside = placesOf(model).map(({ layer }) => layer);
  const writing: Writing = { where, own: ownNames(where, inside, layers) };
  const saved = layerObject(writing, { className: model.className, config: model.getConfig() });
  const compiled = compileObject(where, model);
  return { ...saved, ...builtWith(model, saved), ...(compiled === undefined ? {} : { compile_config: compiled }) };
}

/** The shape that a row of layers was built with: that of its input or, without one, that of the first call. */
function builtWith(model: Model, { config }: KerasObject): Partial<KerasObject> {
  if (!(model instanceof Sequential)) return {};
  const [first] = config["layers"] as readonly KerasObject[];
  const declared = first?.class_name === "InputLayer" ? first.config["batch_shape"] : undefined;
  const shape = declared ?? (model.built ? model.inputs[0]!.shape : undefined);
  if (shape === undefined) return {};
  return { config: { ...config, build_input_shape: shape }, build_config: { input_shape: shape } };
}
