/**
 * What every loss is.
 *
 * @module
 */
import { type Given, oneOf, refused, wrongType } from "../check.ts";
import { Configured } from "../configured.ts";
import { applyCallee, type Callee, type Operand, toValue } from "../graph/call.ts";
import { inPart, inScope, Value } from "../graph/value.ts";
import { logicalAnd } from "../ops/binary.ts";
import type { Result } from "../ops/operation.ts";
import { sum } from "../ops/reduce.ts";
import { checkName, defaultName } from "./default-name.ts";
import { floats } from "./ranks.ts";
import { type Reduction, reducedLoss, reductions } from "./reduction.ts";
import { maskedWeight } from "./weights.ts";

/** Options of every loss. */
export interface LossOptions {
  /** How logs and errors name it; defaults to the class's name, `"meanSquaredError"`. */
  name?: string | undefined;
  /** How the losses of a batch become one number; defaults to `"sumOverBatchSize"`. */
  reduction?: Reduction | undefined;
}

/**
 * The base class of all losses. To write one's own: `call` says, in `ops`, what the loss of each sample is.
 *
 * @example
 * ```ts
 * class Cubed extends losses.Loss {
 *   override call(yTrue: Value, yPred: Value): Value {
 *     return ops.mean(ops.power(ops.abs(ops.subtract(yTrue, yPred)), 3), -1);
 *   }
 * }
 * new Cubed().apply(tensor([[1, 2]]), tensor([[1, 4]])).data; // [4]
 * ```
 */
export abstract class Loss<Options extends LossOptions = LossOptions> extends Configured<Options> implements Callee {
  /** How logs and errors name it. */
  readonly name: string;
  /** How the losses of a batch become one number. */
  readonly reduction: Reduction;

  /** `defaults` are those of the subclass's own options. */
  constructor(options: Given<Options> = {}, defaults: Omit<Options, keyof LossOptions> & LossOptions = {} as never) {
    super({ name: defaultName(new.target), reduction: "sumOverBatchSize", ...defaults } as Options, options);
    const { name, reduction } = this.options as Required<LossOptions>;
    this.name = checkName(this.className, name);
    this.reduction = oneOf(this.className, "reduction", reduction, reductions);
  }

  /**
   * The loss of each sample: of labels and predictions [batch, ..., features], both floats, a value [batch, ...]. A mask
   * that the value has says which of them count.
   */
  abstract call(yTrue: Value, yPred: Value): Value;

  /**
   * The loss of labels and predictions, weighted and reduced. The mask that the predictions carry is heeded; weights have
   * shape [batch], or more axes of the losses.
   *
   * @throws RangeError if the shapes do not go together.
   */
  apply<T extends Operand, P extends Operand>(yTrue: T, yPred: P, sampleWeight?: Operand): Result<T | P> {
    return applyCallee(this, [yTrue, yPred, sampleWeight]) as Result<T | P>;
  }

  /** Records a call in the course of a trace. @internal */
  invoke([yTrue, yPred, sampleWeight]: readonly unknown[]): Value {
    return inPart(this.name, () => {
      const { losses, mask } = this.#losses(yTrue, yPred);
      const weight = sampleWeight === undefined ? undefined : toValue(this.name, sampleWeight);
      return reducedLoss(this.name, floats(losses), mask, weight, this.reduction);
    });
  }

  /**
   * The loss of a part of a batch, before it counts as much as it does in the batch. Where the sum is divided by weights it
   * is not divided yet: those of a part may cancel out. @internal
   */
  partial(yTrue: Value, yPred: Value, sampleWeight: Value | undefined): Value {
    return inScope(this.name, () => {
      const { losses, mask } = this.#losses(yTrue, yPred);
      const isDivided = this.reduction === "meanWithSampleWeight" && (mask || sampleWeight);
      return reducedLoss(this.name, floats(losses), mask, sampleWeight, isDivided ? "sum" : this.reduction);
    });
  }

  /**
   * What each sample has in the number that the sum of a batch is divided by: [batch], or undefined if all have the same.
   *
   * @throws Error if there is not a loss of each sample. @internal
   */
  divisors(yTrue: Value, yPred: Value, sampleWeight: Value | undefined): Value | undefined {
    return inScope(this.name, () => {
      const { losses, mask } = this.#losses(yTrue, yPred);
      if (losses.shape[0] !== yPred.shape[0]) {
        throw refused(this.name, "the loss of a batch that is shared out must be one of each sample, [batch, ...]");
      }
      if (this.reduction === "sum" || this.reduction === "none") return undefined;
      const counted = this.reduction === "meanWithSampleWeight" ? maskedWeight(mask, sampleWeight) : mask;
      return counted && sum(floats(counted), counted.shape.map((_, axis) => axis).slice(1));
    });
  }

  /** The loss of each sample, and which of them count. */
  #losses(yTrue: unknown, yPred: unknown): { readonly losses: Value; readonly mask: Value | undefined } {
    const predictions = toValue(this.name, yPred);
    const losses: unknown = this.call(floats(toValue(this.name, yTrue)), floats(predictions));
    if (!(losses instanceof Value)) throw wrongType(this.name, "the loss must be a value made by ops", losses);
    const masks = [predictions.mask, losses.mask].filter((mask) => mask !== undefined);
    return { losses, mask: masks.length === 2 ? logicalAnd(masks[0]!, masks[1]!) : masks[0] };
  }
}
