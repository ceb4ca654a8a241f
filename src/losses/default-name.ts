/**
 * Names of losses and metrics that are given none.
 *
 * @module
 */
import { wrongType } from "../check.ts";

/** The class's name with a small letter in front: `MeanSquaredError` → `meanSquaredError`. @internal */
export function defaultName({ className, name }: { readonly className?: string; readonly name: string }): string {
  const text = className ?? name;
  return `${text.charAt(0).toLowerCase()}${text.slice(1)}`;
}

/** Requires a name. @internal */
export function checkName(where: string, name: unknown): string {
  if (typeof name !== "string") throw wrongType(where, "name must be a string", name);
  return name;
}
