/**
 * Layers made again from their configuration.
 *
 * @module
 */
import { type ConfigurableClass, isConfigurable } from "./config.ts";
import type { AnyLayer, LayerClass } from "./layer.ts";

/** An equal layer with fresh weights but for the options in `changes`. @internal */
export function copyOf<L extends AnyLayer>(layer: L, changes: object): L {
  const classes: Record<string, ConfigurableClass> = {};
  const config = { ...layer.getConfig(), ...changes };
  collectClasses(layer, classes);
  const type = layer.constructor as unknown as LayerClass;
  return type.fromConfig(config, classes as Record<string, LayerClass>) as L;
}

/** The classes of all parts that the options hold, by their names in configurations. */
function collectClasses(part: unknown, classes: Record<string, ConfigurableClass>): void {
  if (Array.isArray(part)) {
    for (const one of part) collectClasses(one, classes);
  } else if (isConfigurable(part)) {
    const type = part.constructor as unknown as Partial<ConfigurableClass>;
    // An initializer may be a plain object: there is but one of it.
    classes[part.className] = type.fromConfig ? (type as ConfigurableClass) : { fromConfig: () => part };
    if ("options" in part) collectClasses(Object.values(part.options as object), classes);
  }
}
