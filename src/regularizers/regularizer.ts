/**
 * What every regularizer is.
 *
 * @module
 */
import type { Config } from "../configured.ts";
import type { Value } from "../graph/value.ts";

/** Gives what weights or outputs add to the loss. */
export interface Regularizer {
  /** The name of the class in configurations and files. */
  readonly className: string;
  /** Records a scalar in `ops`. */
  call(x: Value): Value;
  /** The options in plain data. */
  getConfig(): Config;
}
