// What the workers of the package do not know: layers, a loss and a metric of one's own.
import { isMainThread } from "node:worker_threads";
import { Layer, losses, metrics, type One, ops, type Value, type Variable } from "../../src/index.ts";

/** Its input times a factor, which is a weight. */
export class Scale extends Layer {
  static override readonly className = "Scale";
  factor!: Variable;

  override build(): void {
    this.factor = this.addWeight("factor", [1], { initializer: "ones" });
  }

  override call(x: Value): Value {
    return ops.multiply(x, this.factor);
  }
}

/** Its input; but for 13 samples in a worker, it ends the thread or does not come back. */
export class Deadly extends Layer<One, { how: string }> {
  static override readonly className = "Deadly";

  override call(x: Value): Value {
    if (!isMainThread && x.shape[0] === 13) end[this.options.how]!();
    return x;
  }
}

const end: Readonly<Record<string, () => void>> = {
  exit: () => process.exit(7),
  wait: () => {
    for (;;);
  },
};

/** |yTrue − yPred|³. */
export class Cubed extends losses.Loss {
  static readonly className = "Cubed";

  override call(yTrue: Value, yPred: Value): Value {
    return ops.mean(ops.power(ops.abs(ops.subtract(yTrue, yPred)), 3), -1);
  }
}

/** The share of errors above 1. */
export class GreatErrors extends metrics.Metric {
  static readonly className = "GreatErrors";

  override measure(yTrue: Value, yPred: Value): readonly Value[] {
    const isGreat = ops.greater(ops.abs(ops.subtract(yTrue, yPred)), 1);
    return [ops.sum(isGreat), ops.sum(ops.onesLike(yTrue))];
  }

  override result([great, all]: readonly Float64Array[]): number {
    return great![0]! / all![0]!;
  }
}

/** The squared error, as a function. */
export function squared(yTrue: Value, yPred: Value): Value {
  return ops.mean(ops.square(ops.subtract(yTrue, yPred)), -1);
}
