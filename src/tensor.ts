/**
 * Tensors: plain JavaScript memory with a shape.
 *
 * @module
 */
import { formatShape, integers, wrongShape, wrongType, wrongValue } from "./check.ts";

/** What a tensor holds: 32-bit floats, 32-bit integers, or booleans as bytes 0 and 1. */
export type DType = "float32" | "int32" | "bool";

/** The memory of a {@link Tensor}. */
export type TensorData = Float32Array | Int32Array | Uint8Array;

interface TensorArray {
  new (length: number): TensorData;
  from(values: ArrayLike<number>): TensorData;
}

/** The array that holds each type. @internal */
export const ARRAYS: Readonly<Record<DType, TensorArray>> = {
  float32: Float32Array,
  int32: Int32Array,
  bool: Uint8Array,
};

/** Numbers or booleans in arrays of arrays. */
export type NestedArray = readonly (number | boolean | NestedArray)[];

/** `Float16Array`, which Node has from 24 on, in words that older libraries of types know too. */
export interface HalfArray extends ArrayLike<number>, Iterable<number> {
  readonly [Symbol.toStringTag]: "Float16Array";
}

/** Memory that {@link tensor} accepts beside nested arrays. */
export type NumericArray =
  | HalfArray
  | Float32Array
  | Float64Array
  | Int32Array
  | Uint8Array
  | Int8Array
  | Uint8ClampedArray
  | Int16Array
  | Uint16Array
  | Uint32Array
  | BigInt64Array
  | BigUint64Array;

/**
 * Anything that is accepted where a tensor is: an object with `data` and `shape`, or with `data` and `dims` as the
 * tensors of ONNX Runtime and Transformers.js have.
 */
export type TensorLike =
  | { readonly data: NumericArray; readonly shape: readonly number[] }
  | { readonly data: NumericArray; readonly dims: readonly number[] };

/**
 * Numbers in plain JavaScript memory, row-major. A result is yours: nothing to dispose, nothing that changes later.
 *
 * @example
 * ```ts
 * const x = tensor([[1, 2, 3], [4, 5, 6]]);
 * x.shape; // [2, 3]
 * ```
 */
export class Tensor {
  /** The numbers, row after row. */
  readonly data: TensorData;
  /** The sizes, outermost first. */
  readonly shape: readonly number[];

  /** @internal Use {@link tensor}. */
  constructor(data: TensorData, shape: readonly number[]) {
    this.data = data;
    this.shape = shape;
  }

  /** `"float32"`, `"int32"` or `"bool"`, after the kind of `data`. */
  get dtype(): DType {
    if (this.data instanceof Float32Array) return "float32";
    return this.data instanceof Int32Array ? "int32" : "bool";
  }

  /** The numbers as arrays of arrays; a plain number when the shape is []. */
  toArray(): number | NestedArray {
    return nest(this.data, this.shape, 0, 0);
  }
}

function nest(data: TensorData, shape: readonly number[], depth: number, at: number): number | NestedArray {
  if (depth === shape.length) return data[at]!;
  const stride = sizeOf(shape.slice(depth + 1));
  return Array.from({ length: shape[depth]! }, (_, i) => nest(data, shape, depth + 1, at + i * stride));
}

/** The number of elements of a shape. */
export function sizeOf(shape: readonly number[]): number {
  let product = 1;
  for (let i = 0; i < shape.length; i++) product *= shape[i]!;
  return product;
}

/** Requires data to be as much as its shape says: memory that was handed over, or has shrunk, is not. @internal */
export function checkWhole(where: string, data: ArrayLike<unknown>, shape: readonly number[]): void {
  const size = sizeOf(shape);
  if (data.length === size) return;
  const rule = `data of shape ${formatShape(shape)} must be ${size} numbers`;
  throw wrongValue(where, rule, data.length, "Was its memory handed over?");
}

/**
 * Makes a tensor from a typed array and a shape, or from nested arrays (the shape is then theirs).
 *
 * Floats and nested numbers become `Float32Array`, integers of 32 bits or more `Int32Array`, bytes and nested booleans
 * `Uint8Array`. A typed array of one of these three kinds is used as it is, not copied; as a row among others it is
 * nested numbers.
 *
 * @throws TypeError if the data is neither; RangeError if the shape does not hold as many elements as there are, if
 * nested arrays are ragged, or if an integer does not fit into 32 bits.
 */
export function tensor(data: NumericArray | NestedArray | readonly NumericArray[], shape?: readonly number[]): Tensor;
export function tensor(data: unknown, shape?: readonly number[], ...others: unknown[]): Tensor {
  if (others.length > 0) {
    throw wrongType("tensor", "arguments must be data and shape", others[0], "The kind is that of a typed array.");
  }
  if (isNumericArray(data)) {
    const values = narrow(data);
    return checked(values, shape ?? [values.length]);
  }
  if (!Array.isArray(data)) throw wrongType("tensor", "data must be a typed array or nested arrays", data);
  const flat: (number | boolean)[] = [];
  const nested = flatten(data, flat);
  const values = flat.length > 0 && flat.every((value) => typeof value === "boolean") ? Uint8Array : Float32Array;
  return checked(values.from(flat as number[]), shape ?? nested);
}

function checked(data: TensorData, shape: readonly number[]): Tensor {
  const sizes = integers("tensor", "shape", shape, 0);
  if (sizeOf(sizes) !== data.length) {
    throw wrongShape("tensor", `shape must hold the ${data.length} elements of data`, sizes);
  }
  return new Tensor(data, Object.freeze(sizes));
}

function isNumericArray(data: unknown): data is NumericArray {
  return ArrayBuffer.isView(data) && !(data instanceof DataView);
}

/** More axes than any model has, fewer levels than an array that holds itself. */
const DEEPEST = 64;

function flatten(data: Iterable<unknown> & ArrayLike<unknown>, into: (number | boolean)[], depth = 1): number[] {
  if (depth > DEEPEST) throw wrongType("tensor", `nested arrays must be at most ${DEEPEST} deep`, data);
  const isRow = (value: unknown): value is unknown[] | NumericArray => Array.isArray(value) || isNumericArray(value);
  if (!isRow(data[0])) {
    for (const value of data) {
      if (typeof value !== "number" && typeof value !== "boolean") {
        throw wrongType("tensor", "nested arrays must hold numbers or booleans at one depth", value);
      }
      into.push(value);
    }
    return [data.length];
  }
  let inner: number[] | undefined;
  for (const row of data) {
    if (!isRow(row)) throw wrongType("tensor", "nested arrays must hold arrays at one depth", row);
    const shape = flatten(row, into, depth + 1);
    if (inner && (inner.length !== shape.length || inner.some((size, i) => size !== shape[i]))) {
      throw wrongShape("tensor", `nested arrays must all have the shape of the first, [${inner.join(", ")}]`, shape);
    }
    inner = shape;
  }
  return [data.length, ...(inner ?? [])];
}

function narrow(data: NumericArray): TensorData {
  if (data instanceof Float32Array || data instanceof Int32Array || data instanceof Uint8Array) return data;
  if (data[Symbol.toStringTag].startsWith("Float")) return Float32Array.from(data as Float64Array);
  if (data instanceof Uint8ClampedArray) return Uint8Array.from(data);
  if (data instanceof BigInt64Array || data instanceof BigUint64Array) return Int32Array.from(data as never, toInt32);
  return Int32Array.from(data, toInt32);
}

function toInt32(value: number | bigint): number {
  const integer = Number(value);
  if ((integer | 0) !== integer) throw wrongValue("tensor", "integers must fit into 32 bits", value);
  return integer;
}

/** Whether a value can stand where a tensor is wanted. */
export function isTensorLike(value: unknown): value is TensorLike {
  if (value instanceof Tensor) return true;
  if (typeof value !== "object" || value === null || !("data" in value)) return false;
  return ArrayBuffer.isView(value.data) && ("shape" in value || "dims" in value);
}

/** Takes a tensor, or anything like one, as a {@link Tensor}. */
export function asTensor(where: string, value: unknown): Tensor {
  if (value instanceof Tensor) {
    checkWhole(where, value.data, value.shape);
    return value;
  }
  if (!isTensorLike(value)) {
    throw wrongType(where, "input must be a tensor (data and shape)", value);
  }
  const shape: unknown = "shape" in value ? value.shape : value.dims;
  if (!Array.isArray(shape)) throw wrongType(where, "the shape of an input must be an array of integers", shape);
  return tensor(value.data, shape);
}
