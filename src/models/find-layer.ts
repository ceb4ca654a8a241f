/**
 * Layers of a model by name or place.
 *
 * @module
 */
import { withArticle, wrongType, wrongValue } from "../check.ts";
import type { AnyLayer } from "../layers/layer.ts";

/** The layer of a name or at a place, which must be of the class if one is given. @internal */
export function findLayer(
  where: string,
  layers: readonly AnyLayer[],
  which: string | number,
  type: (new (...args: never[]) => unknown) | undefined,
): AnyLayer {
  const layer = Number.isInteger(which) ? layers.at(Number(which)) : layers.find(({ name }) => name === which);
  if (!layer) {
    const names = layers.map(({ name }) => name).join(", ");
    throw wrongValue(where, "getLayer needs the name or place of a layer", which, `Layers: ${names}.`);
  }
  if (type && !(layer instanceof type))
    throw wrongType(where, `layer "${layer.name}" must be ${withArticle(type.name)}`, layer);
  return layer;
}
