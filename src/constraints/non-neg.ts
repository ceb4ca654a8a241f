/**
 * The constraint to numbers that are not negative.
 *
 * @module
 */
import { Configured } from "../configured.ts";
import type { Value } from "../graph/value.ts";
import { maximum } from "../ops/binary.ts";
import type { Constraint } from "./constraint.ts";

/** Negative numbers become 0. */
export class NonNeg extends Configured<object> implements Constraint {
  static readonly className = "NonNeg";

  constructor(options: object = {}) {
    super({}, options);
  }

  /** Records the weight as it must be. */
  call(weight: Value): Value {
    return maximum(weight, 0);
  }
}
