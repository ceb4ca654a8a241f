import { Layer, type One, ops, type Value, type Variable } from "../../src/index.ts";

/** The layer of one's own in custom-layer.keras: y = x · rate + leak. */
export class Leak extends Layer<One, { leak?: number }> {
  static override readonly className = "Leak";
  static override readonly defaults: object = { leak: 0 };
  override readonly supportsMasking = true;
  rate!: Variable;

  override build(shape: readonly number[]): void {
    this.rate = this.addWeight("rate", [shape.at(-1)!]);
  }

  override call(x: Value): Value {
    return ops.add(ops.multiply(x, this.rate), this.options.leak as number);
  }
}
