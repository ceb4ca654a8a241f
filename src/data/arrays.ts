/**
 * What the data helpers take.
 *
 * @module
 */
import { wrongShape } from "../check.ts";
import {
  asTensor,
  type NestedArray,
  type NumericArray,
  sizeOf,
  type Tensor,
  type TensorLike,
  tensor,
} from "../tensor.ts";

/** Numbers in any of the forms they come in: nested arrays, a typed array, a tensor. */
export type ArrayLikeData = NestedArray | NumericArray | TensorLike;

/** Memory for a result of some shape. @internal */
export function roomFor<T>(where: string, Data: new (length: number) => T, shape: readonly number[]): T {
  try {
    return new Data(sizeOf(shape));
  } catch {
    throw wrongShape(where, "the result must fit into memory", shape);
  }
}

/** The same as a tensor. @internal */
export function toTensor(where: string, data: ArrayLikeData): Tensor {
  return Array.isArray(data) || ArrayBuffer.isView(data)
    ? tensor(data as NestedArray | NumericArray)
    : asTensor(where, data);
}
