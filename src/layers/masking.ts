/**
 * Steps that do not count, by their value.
 *
 * @module
 */
import { finiteNumber } from "../check.ts";
import type { Value } from "../graph/value.ts";
import { notEqual } from "../ops/binary.ts";
import { any } from "../ops/reduce.ts";
import { expandDims } from "../ops/reshape.ts";
import { where } from "../ops/where.ts";
import { Layer, type LayerOptions, type One } from "./layer.ts";

/** Options of {@link Masking}. */
export interface MaskingOptions extends LayerOptions {
  /** The value that all features of a masked step have; defaults to 0. */
  maskValue?: number | undefined;
}

/**
 * Marks the steps whose features all equal `maskValue`: they become zeros, and the output carries the mask of the others.
 *
 * For input of shape [batch, timesteps, ...] the output has the same shape, and the mask [batch, timesteps, ...] without
 * the last axis.
 *
 * @example
 * ```ts
 * const x = new Masking({ maskValue: -1 }).apply(input({ shape: [null, 3] }));
 * x.mask?.shape; // [null, null]
 * ```
 */
export class Masking extends Layer<One, MaskingOptions> {
  static override readonly className = "Masking";
  static override readonly defaults: object = { maskValue: 0 };
  override readonly supportsMasking = true;

  constructor(options: MaskingOptions = {}) {
    super(options);
    finiteNumber("Masking", "maskValue", this.options.maskValue);
  }

  override call(x: Value): Value {
    return where(expandDims(this.computeMask(x), -1), x, 0);
  }

  override computeMask(x: Value): Value {
    return any(notEqual(x, this.options.maskValue), -1);
  }
}
