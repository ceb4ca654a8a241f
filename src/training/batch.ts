/**
 * Samples and what is to be learned of them.
 *
 * @module
 */
import { sizeOf, Tensor } from "../tensor.ts";

/** Inputs, labels and weights of the same samples. @internal */
export class Batch {
  /** One for each input of the model. */
  readonly x: readonly Tensor[];
  /** One for each output that has a loss or a metric. */
  readonly y: readonly Tensor[];
  /** None, one for all outputs, or one for each of `y`. */
  readonly weights: readonly Tensor[];
  /** Inputs, labels and weights in one row. */
  readonly tensors: readonly Tensor[];

  constructor(x: readonly Tensor[], y: readonly Tensor[], weights: readonly Tensor[]) {
    this.x = x;
    this.y = y;
    this.weights = weights;
    this.tensors = [...x, ...y, ...weights];
  }

  /** The number of samples. */
  get samples(): number {
    return this.x[0]!.shape[0]!;
  }

  /** What errors call each of `tensors`. */
  get names(): readonly string[] {
    const { x, y, weights: sampleWeight } = this;
    return Object.entries({ x, y, sampleWeight }).flatMap(([name, tensors]) =>
      tensors.map((_, i) => (tensors.length > 1 ? `${name}[${i}]` : name)),
    );
  }

  /** The same with other tensors. */
  map(change: (tensor: Tensor) => Tensor): Batch {
    return new Batch(this.x.map(change), this.y.map(change), this.weights.map(change));
  }

  /** The samples from one place to another, in the same memory. */
  slice(from: number, to: number): Batch {
    return this.map(({ data, shape }) => {
      const [, ...rest] = shape;
      const row = sizeOf(rest);
      return new Tensor(data.subarray(from * row, to * row), [to - from, ...rest]);
    });
  }
}
