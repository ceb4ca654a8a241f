/**
 * What every constraint is.
 *
 * @module
 */
import type { Config } from "../configured.ts";
import type { Value } from "../graph/value.ts";

/** Gives what a weight becomes after each step of training. */
export interface Constraint {
  /** The name of the class in configurations and files. */
  readonly className: string;
  /** Records the weight as it must be, in `ops`. */
  call(weight: Value): Value;
  /** The options in plain data. */
  getConfig(): Config;
}
