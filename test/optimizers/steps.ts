import { Runner } from "../../src/graph/runner.ts";
import type { Variable } from "../../src/graph/variable.ts";
import type { Optimizer } from "../../src/optimizers/index.ts";
import type { Tensor } from "../../src/tensor.ts";

/** Has an optimizer take steps with given gradients, as training does. */
export class Steps implements Disposable {
  readonly #runner = new Runner();
  readonly #optimizer: Optimizer;
  readonly #weights: readonly Variable[];

  constructor(optimizer: Optimizer, weights: readonly Variable[]) {
    this.#optimizer = optimizer;
    this.#weights = weights;
    optimizer.build(weights);
  }

  take(gradients: readonly (Tensor | undefined)[]): void {
    const optimizer = this.#optimizer;
    const factors = optimizer.factors();
    const given = gradients.filter((gradient) => gradient !== undefined);
    const scalar = { shape: [], dtype: "float32" } as const;
    const types = [...factors.map(() => scalar), ...given];
    const key = `${optimizer.variant()} ${gradients.map((gradient) => gradient !== undefined)}`;
    const { plan } = this.#runner.prepare(
      key,
      types,
      (inputs) => {
        const values = inputs.slice(factors.length);
        const all = gradients.map((gradient) => gradient && values[given.indexOf(gradient)]);
        optimizer.record(this.#weights, all, inputs.slice(0, factors.length));
        return [];
      },
      true,
    );
    [...factors.map((factor) => [factor]), ...given.map(({ data }) => data)].forEach((data, i) => {
      plan.write(i, data);
    });
    plan.run();
    optimizer.advance();
  }

  [Symbol.dispose](): void {
    this.#runner.dispose();
  }
}
