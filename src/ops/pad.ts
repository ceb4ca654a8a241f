/**
 * Putting a constant around a value.
 *
 * @module
 */
import { type Dimension, wrongType, wrongValue } from "../check.ts";
import { toValue } from "../graph/call.ts";
import { type Op, record, refuseWalk, type Value } from "../graph/value.ts";
import { denseStrides, forEachKernel, loopsOver } from "./broadcast.ts";
import { operation, type Unary } from "./operation.ts";

/** How many elements are added before and after each axis. */
export type Padding = readonly (readonly [before: number, after: number])[];

/** @internal */
export interface PadAttributes {
  readonly padding: Padding;
  readonly value: number;
}

/** @internal */
export const padOp: Op<PadAttributes> = {
  name: "Pad",
  infer([x], { padding }) {
    const shape = x!.shape.map((size, i): Dimension => (size === null ? null : size + padding[i]![0] + padding[i]![1]));
    return [{ shape, dtype: x!.dtype }];
  },
  walk: (_, { padding }) => (padding[1]!.some((count) => count > 0) ? refuseWalk("padding of the time axis") : "step"),
  emit(emitter, [x], [y], { padding, value }) {
    emitter.call("fill", y!.size, emitter.constant([value]), y!.address);
    const into = denseStrides(y!.shape);
    const start = padding.reduce((offset, [before], i) => offset + before * into[i]!, 0);
    const axes = loopsOver(x!.shape, [denseStrides(x!.shape), into]);
    forEachKernel(axes, 2, (sizes, [ofX, ofY], [atX, atY]) => {
      emitter.call("copy", ...sizes, x!.address + atX! * 4, ...ofX!, y!.address + (start + atY!) * 4, ...ofY!);
    });
  },
};

/** Records padding. @internal */
export function padded(x: Value, padding: Padding, value: number): Value {
  if (padding.every(([before, after]) => before === 0 && after === 0)) return x;
  return record(padOp, [x], { padding, value })[0]!;
}

/** x with a constant, 0 by default, before and after each axis; one pair or one number stands for all axes. */
export const pad: Unary<[padding: Padding | readonly [number, number] | number, value?: number | null]> =
  /* @__PURE__ */ operation("Pad", (x: unknown, given: unknown, value?: number | null) => {
    const operand = toValue("Pad", x);
    const [before, after = before] = [given].flat();
    const isOne = [given].flat().length <= 2 && typeof before === "number" && typeof after === "number";
    const padding = (isOne ? operand.shape.map(() => [before, after]) : given) as Padding;
    const isPair = (pair: unknown): boolean =>
      Array.isArray(pair) && pair.length === 2 && pair.every((count) => Number.isInteger(count) && count >= 0);
    if (!Array.isArray(padding) || padding.length !== operand.shape.length || !padding.every(isPair)) {
      const rule = `padding must be a pair [before, after] for each of ${operand.shape.length} axes`;
      throw wrongValue("Pad", rule, given);
    }
    if (typeof (value ?? 0) !== "number") throw wrongType("Pad", "value must be a number", value);
    return padded(operand, padding, value ?? 0);
  });
