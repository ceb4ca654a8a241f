/**
 * What a whole sequence comes to.
 *
 * @module
 */
import { boolean, type Dimension, type Shape, wrongShape } from "../check.ts";
import { toValue } from "../graph/call.ts";
import { currentTrace, StreamTrace } from "../graph/trace.ts";
import type { Value } from "../graph/value.ts";
import { add, divide, maximum } from "../ops/binary.ts";
import { batchMatmul } from "../ops/matmul.ts";
import { broadcasted } from "../ops/rearrange.ts";
import { max, sum } from "../ops/reduce.ts";
import { expandDims, reshaped } from "../ops/reshape.ts";
import { cast } from "../ops/unary.ts";
import { chosen } from "../ops/where.ts";
import { tensor } from "../tensor.ts";
import { Layer, type LayerOptions, type One, type TracedOptions } from "./layer.ts";

/** Options of {@link GlobalMaxPooling1D} and {@link GlobalAveragePooling1D}. */
export interface GlobalPooling1DOptions extends LayerOptions {
  /** Whether the time axis stays, with size 1; defaults to false. */
  keepdims?: boolean | undefined;
}

abstract class GlobalPooling extends Layer<One, GlobalPooling1DOptions> {
  static override readonly defaults: object = { keepdims: false };

  constructor(options: GlobalPooling1DOptions = {}) {
    super(options);
    boolean(this.className, "keepdims", this.options.keepdims);
  }

  override build(inputShape: Shape): void {
    if (inputShape.length === 3) return;
    throw wrongShape(this.where, "input must have shape [batch, timesteps, features]", inputShape);
  }

  override call(x: Value, options: TracedOptions): Value {
    const trace = currentTrace();
    const inStream = trace instanceof StreamTrace && x.walk === "step";
    const mask = options.mask as Value | undefined;
    const result = inStream ? this.streamed(trace, x, mask) : this.pooled(x, mask);
    const [batch, , features] = x.shape as [Dimension, Dimension, Dimension];
    const shape = this.options.keepdims ? [batch, 1, features] : [batch, features];
    const output = reshaped(result, shape);
    // It is made of states, which are apart from time.
    if (inStream) output.walk = "prefix";
    return output;
  }

  /** Of the whole sequence, [batch, 1, features]. @internal */
  protected abstract pooled(x: Value, mask: Value | undefined): Value;

  /** Of all steps of a stream up to this one, [batch, 1, features]. @internal */
  protected abstract streamed(trace: StreamTrace, x: Value, mask: Value | undefined): Value;
}

/**
 * The greatest of all steps, by feature: for input [batch, timesteps, features] the output is [batch, features]. In a
 * stream, of all steps so far. A mask is not looked at, as in Keras.
 *
 * @example
 * ```ts
 * new GlobalMaxPooling1D().apply(tensor([[[1, 5], [3, 2]]])).data; // [3, 5]
 * ```
 */
export class GlobalMaxPooling1D extends GlobalPooling {
  static override readonly className = "GlobalMaxPooling1D";

  /** @internal */
  protected override pooled(x: Value): Value {
    return max(x, 1, true);
  }

  /** @internal */
  protected override streamed(trace: StreamTrace, x: Value): Value {
    const cell = trace.cell(`${this.name}/maximum`, x.shape as readonly number[], -Infinity);
    const greatest = maximum(trace.read(cell), reshaped(x, x.shape, "apart"));
    trace.commit(cell, greatest);
    return cast(greatest, x.dtype);
  }
}

/**
 * The mean of all steps that the mask leaves, by feature: for input [batch, timesteps, features] the output is
 * [batch, features]. In a stream, of all steps so far.
 *
 * @example
 * ```ts
 * new GlobalAveragePooling1D().apply(tensor([[[1, 5], [3, 2]]])).data; // [2, 3.5]
 * ```
 */
export class GlobalAveragePooling1D extends GlobalPooling {
  static override readonly className = "GlobalAveragePooling1D";
  override readonly supportsMasking = true;
  override readonly takesMask = true;

  override computeMask(): undefined {
    return undefined;
  }

  /** @internal */
  protected override pooled(x: Value, mask: Value | undefined): Value {
    const [batch, T] = x.shape as [Dimension, Dimension];
    const ones = broadcasted(toValue(this.where, tensor(Float32Array.of(1), [])), [batch, 1, T]);
    // A matrix product adds up step after step in float32, as a stream does; a reduction would not.
    const counts = mask && expandDims(mask, -1);
    const total = batchMatmul(ones, counts ? chosen(counts, x, toValue(this.where, 0)) : x);
    if (counts) return divide(total, sum(counts, 1, true));
    return T === null ? total : divide(total, T);
  }

  /** @internal */
  protected override streamed(trace: StreamTrace, x: Value, mask: Value | undefined): Value {
    const step = reshaped(x, x.shape, "apart");
    const counts = mask && reshaped(mask, [...mask.shape, 1], "apart");
    const sums = trace.cell(`${this.name}/sum`, x.shape as readonly number[]);
    const total = add(trace.read(sums), counts ? chosen(counts, step, toValue(this.where, 0)) : step);
    trace.commit(sums, total);
    const times = trace.cell(`${this.name}/count`, [x.shape[0] as number, 1, 1]);
    const count = add(trace.read(times), counts ?? 1);
    trace.commit(times, count);
    return divide(total, count);
  }
}
