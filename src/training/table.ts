/**
 * Products of rows that were taken from a table.
 *
 * @module
 */
import { toValue } from "../graph/call.ts";
import { isKnown } from "../graph/trace.ts";
import { inScope, OpNode, type Value } from "../graph/value.ts";
import { gathered, gatherOp } from "../ops/gather.ts";
import { matmul } from "../ops/matmul.ts";
import { max } from "../ops/reduce.ts";
import { reshaped } from "../ops/reshape.ts";
import { chosen } from "../ops/where.ts";
import { sizeOf, tensor } from "../tensor.ts";

// How many rows a table may have for each of its columns, as a row of ones and zeros takes the place of a row of it.
const MOST_ROWS = 4;

/**
 * Two other factors of the product x·W, if x [B, T, E] is rows of a small table, such as an embedding of characters: x is
 * one-hot rows times the table, and these rows times the product of table and W take hardly any arithmetic, nor do the
 * gradients. The ids are looked at as before.
 * @internal
 */
export function throughTable(x: Value, W: Value): readonly [x: Value, W: Value] {
  const { node } = x;
  if (!(node instanceof OpNode && node.op === gatherOp)) return [x, W];
  const [ids, table] = node.inputs as [Value, Value];
  if (!isKnown(ids.shape) || !isKnown(table.shape) || table.shape.length !== 2) return [x, W];
  const [rows, width] = table.shape as [number, number];
  if (rows > MOST_ROWS * width || rows > sizeOf(ids.shape) / 2) return [x, W];
  const identity = Float32Array.from({ length: rows * rows }, (_, i) => (i % (rows + 1) === 0 ? 1 : 0));
  const places = inScope(node.scope, () => gathered(ids, toValue("identity", tensor(identity, [rows, rows]))));
  // A row that no id asks for takes no part, were it infinite: 0 times that would be NaN.
  const isUsed = reshaped(max(places, [...ids.shape.keys()]), [rows, 1]);
  return [places, matmul(chosen(isUsed, table, toValue("nothing", 0)), W)];
}
