/**
 * The options that crossentropies of probabilities have in common.
 *
 * @module
 */
import { boolean, integer, numberWithin } from "../check.ts";

/** @internal */
export const crossentropyDefaults = { fromLogits: false, labelSmoothing: 0, axis: -1 };

/** Requires options to be what they must be. @internal */
export function checkCrossentropy(
  where: string,
  { fromLogits, labelSmoothing, axis }: Required<typeof crossentropyDefaults>,
): void {
  boolean(where, "fromLogits", fromLogits);
  numberWithin(where, "labelSmoothing", labelSmoothing, 0, 1);
  integer(where, "axis", axis);
}
