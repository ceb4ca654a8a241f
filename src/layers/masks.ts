/**
 * Which mask a call has: the one that is given, or those that the inputs carry.
 *
 * @module
 */
import { wrongType } from "../check.ts";
import { someLeaf } from "../graph/nested.ts";
import { Value } from "../graph/value.ts";
import { isTensorLike } from "../tensor.ts";
import type { TracedOptions } from "./layer-types.ts";

/**
 * The options of a call, with the mask that the inputs carry if none is given. As in Keras, a call that is given other
 * tensors beside the inputs, such as an initial state, heeds no mask that is not given too. @internal
 */
export function withMask(inputs: unknown, options: object): object {
  if (someLeaf(options, (leaf) => leaf instanceof Value || isTensorLike(leaf))) return options;
  const mask = maskOf(inputs, options as TracedOptions);
  return mask === undefined ? options : { ...options, mask };
}

/** The mask of a call; a list for a list of inputs of which one has a mask. @internal */
export function maskOf(inputs: unknown, options: TracedOptions): TracedOptions["mask"] {
  if (options.mask !== undefined) return options.mask;
  if (!Array.isArray(inputs)) return inputs instanceof Value ? inputs.mask : undefined;
  const masks = inputs.map((input: unknown) => (input instanceof Value ? input.mask : undefined));
  return masks.some((mask) => mask !== undefined) ? masks : undefined;
}

/** Requires a value, or a list of values and of what stands for none. @internal */
export function checkMask(where: string, mask: unknown): void {
  for (const one of Array.isArray(mask) ? mask : [mask]) {
    if (one === undefined || one === null || one instanceof Value) continue;
    throw wrongType(where, "mask must be a value or a tensor, or a list of them", one);
  }
}
