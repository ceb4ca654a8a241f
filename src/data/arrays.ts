/**
 * What the data helpers take.
 *
 * @module
 */
import { asTensor, type NestedArray, type NumericArray, type Tensor, type TensorLike, tensor } from "../tensor.ts";

/** Numbers in any of the forms they come in: nested arrays, a typed array, a tensor. */
export type ArrayLikeData = NestedArray | NumericArray | TensorLike;

/** The same as a tensor. @internal */
export function toTensor(where: string, data: ArrayLikeData): Tensor {
  return Array.isArray(data) || ArrayBuffer.isView(data)
    ? tensor(data as NestedArray | NumericArray)
    : asTensor(where, data);
}
