/**
 * Labels that are classes: integers below a bound.
 *
 * @module
 */
import { wrongValue } from "../check.ts";
import { currentScope, type Op, record, type Value } from "../graph/value.ts";

interface LabelsAttributes {
  readonly classes: number;
}

/** In linear memory indices are floats: there is none between 2²⁴ and 2²⁴ + 2. @internal */
export const MOST_ROWS: number = 2 ** 24;

/** The first so many multiples of a number, from 0 on: indices. @internal */
export function multiples(where: string, name: string, count: number, of = 1): Int32Array {
  if (count * of > MOST_ROWS) {
    throw wrongValue(
      currentScope() || where,
      `${name} must be at most 2^24, as far as a float32 can count`,
      count * of,
    );
  }
  const numbers = new Int32Array(count);
  for (let i = 0; i < count; i++) numbers[i] = i * of;
  return numbers;
}

const labelsOp: Op<LabelsAttributes> = {
  name: "labels",
  infer: ([x]) => [{ shape: x!.shape, dtype: "int32" }],
  emit(emitter, [x], [y], { classes }) {
    // A table of the classes: rows that are not there are refused, fractions are cut off.
    const table = emitter.constant(multiples("labels", "classes", classes));
    emitter.call("gather", x!.size, classes, 1, x!.address, table, y!.address);
  },
  fault({ scope, attributes }, value) {
    const { classes } = attributes as LabelsAttributes;
    return wrongValue(scope || "labels", `labels must be integers from 0 to ${classes - 1}`, value);
  },
};

/** Labels as integers from 0 to `classes` − 1; any other stops the program with an error. @internal */
export function classLabels(x: Value, classes: number): Value {
  return record(labelsOp, [x], { classes })[0]!;
}
