/**
 * Labels that are classes: integers below a bound.
 *
 * @module
 */
import { wrongValue } from "../check.ts";
import { type Op, record, type Value } from "../graph/value.ts";

interface LabelsAttributes {
  readonly classes: number;
}

const labelsOp: Op<LabelsAttributes> = {
  name: "labels",
  infer: ([x]) => [{ shape: x!.shape, dtype: "int32" }],
  emit(emitter, [x], [y], { classes }) {
    // A table of the classes: rows that are not there are refused, fractions are cut off.
    const table = emitter.constant(Float32Array.from({ length: classes }, (_, i) => i));
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
