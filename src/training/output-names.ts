/**
 * What outputs are called.
 *
 * @module
 */

/** The names of outputs, each once: a name that was there before gets its place behind it. @internal */
export function distinct(names: readonly string[]): string[] {
  return names.map((name, i) => (names.indexOf(name) === i ? name : `${name}_${i}`));
}
