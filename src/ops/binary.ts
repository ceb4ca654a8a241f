/**
 * Operations on two operands, element by element, broadcast as NumPy does.
 *
 * @module
 */
import { toValue } from "../graph/call.ts";
import { type Op, record, type Value } from "../graph/value.ts";
import type { DType } from "../tensor.ts";
import * as tags from "../wasm/tags.ts";
import { broadcastShapes, broadcastStrides, denseStrides, forEachKernel, loopsOver } from "./broadcast.ts";
import { type Binary, operation } from "./operation.ts";

/** @internal */
export interface BinaryAttributes {
  readonly name: string;
  readonly tag: number;
  readonly dtype: DType | undefined;
}

/** @internal */
export const binaryOp: Op<BinaryAttributes> = {
  name: "binary",
  infer([a, b], { name, dtype }) {
    const ints = a!.dtype !== "float32" && b!.dtype !== "float32";
    return [{ shape: broadcastShapes(name, a!.shape, b!.shape), dtype: dtype ?? (ints ? "int32" : "float32") }];
  },
  emit(emitter, [a, b], [y], { tag }) {
    const strides = [
      broadcastStrides(a!.shape, y!.shape),
      broadcastStrides(b!.shape, y!.shape),
      denseStrides(y!.shape),
    ];
    forEachKernel(loopsOver(y!.shape, strides), 3, (sizes, [ofA, ofB], [atA, atB, atY]) => {
      const addressA = a!.address + atA! * 4;
      emitter.call("binary", tag, ...sizes, addressA, ...ofA!, b!.address + atB! * 4, ...ofB!, y!.address + atY! * 4);
    });
  },
};

/** Records a kernel of `binary`. @internal */
export function combine(name: string, tag: number, a: unknown, b: unknown, dtype?: DType): Value {
  return record(binaryOp, [toValue(name, a), toValue(name, b)], { name, tag, dtype })[0]!;
}

function elementwise(name: string, tag: number, dtype?: DType): Binary {
  return operation(name, (a: unknown, b: unknown) => combine(name, tag, a, b, dtype));
}

/** a + b. */
export const add: Binary = /* @__PURE__ */ elementwise("Add", tags.ADD);
/** a − b. */
export const subtract: Binary = /* @__PURE__ */ elementwise("Subtract", tags.SUBTRACT);
/** a ⊙ b. */
export const multiply: Binary = /* @__PURE__ */ elementwise("Multiply", tags.MULTIPLY);
/** a / b. */
export const divide: Binary = /* @__PURE__ */ elementwise("Divide", tags.DIVIDE, "float32");
/** a to the power of b. */
export const power: Binary = /* @__PURE__ */ elementwise("Power", tags.POWER);
/** The greater of a and b. */
export const maximum: Binary = /* @__PURE__ */ elementwise("Maximum", tags.MAXIMUM);
/** The smaller of a and b. */
export const minimum: Binary = /* @__PURE__ */ elementwise("Minimum", tags.MINIMUM);
/** ⌊a / b⌋. */
export const floorDivide: Binary = /* @__PURE__ */ elementwise("FloorDivide", tags.FLOOR_DIVIDE);
/** The remainder of a / b, with the sign of b. */
export const mod: Binary = /* @__PURE__ */ elementwise("Mod", tags.MODULO);
/** Whether a = b. */
export const equal: Binary = /* @__PURE__ */ elementwise("Equal", tags.EQUAL, "bool");
/** Whether a ≠ b. */
export const notEqual: Binary = /* @__PURE__ */ elementwise("NotEqual", tags.NOT_EQUAL, "bool");
/** Whether a > b. */
export const greater: Binary = /* @__PURE__ */ elementwise("Greater", tags.GREATER, "bool");
/** Whether a ≥ b. */
export const greaterEqual: Binary = /* @__PURE__ */ elementwise("GreaterEqual", tags.GREATER_EQUAL, "bool");
/** Whether a < b. */
export const less: Binary = /* @__PURE__ */ elementwise("Less", tags.LESS, "bool");
/** Whether a ≤ b. */
export const lessEqual: Binary = /* @__PURE__ */ elementwise("LessEqual", tags.LESS_EQUAL, "bool");
/** Whether both are true. */
export const logicalAnd: Binary = /* @__PURE__ */ elementwise("LogicalAnd", tags.LOGICAL_AND, "bool");
/** Whether one of them is true. */
export const logicalOr: Binary = /* @__PURE__ */ elementwise("LogicalOr", tags.LOGICAL_OR, "bool");
