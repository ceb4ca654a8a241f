/**
 * What belongs to several inputs or outputs: one, a list in their order, or by their names.
 *
 * @module
 */
import { wrongType, wrongValue } from "./check.ts";
import { asTensor, isTensorLike, type NestedArray, type NumericArray, type Tensor, tensor } from "./tensor.ts";

/**
 * One tensor, a list or named ones as a list of tensors in the order of the names; nested arrays are tensors too, and typed
 * ones of one axis. Without names there may be any number. @internal
 */
export function listed(where: string, what: string, names: readonly string[] | undefined, given: unknown): Tensor[] {
  if (isTensorLike(given)) return [asTensor(where, given)];
  if (ArrayBuffer.isView(given)) return [tensor(given as NumericArray)];
  return ordered(where, what, names, given).map((one) =>
    Array.isArray(one) || ArrayBuffer.isView(one) ? tensor(one as NestedArray | NumericArray) : asTensor(where, one),
  );
}

function ordered(
  where: string,
  what: string,
  names: readonly string[] | undefined,
  given: unknown,
): readonly unknown[] {
  if (Array.isArray(given)) {
    const isList = (names && names.length > 1) || given.some(isTensorLike);
    return isList ? given : [given];
  }
  if (typeof given !== "object" || given === null || !names) throw wrongType(where, `${what} must be tensors`, given);
  if (Symbol.iterator in given || "then" in given) throw wrongType(where, `${what} must be tensors`, given);
  const named = given as Readonly<Record<string, unknown>>;
  const keys = Object.keys(named);
  if (keys.length !== names.length || names.some((name) => !Object.hasOwn(named, name))) {
    throw wrongValue(where, `${what} must be named ${names.join(", ")}`, keys);
  }
  return names.map((name) => named[name]);
}
