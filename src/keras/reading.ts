/**
 * What all parts of the reader of configurations share.
 *
 * @module
 */
import { withArticle } from "../check.ts";
import type { Config } from "../layers/config.ts";
import type { Operations } from "../ops/by-name.ts";
import { isObject, type Json, string } from "./json.ts";
import type { OwnLayers } from "./registry.ts";

/** What is known of the file while it is read. */
export interface Reading {
  /** The call, for errors. */
  readonly where: string;
  /** Keras's version, as metadata.json has it; undefined if nobody says. */
  readonly version: string | undefined;
  /** Rivulet's layers and operations that the file can name. */
  readonly known: OwnLayers;
  readonly operations: Operations;
  /** The caller's layers. */
  readonly own: OwnLayers;
  /** What the caller has beside layers; null for what is to be done without. */
  readonly objects: Readonly<Record<string, unknown>>;
}

/** A class and its options, as `deserialize` takes them. */
export interface ClassConfig {
  readonly className: string;
  readonly config: Config;
}

/** Whether an object of a file is a model of layers, of whatever class. */
export function isFunctional(data: Json): boolean {
  const { config } = data;
  return isObject(config) && "layers" in config && "input_layers" in config && "output_layers" in config;
}

/** The name that the user gave to a layer. */
export function layerName(reading: Reading, data: Json, className: string): string {
  const config = isObject(data["config"]) ? data["config"] : {};
  const name = data["name"] ?? config["name"] ?? className;
  return string(reading.where, `the name of ${withArticle(className)}`, name);
}
