/**
 * Operations by the names that Keras has for them, as configurations and files write them.
 *
 * @module
 */
import * as ops from "./index.ts";

type Operation = (...args: readonly unknown[]) => unknown;

/** @internal */
export const operations: Readonly<Record<string, Operation>> = Object.fromEntries(
  Object.entries(ops).map(([name, operation]) => {
    const kerasName = name === "abs" ? "Absolute" : `${name[0]!.toUpperCase()}${name.slice(1)}`;
    return [kerasName, operation as unknown as Operation];
  }),
);
