/**
 * Layers that make one value of several.
 *
 * @module
 */
import { type Dimension, type Shape, wrongShape } from "../check.ts";
import { toValue } from "../graph/call.ts";
import type { Value } from "../graph/value.ts";
import { add, divide, logicalOr, maximum, minimum, multiply, subtract } from "../ops/binary.ts";
import { broadcastShapes } from "../ops/broadcast.ts";
import { keepTimeAxis, reshaped } from "../ops/reshape.ts";
import { chosen } from "../ops/where.ts";
import { type Inputs, Layer, type LayerOptions, type One, type TracedOptions } from "./layer.ts";
import { eitherOf, type Masks, masksOf, severalInputs } from "./several-inputs.ts";

abstract class Merge extends Layer<One, object> {
  static override readonly defaults: object = {};
  override readonly supportsMasking = true;

  constructor(options: LayerOptions = {}) {
    super(options);
  }

  override call(inputs: Inputs, options: TracedOptions): Value {
    const values = severalInputs(this.where, inputs, "a list of values");
    const rank = Math.max(...values.map(({ shape }) => shape.length));
    const raised = values.map((value) => raise(value, rank));
    this.#check(raised);
    return this.merge(raised, masksOf(this.where, options.mask, values));
  }

  /** The mask of the steps that count in any input, if all have masks. */
  override computeMask(inputs: Inputs, mask: TracedOptions["mask"]): Value | undefined {
    return eitherOf(masksOf(this.where, mask, inputs as readonly Value[]));
  }

  /** Merges values of one rank. */
  protected abstract merge(values: readonly Value[], masks: Masks): Value;

  #check(values: readonly Value[]): void {
    const batch = values.map(({ shape }) => shape[0]).find((size) => typeof size === "number");
    values.reduce((shape: Shape, value) => {
      if (typeof batch === "number" && typeof value.shape[0] === "number" && value.shape[0] !== batch) {
        throw wrongShape(this.where, `inputs must have the same batch size, ${batch}`, value.shape);
      }
      return broadcastShapes(this.where, shape, value.shape);
    }, values[0]!.shape);
  }
}

/** A value with axes of size 1 behind the batch, up to a rank. */
function raise(x: Value, rank: number): Value {
  const missing = rank - x.shape.length;
  if (missing === 0 || x.shape.length === 0) return x;
  keepTimeAxis(x, 1);
  const [batch, ...rest] = x.shape as [Dimension, ...Dimension[]];
  return reshaped(x, [batch, ...new Array<number>(missing).fill(1), ...rest]);
}

/** A mask [batch, timesteps] with axes of size 1 behind, so that it can be broadcast against x. */
function beside(mask: Value, x: Value): Value {
  return reshaped(mask, [...mask.shape, ...new Array<number>(x.shape.length - mask.shape.length).fill(1)]);
}

/**
 * The sum of its inputs, broadcast against each other; those of lower rank get axes behind the batch.
 *
 * @example
 * ```ts
 * new Add().apply([tensor([[1, 2]]), tensor([[10, 20]])]).data; // [11, 22]
 * ```
 */
export class Add extends Merge {
  static override readonly className = "Add";

  protected override merge(values: readonly Value[]): Value {
    return values.reduce((sum, value) => add(sum, value));
  }
}

/**
 * The first input less the second.
 *
 * @example
 * ```ts
 * new Subtract().apply([tensor([[10, 20]]), tensor([[1, 2]])]).data; // [9, 18]
 * ```
 */
export class Subtract extends Merge {
  static override readonly className = "Subtract";

  /** Records the difference of exactly two inputs. */
  override call(inputs: Inputs, options: TracedOptions): Value {
    return super.call(severalInputs(this.where, inputs, "a list of 2 values", 2, 2), options);
  }

  protected override merge([a, b]: readonly Value[]): Value {
    return subtract(a!, b!);
  }
}

/**
 * The product of its inputs. A step that a mask leaves out counts as 1 for the input, and is 0 where all inputs leave it
 * out.
 *
 * @example
 * ```ts
 * new Multiply().apply([tensor([[1, 2]]), tensor([[10, 20]])]).data; // [10, 40]
 * ```
 */
export class Multiply extends Merge {
  static override readonly className = "Multiply";

  protected override merge(values: readonly Value[], masks: Masks): Value {
    const factors = values.map((value, i) => {
      const mask = masks[i];
      return mask ? chosen(beside(mask, value), value, toValue(this.where, 1)) : value;
    });
    const product = factors.reduce((so, factor) => multiply(so, factor));
    const either = eitherOf(masks);
    return either ? chosen(beside(either, product), product, toValue(this.where, 0)) : product;
  }
}

/**
 * The mean of its inputs.
 *
 * @example
 * ```ts
 * new Average().apply([tensor([[1, 2]]), tensor([[3, 6]])]).data; // [2, 4]
 * ```
 */
export class Average extends Merge {
  static override readonly className = "Average";

  protected override merge(values: readonly Value[]): Value {
    return divide(
      values.reduce((sum, value) => add(sum, value)),
      values.length,
    );
  }
}

/** Merges by a choice between two: where one of them is masked, the other is taken. */
abstract class Choice extends Merge {
  /** The one of two that is taken, element by element. @internal */
  protected abstract choose(a: Value, b: Value): Value;

  protected override merge(values: readonly Value[], masks: Masks): Value {
    let [output, outputMask] = [values[0]!, masks[0]];
    values.slice(1).forEach((value, i) => {
      const mask = masks[i + 1];
      const x = mask ? chosen(beside(mask, value), value, output) : value;
      const so = outputMask ? chosen(beside(outputMask, output), output, x) : output;
      outputMask = outputMask && mask ? logicalOr(outputMask, mask) : undefined;
      output = this.choose(so, x);
    });
    return output;
  }
}

/**
 * The greatest of its inputs, element by element; a step that a mask leaves out is not counted.
 *
 * @example
 * ```ts
 * new Maximum().apply([tensor([[1, 20]]), tensor([[10, 2]])]).data; // [10, 20]
 * ```
 */
export class Maximum extends Choice {
  static override readonly className = "Maximum";

  /** @internal */
  protected override choose(a: Value, b: Value): Value {
    return maximum(a, b);
  }
}

/**
 * The least of its inputs, element by element; a step that a mask leaves out is not counted.
 *
 * @example
 * ```ts
 * new Minimum().apply([tensor([[1, 20]]), tensor([[10, 2]])]).data; // [1, 2]
 * ```
 */
export class Minimum extends Choice {
  static override readonly className = "Minimum";

  /** @internal */
  protected override choose(a: Value, b: Value): Value {
    return minimum(a, b);
  }
}
