/**
 * Activations as operations, with the parameters that Keras gives them.
 *
 * @module
 */
import { axis as checkAxis, finiteNumber } from "../check.ts";
import { toValue } from "../graph/call.ts";
import type { Value } from "../graph/value.ts";
import * as tags from "../wasm/tags.ts";
import { add, divide, greater, less, minimum, multiply, subtract } from "./binary.ts";
import { split } from "./concatenate.ts";
import { operation, type Unary } from "./operation.ts";
import { elementwise, mapElements, mapOfItsKind, ofItsKind } from "./unary.ts";
import { chosen } from "./where.ts";

/** An activation with a parameter: the kernel knows its default, `compose` says what any other means. */
function parametric(
  name: string,
  tag: number,
  parameter: string,
  common: number,
  compose: (x: Value, parameter: number) => Value,
): Unary<[parameter?: number]> {
  return operation(name, (x: unknown, given: number = common) => {
    const value = finiteNumber(name, parameter, given);
    return value === common ? mapElements(name, tag, x) : compose(toValue(name, x), value);
  });
}

// What is not chosen may not overflow: its gradient, 0, would be multiplied by infinity.
const below0 = (x: Value): Value => minimum(x, 0);
const number = (value: number): Value => toValue("constant", value);

/** 1 / (1 + e⁻ˣ). */
export const sigmoid: Unary = /* @__PURE__ */ elementwise("Sigmoid", tags.SIGMOID);
/** The hyperbolic tangent. */
export const tanh: Unary = /* @__PURE__ */ elementwise("Tanh", tags.TANH);
/**
 * max(x, 0). As `keras.activations.relu` has it: x above `threshold`, cut to `most` if that is given, and
 * `slope`·(x − `threshold`) below; all default to nothing special.
 */
export const relu: Unary<[slope?: number, most?: number | null, threshold?: number]> = /* @__PURE__ */ operation(
  "Relu",
  (x: unknown, slope = 0, most: number | null = null, bound = 0) => {
    const value = toValue("Relu", x);
    const above =
      bound === 0 ? mapOfItsKind("Relu", tags.RELU, value) : chosen(greater(value, bound), value, number(0));
    const cut = most === null ? above : minimum(above, most);
    if (slope === 0) return cut;
    const missing = mapElements("Relu", tags.RELU, subtract(bound, value));
    return subtract(cut, multiply(missing, slope));
  },
);
/** x cut to [0, 6]. */
export const relu6: Unary = /* @__PURE__ */ ofItsKind("Relu6", tags.RELU6);
/** x where it is positive, `slope`·x elsewhere; `slope` defaults to 0.2. */
export const leakyRelu: Unary<[slope?: number]> = /* @__PURE__ */ parametric(
  "LeakyRelu",
  tags.LEAKY_RELU,
  "slope",
  0.2,
  (x, slope) => chosen(greater(x, 0), x, multiply(x, slope)),
);
/** x where it is positive, `alpha`·(eˣ − 1) elsewhere; `alpha` defaults to 1. */
export const elu: Unary<[alpha?: number]> = /* @__PURE__ */ parametric("Elu", tags.ELU, "alpha", 1, (x, alpha) =>
  chosen(greater(x, 0), x, multiply(mapElements("Elu", tags.EXPM1, below0(x)), alpha)),
);
/** x where it is positive, `alpha`·(e^(x/`alpha`) − 1) elsewhere; `alpha` defaults to 1. */
export const celu: Unary<[alpha?: number]> = /* @__PURE__ */ parametric("Celu", tags.CELU, "alpha", 1, (x, alpha) =>
  chosen(greater(x, 0), x, multiply(mapElements("Celu", tags.EXPM1, divide(below0(x), alpha)), alpha)),
);
/** {@link elu} scaled so that activations stay normalised; Klambauer et al. 2017. */
export const selu: Unary = /* @__PURE__ */ elementwise("Selu", tags.SELU);
/** x·σ(x). */
export const silu: Unary = /* @__PURE__ */ elementwise("Silu", tags.SILU);
/** x·tanh(ln(1 + eˣ)). */
export const mish: Unary = /* @__PURE__ */ elementwise("Mish", tags.MISH);
/** ln(1 + eˣ). */
export const softplus: Unary = /* @__PURE__ */ elementwise("Softplus", tags.SOFTPLUS);
/** x / (1 + |x|). */
export const softsign: Unary = /* @__PURE__ */ elementwise("Softsign", tags.SOFTSIGN);
/** (x + √(x² + `b`)) / 2; `b` defaults to 4. */
export const squareplus: Unary<[b?: number]> = /* @__PURE__ */ parametric(
  "Squareplus",
  tags.SQUAREPLUS,
  "b",
  4,
  (x, b) => multiply(add(x, mapElements("Squareplus", tags.SQRT, add(multiply(x, x), b))), 0.5),
);
/** 0 up to −1, x from 1 on, (x + 1)²/4 between. */
export const sparsePlus: Unary = /* @__PURE__ */ elementwise("SparsePlus", tags.SPARSE_PLUS);
/** (x + 1)/2 cut to [0, 1]. */
export const sparseSigmoid: Unary = /* @__PURE__ */ elementwise("SparseSigmoid", tags.SPARSE_SIGMOID);
/** x drawn nearer to 0 by `threshold`, which defaults to 0.5; 0 where it is as near already. */
export const softShrink: Unary<[threshold?: number]> = /* @__PURE__ */ parametric(
  "SoftShrink",
  tags.SOFT_SHRINK,
  "threshold",
  0.5,
  (x, threshold) => {
    const below = less(x, -threshold);
    return chosen(greater(x, threshold), add(x, -threshold), chosen(below, add(x, threshold), number(0)));
  },
);
/** x where |x| exceeds `threshold`, which defaults to 0.5; 0 elsewhere. */
export const hardShrink: Unary<[threshold?: number]> = /* @__PURE__ */ parametric(
  "HardShrink",
  tags.HARD_SHRINK,
  "threshold",
  0.5,
  (x, threshold) => chosen(greater(mapElements("HardShrink", tags.ABSOLUTE, x), threshold), x, number(0)),
);
/** x − tanh(x). */
export const tanhShrink: Unary = /* @__PURE__ */ elementwise("TanhShrink", tags.TANH_SHRINK);
/** x cut to [−1, 1]. */
export const hardTanh: Unary = /* @__PURE__ */ elementwise("HardTanh", tags.HARD_TANH);
/** x/6 + 1/2 cut to [0, 1]. */
export const hardSigmoid: Unary = /* @__PURE__ */ elementwise("HardSigmoid", tags.HARD_SIGMOID);
/** x·{@link hardSigmoid}(x). */
export const hardSilu: Unary = /* @__PURE__ */ elementwise("HardSilu", tags.HARD_SILU);
/** ln σ(x). */
export const logSigmoid: Unary = /* @__PURE__ */ elementwise("LogSigmoid", tags.LOG_SIGMOID);

/** x where it exceeds `bound`, `otherwise` elsewhere. */
export const threshold: Unary<[bound: number, otherwise: number]> = /* @__PURE__ */ operation(
  "Threshold",
  (x: unknown, bound: number, otherwise: number) => {
    const value = toValue("Threshold", x);
    const above = greater(value, finiteNumber("Threshold", "bound", bound));
    return chosen(above, value, number(finiteNumber("Threshold", "otherwise", otherwise)));
  },
);

/** x·Φ(x), Φ the normal distribution; by tanh, as Keras's operation does by default, or by the error function. */
export const gelu: Unary<[approximate?: boolean]> = /* @__PURE__ */ operation(
  "Gelu",
  (x: unknown, approximate = true) => {
    if (!approximate) return mapElements("Gelu", tags.GELU, x);
    const value = toValue("Gelu", x);
    const cubic = multiply(multiply(multiply(value, value), value), 0.044715);
    const bent = mapElements("Gelu", tags.TANH, multiply(add(value, cubic), Math.sqrt(2 / Math.PI)));
    return multiply(multiply(value, 0.5), add(bent, 1));
  },
);

/** a ⊙ σ(b) of the halves a and b of an axis, the last by default. */
export const glu: Unary<[axis?: number]> = /* @__PURE__ */ operation("Glu", (x: unknown, axis = -1) => {
  const value = toValue("Glu", x);
  const [a, b] = split(value, 2, checkAxis("Glu", "axis", axis, value.shape.length)) as [Value, Value];
  return multiply(a, mapElements("Glu", tags.SIGMOID, b));
});
