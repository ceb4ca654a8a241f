import { describe, expect, test } from "vitest";
import type { Config } from "../src/configured.ts";
import { constraintClasses, getConstraint } from "../src/constraints/by-name.ts";
import { Runner } from "../src/graph/runner.ts";
import type { Value } from "../src/graph/value.ts";
import { constraints, regularizers, type Tensor } from "../src/index.ts";
import { getRegularizer, regularizerClasses } from "../src/regularizers/by-name.ts";
import { decode, type GoldenArray } from "./golden/case.ts";
import { configFrom, differs, ruleCases } from "./golden/rules.ts";

interface RuleCase {
  readonly kind: string;
  readonly name: string;
  readonly className: string;
  readonly config: Config;
  readonly input: GoldenArray;
  readonly output: GoldenArray;
}

interface Rule {
  call(x: Value): Value;
  getConfig(): Config;
}

const cases = ruleCases<RuleCase>("rules");

function result(rule: Rule, input: Tensor): Tensor {
  const runner = new Runner();
  const output = runner.run([input], ([x]) => rule.call(x!)) as Tensor;
  runner.dispose();
  return output;
}

describe.each([
  ["regularizer", regularizerClasses],
  ["constraint", constraintClasses],
] as const)("each %s", (kind, classes: Readonly<Record<string, { fromConfig(config: Config): Rule }>>) => {
  test.each(cases.filter((one) => one.kind === kind))("$name gives Keras's numbers", (golden) => {
    const rule = classes[golden.className]!.fromConfig(configFrom(golden.config));
    const got = result(rule, decode(golden.input));
    expect(got.shape).toEqual(golden.output.shape);
    expect(differs(got.data, decode(golden.output).data)).toBeUndefined();
    expect(Object.keys(rule.getConfig())).toEqual(Object.keys(configFrom(golden.config)));
  });
});

describe("regularizers", () => {
  test("are found by name, with Keras's defaults", () => {
    expect(getRegularizer("Dense", "kernelRegularizer", null)).toBeUndefined();
    const named = ["l1", "l2", "l1l2", "orthogonalRegularizer"].map((name) => getRegularizer("", "", name)!);
    expect(named.map((one) => [one.className, one.getConfig()])).toEqual([
      ["L1", { l1: 0.01 }],
      ["L2", { l2: 0.01 }],
      ["L1L2", { l1: 0, l2: 0 }],
      ["OrthogonalRegularizer", { factor: 0.01, mode: "rows" }],
    ]);
    const own = new regularizers.L2({ l2: 0.5 });
    expect(getRegularizer("Dense", "kernelRegularizer", own)).toBe(own);
  });

  test("say what is wrong", () => {
    expect(() => getRegularizer("Dense", "kernelRegularizer", "l3")).toThrow(
      new RangeError('Dense: kernelRegularizer must be one of "l1", "l2", "l1l2", "orthogonalRegularizer", got "l3".'),
    );
    expect(() => getRegularizer("Dense", "kernelRegularizer", {})).toThrow(
      new TypeError("Dense: kernelRegularizer must be the name of a regularizer, or a regularizer, got an object."),
    );
    expect(() => new regularizers.L1({ l1: -1 })).toThrow(
      new RangeError("L1: l1 must be a number of 0 or more, got -1."),
    );
    expect(() => result(new regularizers.OrthogonalRegularizer(), decode({ shape: [1], data: "AAAAAA==" }))).toThrow(
      new RangeError("OrthogonalRegularizer: the weight must have shape [rows, columns], got [1]."),
    );
  });
});

describe("constraints", () => {
  test("are found by name, with Keras's defaults", () => {
    expect(getConstraint("Dense", "kernelConstraint", undefined)).toBeUndefined();
    const named = ["maxNorm", "minMaxNorm", "nonNeg", "unitNorm"].map((name) => getConstraint("", "", name)!);
    expect(named.map((one) => [one.className, one.getConfig()])).toEqual([
      ["MaxNorm", { maxValue: 2, axis: 0 }],
      ["MinMaxNorm", { minValue: 0, maxValue: 1, rate: 1, axis: 0 }],
      ["NonNeg", {}],
      ["UnitNorm", { axis: 0 }],
    ]);
    const own = new constraints.MaxNorm({ maxValue: 3 });
    expect(getConstraint("Dense", "kernelConstraint", own)).toBe(own);
  });

  test("say what is wrong", () => {
    expect(() => getConstraint("Dense", "kernelConstraint", "norm")).toThrow(
      new RangeError(
        'Dense: kernelConstraint must be one of "maxNorm", "minMaxNorm", "nonNeg", "unitNorm", got "norm".',
      ),
    );
    expect(() => new constraints.MinMaxNorm({ rate: 2 })).toThrow(
      new RangeError("MinMaxNorm: rate must be a number from 0 to 1, got 2."),
    );
    expect(() => new constraints.MaxNorm({ axis: "rows" as never })).toThrow(
      new TypeError('MaxNorm: axis must be an integer, got "rows".'),
    );
  });
});
