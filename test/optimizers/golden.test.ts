import { describe, expect, test } from "vitest";
import type { Config } from "../../src/configured.ts";
import { constraintClasses } from "../../src/constraints/by-name.ts";
import { Variable } from "../../src/graph/variable.ts";
import { optimizerClasses } from "../../src/optimizers/by-name.ts";
import { decode, type GoldenArray } from "../golden/case.ts";
import { configFrom, differs, ruleCases } from "../golden/rules.ts";
import { Steps } from "./steps.ts";

interface OptimizerCase {
  readonly name: string;
  readonly className: string;
  readonly config: Config;
  readonly constraint: { readonly className: string; readonly config: Config } | null;
  readonly excluded: readonly string[];
  readonly weights: readonly GoldenArray[];
  readonly steps: readonly {
    readonly rate: number;
    readonly gradients: readonly (GoldenArray | null)[];
    readonly weights: readonly GoldenArray[];
  }[];
  readonly variables: readonly (GoldenArray & { readonly name: string })[];
  readonly final: readonly GoldenArray[];
}

const cases = ruleCases<OptimizerCase>("optimizers");

/** Keras's name of a variable of the optimizer; it has none for the product of Nadam. */
function kerasName(name: string): string {
  if (name === "momentumProduct") return "variable";
  return name.replace("/", "_").replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

describe("optimizers", () => {
  test.each(cases)("$name gives Keras's weights after each step", (golden) => {
    const optimizer = optimizerClasses[golden.className]!.fromConfig(configFrom(golden.config));
    const { constraint: rule } = golden;
    const constraint = rule ? constraintClasses[rule.className]!.fromConfig(configFrom(rule.config)) : undefined;
    const weights = ["kernel", "bias", "gain"].map((name, i) => {
      const { data, shape } = decode(golden.weights[i]!);
      return new Variable(name, shape, () => Float32Array.from(data), true, { constraint });
    });
    if (golden.excluded.length > 0) optimizer.excludeFromWeightDecay({ names: golden.excluded });
    using steps = new Steps(optimizer, weights);
    const check = (wanted: readonly GoldenArray[], when: string): void => {
      weights.forEach(({ name, data }, i) => {
        expect(differs(data, decode(wanted[i]!).data), `${name} ${when}`).toBeUndefined();
      });
    };
    golden.steps.forEach((step, i) => {
      expect(Math.abs(optimizer.learningRate - step.rate)).toBeLessThan(1e-6 * (step.rate + 0.1));
      steps.take(step.gradients.map((gradient) => (gradient ? decode(gradient) : undefined)));
      check(step.weights, `after step ${i}`);
    });
    expect(optimizer.iterations).toBe(golden.steps.length);

    const own = golden.variables.slice(optimizer.hasSchedule ? 1 : 2);
    expect(optimizer.variables.map(({ name, shape }) => [kerasName(name), shape])).toEqual(
      own.map(({ name, shape }) => [name, shape]),
    );
    optimizer.variables.forEach(({ name, data }, i) => {
      expect(differs(data, decode(own[i]!).data), name).toBeUndefined();
    });
    optimizer.finalize();
    check(golden.final, "in the end");
  });
});
