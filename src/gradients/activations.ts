/**
 * Gradients of activations, by tag. Where one has a corner, it is the side that TensorFlow takes.
 *
 * @module
 */
import { toValue } from "../graph/call.ts";
import type { Value } from "../graph/value.ts";
import { combine } from "../ops/binary.ts";
import { mapElements } from "../ops/unary.ts";
import { chosen } from "../ops/where.ts";
import * as tags from "../wasm/tags.ts";
import { isAbove, isBelow, minus, negated, over, plus, squared, times } from "./arithmetic.ts";

/** The gradient by the input x of a function that has given y. @internal */
export type Derivative = (dy: Value, x: Value, y: Value) => Value;

// Klambauer et al. 2017: λ, and λ·α.
const SELU_SCALE = 1.05070098;
const SELU_SCALE_ALPHA = 1.75809934;

const sigmoid = (x: Value): Value => mapElements("Sigmoid", tags.SIGMOID, x);
const tanh = (x: Value): Value => mapElements("Tanh", tags.TANH, x);
const absolute = (x: Value): Value => mapElements("Absolute", tags.ABSOLUTE, x);
const number = (value: number): Value => toValue("constant", value);
const both = (a: Value, b: Value): Value => combine("LogicalAnd", tags.LOGICAL_AND, a, b, "bool");
const isBetween = (low: number, x: Value, high: number): Value => both(isAbove(x, low), isBelow(x, high));

// Keras cuts this one by a function that keeps the gradient at the ends, and its hard sigmoid by one that does not.
const hardTanh: Derivative = (dy, x) => times(dy, combine("LessEqual", tags.LESS_EQUAL, absolute(x), 1, "bool"));
// y + 1 = eˣ where y < 0.
const elu: Derivative = (dy, _, y) => times(dy, plus(combine("Minimum", tags.MINIMUM, y, 0), 1));

/** @internal */
export const activations: Readonly<Record<number, Derivative>> = {
  [tags.LINEAR]: (dy) => dy,
  [tags.SIGMOID]: (dy, _, y) => times(dy, times(y, minus(1, y))),
  [tags.TANH]: (dy, _, y) => times(dy, minus(1, squared(y))),
  [tags.RELU]: (dy, _, y) => times(dy, isAbove(y, 0)),
  [tags.RELU6]: (dy, _, y) => times(dy, isBetween(0, y, 6)),
  [tags.LEAKY_RELU]: (dy, x) => times(dy, chosen(isAbove(x, 0), number(1), number(0.2))),
  [tags.ELU]: elu,
  [tags.CELU]: elu,
  [tags.SELU]: (dy, _, y) => times(dy, chosen(isBelow(y, 0), plus(y, SELU_SCALE_ALPHA), number(SELU_SCALE))),
  [tags.SOFTPLUS]: (dy, x) => times(dy, sigmoid(x)),
  [tags.SOFTSIGN]: (dy, x) => over(dy, squared(plus(absolute(x), 1))),
  // y / √(x² + 4)
  [tags.SQUAREPLUS]: (dy, x, y) => times(dy, over(y, mapElements("Sqrt", tags.SQRT, plus(squared(x), 4)))),
  // (x + 1) / 2 between −1 and 1
  [tags.SPARSE_PLUS]: (dy, x) => times(dy, mapElements("SparseSigmoid", tags.SPARSE_SIGMOID, x)),
  [tags.SPARSE_SIGMOID]: (dy, x) => times(dy, times(isBetween(-1, x, 1), 0.5)),
  [tags.SOFT_SHRINK]: (dy, x) => times(dy, isAbove(absolute(x), 0.5)),
  [tags.HARD_SHRINK]: (dy, x) => times(dy, isAbove(absolute(x), 0.5)),
  [tags.TANH_SHRINK]: (dy, x) => times(dy, squared(tanh(x))),
  [tags.THRESHOLD]: (dy, x) => times(dy, isAbove(x, 0)),
  [tags.HARD_TANH]: hardTanh,
  [tags.HARD_SIGMOID]: (dy, x) => times(dy, over(isBetween(-3, x, 3), 6)),
  // hardSigmoid(x) + x·hardSigmoid′(x)
  [tags.HARD_SILU]: (dy, x) => {
    const slope = over(times(x, isBetween(-3, x, 3)), 6);
    return times(dy, plus(mapElements("HardSigmoid", tags.HARD_SIGMOID, x), slope));
  },
  // s + y·(1 − s), s = σ(x)
  [tags.SILU]: (dy, x, y) => {
    const s = sigmoid(x);
    return times(dy, plus(s, times(y, minus(1, s))));
  },
  // Φ(x) + x·φ(x)
  [tags.GELU]: (dy, x) => {
    const below = times(plus(mapElements("Erf", tags.ERF, times(x, Math.SQRT1_2)), 1), 0.5);
    const density = mapElements("Exp", tags.EXPONENTIAL, times(squared(x), -0.5));
    return times(dy, plus(below, times(times(x, density), 1 / Math.sqrt(2 * Math.PI))));
  },
  // t + x·σ(x)·(1 − t²), t = tanh(ln(1 + eˣ))
  [tags.MISH]: (dy, x) => {
    const t = tanh(mapElements("Softplus", tags.SOFTPLUS, x));
    return times(dy, plus(t, times(mapElements("Silu", tags.SILU, x), minus(1, squared(t)))));
  },
  [tags.LOG_SIGMOID]: (dy, x) => times(dy, sigmoid(negated(x))),
  [tags.EXPONENTIAL]: (dy, _, y) => times(dy, y),
};
