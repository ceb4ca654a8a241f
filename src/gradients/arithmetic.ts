/**
 * The arithmetic in which gradients are written.
 *
 * @module
 */
import type { Value } from "../graph/value.ts";
import { combine } from "../ops/binary.ts";
import { reduced } from "../ops/reduce.ts";
import { reshaped } from "../ops/reshape.ts";
import { mapElements } from "../ops/unary.ts";
import * as tags from "../wasm/tags.ts";

type Number = Value | number;

/** @internal */
export const plus = (a: Number, b: Number): Value => combine("Add", tags.ADD, a, b, "float32");
/** @internal */
export const minus = (a: Number, b: Number): Value => combine("Subtract", tags.SUBTRACT, a, b, "float32");
/** @internal */
export const times = (a: Number, b: Number): Value => combine("Multiply", tags.MULTIPLY, a, b, "float32");
/** @internal */
export const over = (a: Number, b: Number): Value => combine("Divide", tags.DIVIDE, a, b, "float32");
/** @internal */
export const negated = (x: Value): Value => mapElements("Negative", tags.NEGATIVE, x);
/** @internal */
export const squared = (x: Value): Value => mapElements("Square", tags.SQUARE, x);
/** 1 where a > b, else 0. @internal */
export const isAbove = (a: Number, b: Number): Value => combine("Greater", tags.GREATER, a, b, "bool");
/** 1 where a < b, else 0. @internal */
export const isBelow = (a: Number, b: Number): Value => combine("Less", tags.LESS, a, b, "bool");

/** The gradient of what was broadcast to the shape of dy: its sum over the axes along which it was repeated. @internal */
export function summedTo(dy: Value, shape: readonly number[]): Value {
  const missing = dy.shape.length - shape.length;
  const repeated = dy.shape.map((_, i) => i).filter((i) => i < missing || shape[i - missing] !== dy.shape[i]);
  if (repeated.length === 0) return dy;
  return reshaped(reduced("Sum", tags.SUM, dy, repeated, false), shape);
}

/** The shape of a value in a trace of known sizes. @internal */
export function shapeOf(x: Value): readonly number[] {
  return x.shape as readonly number[];
}
