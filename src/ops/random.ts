/**
 * Random numbers.
 *
 * @module
 */
import type { Shape } from "../check.ts";
import { type Op, record, type Value } from "../graph/value.ts";

/** @internal */
export interface UniformAttributes {
  readonly shape: Shape;
}

/** @internal */
export const uniformOp: Op<UniformAttributes> = {
  name: "Uniform",
  infer: (_, { shape }) => [{ shape, dtype: "float32" }],
  emit: (emitter, [state], [y]) => emitter.call("uniform", y!.size, state!.address, y!.address),
};

/**
 * Numbers in [0, 1), drawn anew by whoever changes the state: (seed, count), two integers below 2²⁴. The same state
 * gives the same numbers on every machine. @internal
 */
export function uniform(state: Value, shape: Shape): Value {
  return record(uniformOp, [state], { shape })[0]!;
}
