/**
 * Choosing between two operands, element by element.
 *
 * @module
 */
import { type Operand, toValue } from "../graph/call.ts";
import { type Op, record, type Value } from "../graph/value.ts";
import { broadcastShapes, broadcastStrides, commonType, denseStrides, forEachKernel, loopsOver } from "./broadcast.ts";
import { operation, type Result } from "./operation.ts";

const whereOp: Op<undefined> = {
  name: "Where",
  infer([condition, a, b]) {
    const shape = broadcastShapes("Where", broadcastShapes("Where", condition!.shape, a!.shape), b!.shape);
    return [{ shape, dtype: commonType([a!, b!]) }];
  },
  emit(emitter, operands, [y]) {
    const strides = [...operands.map((place) => broadcastStrides(place.shape, y!.shape)), denseStrides(y!.shape)];
    forEachKernel(loopsOver(y!.shape, strides), 4, ([n0, n1, n2, n3], offsets) => {
      const stridesOf = (i: number): [number, number, number, number] => {
        return [n0!.strides[i]!, n1!.strides[i]!, n2!.strides[i]!, n3!.strides[i]!];
      };
      const at = (i: number): number => operands[i]!.address + offsets[i]! * 4;
      const sizes = [n0!.size, n1!.size, n2!.size, n3!.size] as const;
      const [c, a, b] = [stridesOf(0), stridesOf(1), stridesOf(2)];
      emitter.call("where", ...sizes, at(0), ...c, at(1), ...a, at(2), ...b, y!.address + offsets[3]! * 4);
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
