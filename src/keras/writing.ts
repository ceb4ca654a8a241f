/**
 * What all parts of the writer of configurations share.
 *
 * @module
 */
import { refused } from "../check.ts";
import type { Config, Plain } from "../layers/config.ts";
import type { AnyLayer, LayerClass } from "../layers/layer.ts";
import { InputLayer } from "../models/input.ts";
import { Model } from "../models/model.ts";
import { lookUp } from "./json.ts";
import { layersByName } from "./layers.ts";
import { type OwnLayers, registeredNames } from "./registry.ts";

/** What is known of the model while it is written. */
export interface Writing {
  /** The call, for errors. */
  readonly where: string;
  /** The names under which Keras knows classes of one's own, by their own names. */
  readonly own: ReadonlyMap<string, string>;
}

/** An object of a file, as Keras writes it. */
export interface KerasObject {
  readonly [key: string]: Plain;
  readonly module: string | null;
  readonly class_name: string;
  readonly config: { readonly [key: string]: Plain };
  readonly registered_name: string | null;
}

/** The only policy there is: all arithmetic is float32. */
export const FLOAT32: KerasObject = {
  module: "keras",
  class_name: "DTypePolicy",
  config: { name: "float32" },
  registered_name: null,
};

/** The names under which the classes of a model's layers are written that are not rivulet's own. */
export function ownNames(where: string, layers: readonly AnyLayer[], own: OwnLayers): Map<string, string> {
  const names = new Map<string, string>();
  const classes = new Map<string, LayerClass>();
  for (const layer of layers) {
    const { className } = layer;
    const type = layer.constructor as unknown as LayerClass;
    if (lookUp(layersByName, className) === type || layer instanceof InputLayer || isGraph(layer)) continue;
    const given = Object.keys(own).find((name) => own[name] === type) ?? registeredNames.get(type);
    const known = classes.get(className) ?? type;
    const isTaken = lookUp(layersByName, className) !== undefined || className === Model.className;
    if (known !== type || (given === undefined && isTaken)) {
      const reason = `layer "${layer.name}" is of a class of its own, yet its className is "${className}" as another's`;
      throw refused(where, reason, "Give the class a static className.");
    }
    classes.set(className, type);
    names.set(className, given ?? className);
  }
  return names;
}

/** Whether a configuration is that of a functional model, of whatever class. */
export function isFunctionalConfig(config: Config): boolean {
  return "inputLayers" in config;
}

/** Whether a layer is a model whose configuration tells all: one that says in `call` what it computes has no graph. */
function isGraph(layer: AnyLayer): boolean {
  return layer instanceof Model && (layer.className === "Sequential" || isFunctionalConfig(layer.getConfig()));
}
