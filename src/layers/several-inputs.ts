/**
 * The inputs of calls; of layers of several their number, and their masks.
 *
 * @module
 */
import { wrongType, wrongValue } from "../check.ts";
import { Value } from "../graph/value.ts";
import { logicalOr } from "../ops/binary.ts";
import { isTensorLike } from "../tensor.ts";
import type { Inputs, TracedOptions } from "./layer-types.ts";

/** A mask for each input, where it has one. */
export type Masks = readonly (Value | undefined)[];

/** Requires values or tensors. @internal */
export function checkInputs(where: string, inputs: unknown): void {
  for (const one of Array.isArray(inputs) ? inputs : [inputs]) {
    if (one instanceof Value || isTensorLike(one)) continue;
    throw wrongType(where, "input must be a value or a tensor, or a list of them", one);
  }
}

/** Requires a list of values; returns it. @internal */
export function severalInputs(
  where: string,
  inputs: Inputs,
  rule: string,
  least = 1,
  most = Infinity,
): readonly Value[] {
  if (inputs instanceof Value) throw wrongType(where, `inputs must be ${rule}`, inputs);
  if (inputs.length < least || inputs.length > most) throw wrongValue(where, `inputs must be ${rule}`, inputs.length);
  return inputs;
}

/** The masks of a call, one for each input. @internal */
export function masksOf(where: string, mask: TracedOptions["mask"], inputs: readonly Value[]): Masks {
  if (mask === undefined || mask === null) return inputs.map(() => undefined);
  if (Array.isArray(mask) && mask.length === inputs.length) return mask.map((one) => one ?? undefined);
  throw wrongValue(where, `mask must be a list of ${inputs.length}`, Array.isArray(mask) ? mask.length : mask);
}

/** The mask of the steps that count in any input; undefined, for all of them, if one has no mask. @internal */
export function eitherOf(masks: Masks): Value | undefined {
  return masks.reduce((either, one) => (either && one ? logicalOr(either, one) : undefined));
}
