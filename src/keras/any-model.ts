/**
 * Models as arguments.
 *
 * @module
 */
import { wrongType } from "../check.ts";
import { Model } from "../models/model.ts";

/** A model, whatever its outputs. */
export type AnyModel = Pick<Model, "name" | "layers" | "compiled">;

/** Requires a model. */
export function asModel(where: string, model: AnyModel): Model {
  if (model instanceof Model) return model as unknown as Model;
  throw wrongType(where, "model must be a model", model);
}
