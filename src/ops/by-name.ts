/**
 * Operations by the names that Keras has for them, as configurations and files write them.
 *
 * @module
 */

/** Operations by their names, as `ops` holds them. */
export type Operations = Readonly<Record<string, (...args: never[]) => unknown>>;

/** The operation that Keras calls so, if it is among those given. @internal */
export function operationNamed(
  operations: Operations,
  kerasName: string,
): ((...args: readonly unknown[]) => unknown) | undefined {
  const name = kerasName === "Absolute" ? "abs" : `${kerasName.slice(0, 1).toLowerCase()}${kerasName.slice(1)}`;
  return Object.hasOwn(operations, name) ? (operations[name] as (...args: readonly unknown[]) => unknown) : undefined;
}
