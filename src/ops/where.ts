/**
 * Choosing between two operands, element by element.
 *
 * @module
 */
import { type Operand, toValue } from "../graph/call.ts";
import { type Op, record, type Value } from "../graph/value.ts";
import { broadcastShapes, broadcastStrides, commonType, denseStrides, forEachKernel, loopsOver } from "./broadcast.ts";
import { operation, type Result } from "./operation.ts";

/** @internal */
export const whereOp: Op<undefined> = {
  name: "Where",
  infer([condition, a, b]) {
    const shape = broadcastShapes("Where", broadcastShapes("Where", condition!.shape, a!.shape), b!.shape);
    return [{ shape, dtype: commonType([a!, b!]) }];
  },
  emit(emitter, operands, [y]) {
    const strides = [...operands.map((place) => broadcastStrides(place.shape, y!.shape)), denseStrides(y!.shape)];
    forEachKernel(loopsOver(y!.shape, strides), 4, (sizes, [ofC, ofA, ofB], offsets) => {
      const at = (i: number): number => operands[i]!.address + offsets[i]! * 4;
      emitter.call("where", ...sizes, at(0), ...ofC!, at(1), ...ofA!, at(2), ...ofB!, y!.address + offsets[3]! * 4);
    });
  },
};

/** Records a choice. @internal */
export function chosen(condition: Value, a: Value, b: Value): Value {
  return record(whereOp, [condition, a, b], undefined)[0]!;
}

/** a where the condition is true, b elsewhere; all three are broadcast together. */
export const where: <C extends Operand, A extends Operand, B extends Operand>(
  condition: C,
  a: A,
  b: B,
) => Result<A | B | C> = /* @__PURE__ */ operation("Where", (condition: unknown, a: unknown, b: unknown) =>
  chosen(toValue("Where", condition), toValue("Where", a), toValue("Where", b)),
);
