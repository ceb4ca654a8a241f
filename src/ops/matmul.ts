/**
 * Matrix products.
 *
 * @module
 */
import { agree, type Dimension, formatShape, wrongShape } from "../check.ts";
import { toValue } from "../graph/call.ts";
import { type Op, record, refuseWalk, type Value, VariableNode } from "../graph/value.ts";
import { inStrips } from "../graph/variable.ts";
import { type DType, sizeOf } from "../tensor.ts";
import { wasm } from "../wasm/load.ts";
import { moveaxis } from "./axes.ts";
import { multiply } from "./binary.ts";
import { commonType } from "./broadcast.ts";
import { type Binary, operation } from "./operation.ts";
import { sum } from "./reduce.ts";
import { reshaped } from "./reshape.ts";

/** Sums of products are integers if all factors are. */
function productType(a: Value, b: Value): DType {
  return commonType([a, b]) === "float32" ? "float32" : "int32";
}

/** x [..., K] · W [K, N] + b [N]. @internal */
export const denseOp: Op<undefined> = {
  name: "Matmul",
  infer: ([x, w]) => [{ shape: [...x!.shape.slice(0, -1), w!.shape[1]!], dtype: productType(x!, w!) }],
  walk: ([x]) => (x!.shape.length === 2 ? refuseWalk("a matrix product along the time axis") : "step"),
  emit(emitter, [x, w, bias], [y]) {
    const [K, N] = w!.shape as [number, number];
    const M = sizeOf(x!.shape.slice(0, -1));
    const [kernel, packer] = inStrips(M) ? (["stripMatmul", "packStrips"] as const) : (["matmul", "pack"] as const);
    const packed = emitter.packed(w!, { K, G: 1, H: N, packer });
    const init = emitter.packedBias(bias, 1, N);
    emitter.call(kernel, M, K, N, x!.address, K * 4, packed, init, 0, y!.address, N * 4);
  },
};

/** @internal */
export interface BatchAttributes {
  readonly transposeB: boolean;
}

/** a [..., M, K] · b [..., K, N], or b [..., N, K] transposed. @internal */
export const batchOp: Op<BatchAttributes> = {
  name: "Matmul",
  infer([a, b], { transposeB }) {
    const N = b!.shape.at(transposeB ? -2 : -1) as Dimension;
    return [{ shape: [...a!.shape.slice(0, -1), N], dtype: productType(a!, b!) }];
  },
  walk([, b]) {
    return b!.walk === "step" ? refuseWalk("a product of sequences") : "step";
  },
  emit(emitter, [a, b], [y], { transposeB }) {
    const [M, K] = a!.shape.slice(-2) as [number, number];
    const N = y!.shape.at(-1)!;
    const batch = sizeOf(a!.shape.slice(0, -2));
    const scratch = emitter.scratch(wasm().exports.batchMatmulScratch(K, N));
    emitter.call("batchMatmul", batch, M, K, N, transposeB ? 1 : 0, a!.address, b!.address, y!.address, scratch);
  },
};

/** x · W + b over the last axis of x; `bias` may be undefined. @internal */
export function dense(x: Value, kernel: Value, bias?: Value): Value {
  return record(denseOp, bias ? [x, kernel, bias] : [x, kernel], undefined)[0]!;
}

/** Products of matrices that lie in the last two axes; the axes before them agree. @internal */
export function batchMatmul(a: Value, b: Value, transposeB = false): Value {
  return record(batchOp, [a, b], { transposeB })[0]!;
}

/**
 * The matrix product over the last axis of a: with a matrix [K, N], or with b [..., K, N] of the same leading axes.
 */
export const matmul: Binary = /* @__PURE__ */ operation("Matmul", (first: unknown, second: unknown) => {
  const a = toValue("Matmul", first);
  const b = toValue("Matmul", second);
  const contracted = a.shape.at(-1);
  const rows = b.shape.at(-2);
  if (a.shape.length < 1 || b.shape.length < 2 || !agree(contracted, rows)) {
    throw wrongShape("Matmul", `b must have shape [..., K, N] where a has shape ${formatShape(a.shape)}`, b.shape);
  }
  if (b.shape.length === 2 && (b.node instanceof VariableNode || a.shape.length !== 2 || b.walk === "apart")) {
    return dense(a, b);
  }
  if (a.shape.length !== b.shape.length) {
    throw wrongShape("Matmul", `b must have as many axes as a, whose shape is ${formatShape(a.shape)}`, b.shape);
  }
  return batchMatmul(a, b);
});

/** The sum of products over the last axis of a and, if b has more than one axis, its last but one. */
export const dot: Binary = /* @__PURE__ */ operation("Dot", (first: unknown, second: unknown) => {
  const [a, b] = [toValue("Dot", first), toValue("Dot", second)];
  if (a.shape.length > 0 && b.shape.length > 2) {
    // Every row of a with every column of every matrix of b.
    const columns = reshaped(moveaxis(b, -2, 0), [b.shape.at(-2)!, -1]);
    return reshaped(matmul(a, columns), [...a.shape.slice(0, -1), ...b.shape.slice(0, -2), b.shape.at(-1)!]);
  }
  if (a.shape.length > 0 && b.shape.length > 1) return matmul(a, b);
  const product = multiply(a, b);
  return a.shape.length === 0 || b.shape.length === 0 ? product : sum(product, -1);
});
