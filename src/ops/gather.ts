/**
 * Rows of a table, by index.
 *
 * @module
 */
import { wrongValue } from "../check.ts";
import { toValue } from "../graph/call.ts";
import { type Op, type OpNode, record, type Value } from "../graph/value.ts";
import { type Binary, operation } from "./operation.ts";

const gatherOp: Op<undefined> = {
  name: "Take",
  infer: ([ids, table]) => [{ shape: [...ids!.shape, ...table!.shape.slice(1)], dtype: table!.dtype }],
  emit(emitter, [ids, table], [y]) {
    const rows = table!.shape[0]!;
    const width = rows === 0 ? 0 : table!.size / rows;
    emitter.call("gather", ids!.size, rows, width, ids!.address, table!.address, y!.address);
  },
  fault(node: OpNode, value: number) {
    const rows = node.inputs[1]!.shape[0];
    return wrongValue(node.scope || "Take", `indices must be integers from 0 to ${Number(rows) - 1}`, value);
  },
};

/** @internal */
export function gathered(ids: Value, table: Value): Value {
  return record(gatherOp, [ids, table], undefined)[0]!;
}

/** Rows of the first operand, a table, by the integers of the second. */
export const take: Binary = /* @__PURE__ */ operation("Take", (table: unknown, ids: unknown) =>
  gathered(toValue("Take", ids), toValue("Take", table)),
);
