/**
 * Vectors for integers.
 *
 * @module
 */
import { boolean, positiveInteger } from "../check.ts";
import type { ConstraintLike } from "../constraints/by-name.ts";
import { toValue } from "../graph/call.ts";
import type { Value } from "../graph/value.ts";
import type { Variable } from "../graph/variable.ts";
import type { InitializerLike } from "../initializers/by-name.ts";
import { notEqual } from "../ops/binary.ts";
import { gathered } from "../ops/gather.ts";
import type { RegularizerLike } from "../regularizers/by-name.ts";
import { Layer, type LayerOptions, type One } from "./layer.ts";

/** Options of {@link Embedding}. */
export interface EmbeddingOptions extends LayerOptions {
  /** The number of integers, from 0; a positive integer. */
  inputDim: number;
  /** The size of a vector; a positive integer. */
  outputDim: number;
  /** How the vectors begin; defaults to `"uniform"`, from −0.05 to 0.05. */
  embeddingsInitializer?: InitializerLike | undefined;
  /** What the vectors add to the loss; defaults to null, nothing. */
  embeddingsRegularizer?: RegularizerLike | null | undefined;
  /** What the vectors must be after each step of training; defaults to null, anything. */
  embeddingsConstraint?: ConstraintLike | null | undefined;
  /** Whether 0 is padding: the output then carries the mask x ≠ 0; defaults to false. */
  maskZero?: boolean | undefined;
}

/**
 * A table of vectors, one for each integer.
 *
 * For input of shape [batch, ...] of integers from 0 to `inputDim` − 1 the output has shape [batch, ..., outputDim].
 * Weight: `embeddings` [inputDim, outputDim].
 *
 * @example
 * ```ts
 * new Embedding({ inputDim: 10, outputDim: 4 }).apply(tensor([[1, 2, 3]])).shape; // [1, 3, 4]
 * ```
 *
 * @throws RangeError if a size is not a positive integer, or, when it is applied, an integer is out of range.
 */
export class Embedding extends Layer<One, EmbeddingOptions> {
  static override readonly className = "Embedding";
  static override readonly defaults: object = {
    inputDim: undefined,
    outputDim: undefined,
    embeddingsInitializer: "uniform",
    embeddingsRegularizer: null,
    embeddingsConstraint: null,
    maskZero: false,
  };
  #embeddings!: Variable;

  constructor(options: EmbeddingOptions) {
    super(options);
    positiveInteger("Embedding", "inputDim", this.options.inputDim);
    positiveInteger("Embedding", "outputDim", this.options.outputDim);
    boolean("Embedding", "maskZero", this.options.maskZero);
  }

  override build(): void {
    const { inputDim, outputDim } = this.options;
    this.#embeddings = this.addWeight("embeddings", [inputDim, outputDim]);
  }

  /** @internal */
  isSequence(): boolean {
    return true;
  }

  override call(x: Value): Value {
    return gathered(x, toValue(this.where, this.#embeddings));
  }

  override computeMask(x: Value): Value | undefined {
    return this.options.maskZero ? notEqual(x, 0) : undefined;
  }
}
