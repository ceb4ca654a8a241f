import { Cell, ops, type Value, type Variable } from "../../src/index.ts";

/** A cell as a user writes one: h' = h + σ(z) ⊙ (c − h) with (z, c) = x·W + b. */
export class MinGRUCell extends Cell<{ units: number }> {
  readonly stateSize = [this.options.units] as const;
  kernel!: Variable;
  bias!: Variable;

  override build([, inputs]: readonly number[]): void {
    this.kernel = this.addWeight("kernel", [inputs!, 2 * this.options.units]);
    this.bias = this.addWeight("bias", [2 * this.options.units], { initializer: "zeros" });
  }

  override step(x: Value, [h]: readonly [Value]): { output: Value; states: Value[] } {
    const [z, c] = ops.split(ops.add(ops.matmul(x, this.kernel), this.bias), 2);
    const next = ops.add(h, ops.multiply(ops.sigmoid(z), ops.subtract(c, h)));
    return { output: next, states: [next] };
  }
}
