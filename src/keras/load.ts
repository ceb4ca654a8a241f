/**
 * Opening `.keras` files, and models that are told in JSON.
 *
 * @module
 */
import { strFromU8 } from "fflate";
import { bytesOf, explained, type Given, withArticle, withDefaults, wrongType } from "../check.ts";
import { byClassName } from "../configured.ts";
import type { Value } from "../graph/value.ts";
import type { ConfigurableClass } from "../layers/config.ts";
import type { LayerClass } from "../layers/layer.ts";
import { Model } from "../models/model.ts";
import { rebuild } from "../models/rebuild.ts";
import type { Operations } from "../ops/by-name.ts";
import * as ops from "../ops/index.ts";
import { readArchive } from "./archive.ts";
import { classConfig } from "./config.ts";
import { fail } from "./file-error.ts";
import { type Group, openHdf5 } from "./hdf5.ts";
import { isObject, type Json, object, parseJson } from "./json.ts";
import { layersByName } from "./layers.ts";
import type { Reading } from "./reading.ts";
import { checkClasses, classesWith, type OwnLayers } from "./registry.ts";
import { remember } from "./training-state.ts";
import { readWeights } from "./weights.ts";

/** Options of {@link loadKeras} and {@link modelFromJSON}. */
export interface LoadOptions {
  /**
   * Classes of layers that are not rivulet's own, by the names under which Keras has saved them, with or without the
   * package: `{ MyLayer }` or `{ "package>MyLayer": MyLayer }`. They come before rivulet's own.
   */
  layers?: OwnLayers | undefined;
  /**
   * What else is not rivulet's own, by the names in the file: classes of initializers, regularizers and constraints, or null
   * to do without one; and what a compiled model is trained with, which is needed when it is trained: functions for losses
   * and metrics, classes of losses, metrics, optimizers and schedules.
   */
  objects?: Readonly<Record<string, unknown>> | undefined;
}

/** The bytes of the longest JSON that is read. */
const MOST_JSON = 2 ** 26;

/** Of a file of weights, the bytes that each of them may have: as float64s with what optimizers remember they are 48. */
const MOST_A_WEIGHT = 64;

/** And the bytes of all else in it. */
const MOST_BESIDE = 2 ** 26;

/** What {@link openKeras} is to know. */
export interface KnownParts {
  /** The classes of rivulet's layers that the file may hold; models need not be named. */
  layers: readonly LayerClass[];
  /** The operations that the file may hold between layers, by their names in `ops`; defaults to none. */
  operations?: Operations | undefined;
}

/** The outputs of a model: one, or a list. */
type Outputs = Value | readonly Value[];

/**
 * Opens a `.keras` file as Keras 3 writes it: a model with its weights.
 *
 * Weights are views of `bytes` where they lie as floats already; do not change `bytes` afterwards.
 * For a model of several outputs, say so to the compiler: `loadKeras<[Value, Value]>(bytes)`.
 *
 * @example
 * ```ts
 * import { readFileSync } from "node:fs";
 *
 * const model = loadKeras(readFileSync("examples/dates/dates.keras"));
 * model.inputNames; // ["source", "target"]
 * ```
 *
 * @throws Error if the file is damaged, or holds what rivulet does not have; it names the part of the file.
 */
export function loadKeras<Out extends Outputs = Value>(
  bytes: Uint8Array | ArrayBuffer,
  options: LoadOptions = {},
): Model<Out> {
  return open("loadKeras", bytes, { known: layersByName, operations: ops }, options);
}

/**
 * Opens a `.keras` file as {@link loadKeras} does, but knows only the layers that it is given, so that a bundle holds no
 * others.
 *
 * @example
 * ```ts
 * import { readFileSync } from "node:fs";
 *
 * const model = openKeras(readFileSync("examples/edge/gru.keras"), { layers: [Dense, GRU] });
 * model.layers.length; // 2
 * ```
 *
 * @throws Error as `loadKeras`, and if the file holds a layer or an operation that is not among those given.
 */
export function openKeras<Out extends Outputs = Value>(
  bytes: Uint8Array | ArrayBuffer,
  parts: KnownParts,
  options: LoadOptions = {},
): Model<Out> {
  const where = "openKeras";
  const { layers, operations } = withDefaults<Given<KnownParts>>(where, { layers: undefined, operations: {} }, parts);
  checkClasses(where, layers, true);
  return open(where, bytes, { known: byClassName(layers!), operations: operations! }, options);
}

function open<Out extends Outputs>(
  where: string,
  bytes: Uint8Array | ArrayBuffer,
  known: Pick<Reading, "known" | "operations">,
  options: LoadOptions,
): Model<Out> {
  const own = ownParts(where, options);
  const files = readArchive(asBytes(where, bytes), where);
  const json = (name: string): Json | undefined => {
    const unpack = files.get(name);
    return unpack && parseJson(where, name, strFromU8(unpack(MOST_JSON)));
  };
  const weights = files.get("model.weights.h5");
  const data = json("config.json") ?? fail(where, 'the archive must hold "config.json"', listed(files));
  if (!weights) return fail(where, 'the archive must hold "model.weights.h5"', listed(files));
  const version = json("metadata.json")?.["keras_version"];
  const model = modelFrom(
    { where, version: typeof version === "string" ? version : undefined, ...own, ...known },
    data,
  );
  const root = openHdf5(weights(MOST_BESIDE + MOST_A_WEIGHT * model.countParams()), where);
  readWeights(where, model, data, root);
  keepTraining(where, model as unknown as Model, data, root, own.objects, String(version));
  return model as Model<Out>;
}

/**
 * Makes a model, with fresh weights, from what Keras's `model.to_json()` gave: as text or parsed.
 *
 * @throws Error if it is not such, or names what rivulet does not have.
 */
export function modelFromJSON<Out extends Outputs = Value>(
  json: string | object,
  options: LoadOptions = {},
): Model<Out> {
  const where = "modelFromJSON";
  const own = ownParts(where, options);
  const text = typeof json === "string" ? json : explained(where, () => JSON.stringify(json));
  if (typeof text !== "string") throw wrongType(where, "json must be a string or an object", json);
  const data = parseJson(where, "json", text);
  const reading = { where, version: undefined, known: layersByName, operations: ops, ...own };
  return modelFrom(reading, data) as Model<Out>;
}

/** The parts of models that are the caller's own. */
function ownParts(where: string, options: LoadOptions): Pick<Reading, "own" | "objects"> {
  const { layers, objects } = withDefaults<LoadOptions>(where, { layers: {}, objects: {} }, options);
  checkClasses(where, layers);
  object(where, "objects", objects);
  return { own: layers!, objects: objects! };
}

function modelFrom(reading: Reading, data: Json): Model<Outputs> {
  const { where } = reading;
  object(where, "config", data["config"]);
  const { className, config } = classConfig(reading, data);
  const functional: ConfigurableClass = {
    fromConfig: (given, others = {}) => new Model(rebuild(where, given, others, reading.operations) as never),
  };
  const classes: Readonly<Record<string, ConfigurableClass>> = { ...classesWith(reading), Functional: functional };
  const made = explained(where, () => classes[className]!.fromConfig(config, classes));
  if (made instanceof Model) return made as Model<Outputs>;
  return fail(where, "the file must hold a model", withArticle(className));
}

/** Has a model compiled as its file says, when it is trained first; the code of training is not loaded before that. */
function keepTraining(where: string, model: Model, data: Json, root: Group, objects: object, version: string): void {
  const config = data["compile_config"];
  if (!isObject(config) || (config["optimizer"] ?? null) === null) return;
  const training = remember(model, config, root, version.startsWith("2."));
  model.restoreCompile(async () => (await import("./compile.ts")).restored(where, model, training, objects));
}

/** Bytes as the reader takes them. */
export function asBytes(where: string, bytes: unknown): Uint8Array {
  return bytesOf(where, "bytes must be a Uint8Array or an ArrayBuffer", bytes, "Read the file first.");
}

function listed(files: ReadonlyMap<string, unknown>): string {
  return [...files.keys()].slice(0, 10).join(", ") || "nothing";
}
