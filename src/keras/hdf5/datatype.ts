/**
 * Types of elements, and numbers of them.
 *
 * @module
 */
import type { Cursor } from "./cursor.ts";

/** Type of the elements of a dataset, as h5py and Keras name it. */
export type DType =
  | "bfloat16"
  | "bool"
  | "float16"
  | "float32"
  | "float64"
  | "int8"
  | "int16"
  | "int32"
  | "int64"
  | "uint8"
  | "uint16"
  | "uint32"
  | "uint64";

/** A datatype of a file: numbers, strings, or bytes that an attribute of the dataset explains. */
export interface Datatype {
  kind: DType | "string" | "variable string" | "opaque";
  /** Bytes an element. */
  size: number;
  littleEndian: boolean;
}

// Classes of datatypes: specification IV.A.2.d.
const CLASSES = [
  "fixed-point",
  "floating-point",
  "time",
  "string",
  "bitfield",
  "opaque",
  "compound",
  "reference",
  "enumeration",
  "variable-length",
  "array",
];

/** `nested` is true for the base of an enumeration, which cannot be another one. */
export function readDatatype(cursor: Cursor, nested = false): Datatype {
  const first = cursor.u8();
  const bits = cursor.u16();
  cursor.skip(1);
  const size = cursor.u32();
  if (size === 0) cursor.fail("must have elements of 1 byte or more", 0);
  const littleEndian = (bits & 1) === 0;
  switch (first & 15) {
    case 0:
      return { kind: fixedPoint(cursor, size, (bits & 8) !== 0), size, littleEndian };
    case 1:
      return { kind: floatingPoint(cursor, size), size, littleEndian };
    case 3:
      return { kind: "string", size, littleEndian };
    case 5:
      return { kind: "opaque", size, littleEndian };
    case 8: {
      if (nested) break;
      const base = readDatatype(cursor, true);
      // h5py's bool is an enumeration of FALSE and TRUE over int8.
      return base.kind === "int8" && bits === 2 ? { ...base, kind: "bool" } : base;
    }
    case 9:
      if ((bits & 15) === 1 && size === 16) return { kind: "variable string", size, littleEndian };
      break;
  }
  return cursor.fail("must hold numbers or strings", `the ${CLASSES[first & 15] ?? "unknown"} datatype`);
}

function fixedPoint(cursor: Cursor, size: number, signed: boolean): DType {
  const offset = cursor.u16();
  const precision = cursor.u16();
  if (![1, 2, 4, 8].includes(size) || offset !== 0 || precision !== 8 * size) {
    cursor.fail("must hold integers of 8, 16, 32 or 64 bits", `${precision} bits in ${size} bytes`);
  }
  return `${signed ? "int" : "uint"}${precision}` as DType;
}

function floatingPoint(cursor: Cursor, size: number): DType {
  cursor.skip(5);
  const exponent = cursor.u8();
  if (size === 2 && exponent === 5) return "float16";
  if (size === 2 && exponent === 8) return "bfloat16";
  if (size === 4 && exponent === 8) return "float32";
  if (size === 8 && exponent === 11) return "float64";
  return cursor.fail("must hold IEEE floats or bfloat16", `floats of ${size} bytes with ${exponent} bits of exponent`);
}

/** Fills `out` with the numbers in `bytes`. */
export function decodeNumbers<Out extends Float32Array | Float64Array | number[]>(
  bytes: Uint8Array,
  type: Datatype,
  out: Out,
): Out {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const get = GETTERS[type.kind as DType];
  for (let i = 0; i < out.length; i++) out[i] = get(view, i * type.size, type.littleEndian);
  return out;
}

type Getter = (view: DataView, at: number, littleEndian: boolean) => number;

const GETTERS: Readonly<Record<DType, Getter>> = {
  bfloat16: (view, at, littleEndian) => bitsOfFloat(view.getUint16(at, littleEndian) << 16),
  bool: (view, at) => view.getInt8(at),
  float16: (view, at, littleEndian) => halfToNumber(view.getUint16(at, littleEndian)),
  float32: (view, at, littleEndian) => view.getFloat32(at, littleEndian),
  float64: (view, at, littleEndian) => view.getFloat64(at, littleEndian),
  int8: (view, at) => view.getInt8(at),
  int16: (view, at, littleEndian) => view.getInt16(at, littleEndian),
  int32: (view, at, littleEndian) => view.getInt32(at, littleEndian),
  int64: (view, at, littleEndian) => Number(view.getBigInt64(at, littleEndian)),
  uint8: (view, at) => view.getUint8(at),
  uint16: (view, at, littleEndian) => view.getUint16(at, littleEndian),
  uint32: (view, at, littleEndian) => view.getUint32(at, littleEndian),
  uint64: (view, at, littleEndian) => Number(view.getBigUint64(at, littleEndian)),
};

const FLOAT = new Float32Array(1);
const BITS = new Int32Array(FLOAT.buffer);

function bitsOfFloat(bits: number): number {
  BITS[0] = bits;
  return FLOAT[0]!;
}

/** IEEE 754 binary16: 1 bit of sign, 5 of exponent, 10 of mantissa. */
function halfToNumber(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const mantissa = bits & 1023;
  if (exponent === 31) return mantissa === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * (exponent === 0 ? mantissa * 2 ** -24 : (1024 + mantissa) * 2 ** (exponent - 25));
}
