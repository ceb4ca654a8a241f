/**
 * Gradients of matrix products.
 *
 * @module
 */
import { Moving } from "../graph/program.ts";
import { type Op, record, type Value } from "../graph/value.ts";
import { batchMatmul, batchOp, denseOp } from "../ops/matmul.ts";
import { reshaped } from "../ops/reshape.ts";
import { sizeOf } from "../tensor.ts";
import { shapeOf } from "./arithmetic.ts";
import { type Rule, rule } from "./gradient.ts";

/** g [..., N] · Wᵀ of a weight W [K, N]. */
const timesTransposedOp: Op<undefined> = {
  name: "Matmul",
  infer: ([g, w]) => [{ shape: [...g!.shape.slice(0, -1), w!.shape[0]!], dtype: "float32" }],
  emit(emitter, [g, w], [y]) {
    const [K, N] = w!.shape as [number, number];
    const M = sizeOf(g!.shape.slice(0, -1));
    const packed = emitter.packed(w!, { K, G: 1, H: N, packer: "packTransposed" });
    emitter.call(
      "matmul",
      M,
      N,
      K,
      g!.address,
      N * 4,
      packed,
      emitter.packedBias(undefined, 1, K),
      0,
      y!.address,
      K * 4,
    );
  },
};

/** xᵀ·g [..., K, N] of x [..., M, K] and g [..., M, N]. */
const outerOp: Op<undefined> = {
  name: "Matmul",
  infer: ([x, g]) => [{ shape: [...x!.shape.slice(0, -2), x!.shape.at(-1)!, g!.shape.at(-1)!], dtype: "float32" }],
  emit(emitter, [x, g], [y]) {
    const [M, K] = x!.shape.slice(-2) as [number, number];
    const N = g!.shape.at(-1)!;
    emitter.call("fill", y!.size, emitter.zeros(4), y!.address);
    emitter.loop(sizeOf(x!.shape.slice(0, -2)), () => {
      const [ofX, ofG] = [new Moving(x!.address, M * K * 4), new Moving(g!.address, M * N * 4)];
      emitter.call("addOuter", M, K, N, ofX, K * 4, ofG, N * 4, new Moving(y!.address, K * N * 4), N * 4);
    });
  },
};

/** The sums [N] of the columns of g [M, N]. */
const columnSumsOp: Op<undefined> = {
  name: "Sum",
  infer: ([g]) => [{ shape: [g!.shape[1]!], dtype: "float32" }],
  emit(emitter, [g], [y]) {
    const [M, N] = g!.shape as [number, number];
    emitter.call("fill", N, emitter.zeros(4), y!.address);
    emitter.call("addOuter", M, 1, N, emitter.constant([1]), 0, g!.address, N * 4, y!.address, N * 4);
  },
};

const outer = (x: Value, g: Value): Value => record(outerOp, [x, g], undefined)[0]!;

/** All rows of a value in one matrix. */
function rowsOf(x: Value): Value {
  const shape = shapeOf(x);
  return reshaped(x, [sizeOf(shape.slice(0, -1)), shape.at(-1)!]);
}

/** dx = g·Wᵀ, dW = xᵀ·g, db = Σ g. @internal */
export const denseRule: Rule = /* @__PURE__ */ rule(denseOp, ({ inputs: [x, w], wants }, [dy]) => [
  wants[0] ? record(timesTransposedOp, [dy!, w!], undefined)[0]! : undefined,
  wants[1] ? outer(rowsOf(x!), rowsOf(dy!)) : undefined,
  wants[2] ? record(columnSumsOp, [rowsOf(dy!)], undefined)[0]! : undefined,
]);

/** da = g·bᵀ, db = aᵀ·g; of y = a·bᵀ, da = g·b, db = gᵀ·a. @internal */
export const batchRule: Rule = /* @__PURE__ */ rule(
  batchOp,
  ({ inputs: [a, b], attributes: { transposeB }, wants }, [dy]) => [
    wants[0] ? batchMatmul(dy!, b!, !transposeB) : undefined,
    wants[1] ? (transposeB ? outer(dy!, a!) : outer(a!, dy!)) : undefined,
  ],
);
