import { Runner } from "../../src/graph/runner.ts";
import type { Variable } from "../../src/graph/variable.ts";
import type { Optimizer } from "../../src/optimizers/index.ts";
import { type Tensor, tensor } from "../../src/tensor.ts";

/** Has an optimizer take steps with given gradients, as training does. */
export class Steps implements Disposable {
  readonly #runner = new Runner({ training: true });
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
    const args = [factors.map((factor) => tensor([factor], [])), gradients, optimizer.variant()] as const;
    const { plan } = this.#runner.prepare(args, ([factors, gradients]) => {
      optimizer.record(this.#weights, gradients, factors);
      return [];
    });
    const given = [...args[0], ...gradients].filter((one) => one !== undefined);
    given.forEach(({ data }, i) => {
      plan.write(i, data);
    });
    plan.run();
    optimizer.advance();
  }

  [Symbol.dispose](): void {
    this.#runner.dispose();
  }
}
