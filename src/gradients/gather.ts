/**
 * The gradient of taking rows of a table: it is added up in the rows that were taken.
 *
 * @module
 */
import { type Op, record } from "../graph/value.ts";
import { gatherOp } from "../ops/gather.ts";
import { shapeOf } from "./arithmetic.ts";
import { type Rule, rule } from "./gradient.ts";

/** dTable[ids[i]] += dy[i], from zeros. */
const addRowsOp: Op<{ readonly shape: readonly number[] }> = {
  name: "Take",
  infer: (_, { shape }) => [{ shape, dtype: "float32" }],
  emit(emitter, [ids, dy], [table]) {
    emitter.call("fill", table!.size, emitter.zeros(4), table!.address);
    const width = ids!.size === 0 ? 0 : dy!.size / ids!.size;
    emitter.call("scatterAdd", ids!.size, width, ids!.address, dy!.address, table!.address);
  },
};

/** @internal */
export const gatherRule: Rule = /* @__PURE__ */ rule(gatherOp, ({ inputs: [ids, table] }, [dy]) => [
  undefined,
  ...record(addRowsOp, [ids!, dy!], { shape: shapeOf(table!) }),
]);
