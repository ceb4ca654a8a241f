import { describe, expect, test } from "vitest";
import { gradients } from "../../src/gradients/index.ts";
import { toValue } from "../../src/graph/call.ts";
import { Runner } from "../../src/graph/runner.ts";
import { currentTrace } from "../../src/graph/trace.ts";
import { type Op, record, type Value } from "../../src/graph/value.ts";
import { Variable } from "../../src/graph/variable.ts";
import { ops, type Tensor, tensor } from "../../src/index.ts";
import { errorOf, tensorOf } from "../contract/tensors.ts";
import { numbers } from "../numbers.ts";
import { gradientOf } from "./gradient-of.ts";

const c = numbers(2, 99);
const [a, b] = [tensor([3, -2]), tensor([0.5, 4])];

describe("gradients", () => {
  test("add up what all uses of a value give", () => {
    const { gradients: found } = gradientOf((x) => ops.add(ops.multiply(x, x), ops.multiply(x, 5)), [a]);
    expect(found[0]!.data).toEqual(c.map((factor, i) => factor * (2 * a.data[i]! + 5)));
  });

  test("go through a value that is an output and an input of others", () => {
    const runner = new Runner();
    const found = runner.run([a], ([x]) => {
      const y = ops.square(x!);
      const dy = toValue("test", tensor([1, 1]));
      return gradients([ops.multiply(y, 2), y], [dy, dy], [x!]) as Value[];
    }) as readonly Tensor[];
    expect(found[0]!.data).toEqual(Float32Array.of(18, -12));
    runner.dispose();
  });

  test("of a source by itself are what is given", () => {
    expect(gradientOf((x) => x, [a]).gradients[0]!.data).toEqual(c);
  });

  test("stop at a source that is made of another", () => {
    const runner = new Runner();
    const found = runner.run([a], ([x]) => {
      const y = ops.square(x!);
      const dy = toValue("test", tensor([1, 1]));
      return gradients([ops.add(ops.multiply(y, 3), x!)], [dy], [x!, y]) as Value[];
    }) as readonly Tensor[];
    expect(found.map(({ data }) => [...data])).toEqual([
      [1, 1],
      [3, 3],
    ]);
    runner.dispose();
  });

  test("are none for what does not reach the loss", () => {
    const { gradients: found } = gradientOf((x, _) => ops.multiply(x, 2), [a, b]);
    expect(found[0]!.shape).toEqual(a.shape);
    expect(found[1]).toBeUndefined();
  });

  test("are none where the loss is not used", () => {
    const runner = new Runner();
    runner.run([a], ([x]) => {
      expect(gradients([ops.exp(x!)], [undefined], [x!])).toEqual([undefined]);
      return x!;
    });
    runner.dispose();
  });

  test("are none for integers", () => {
    const ids = tensor(Int32Array.of(1, 0), [2]);
    const { gradients: found } = gradientOf((x, i) => ops.take(x, i, 0), [a, ids]);
    expect(found[0]!.data).toEqual(Float32Array.of(c[1]!, c[0]!));
    expect(found[1]).toBeUndefined();
  });

  test("of an op with several outputs come from those that are used", () => {
    const { gradients: found } = gradientOf((x) => ops.split(x, 2)[1], [a]);
    expect(found[0]!.data).toEqual(Float32Array.of(0, c[0]!));
  });

  test("by weights are those by values", () => {
    const [x, w] = [tensorOf([3, 5], 1), tensorOf([5, 9], 2)];
    const weight = new Variable("kernel", [5, 9], () => Float32Array.from(w.data), true);
    const runner = new Runner();
    const byWeight = runner.run([x], ([value]) => {
      const source = currentTrace()!.variable(weight);
      const y = ops.matmul(value!, weight);
      return gradients([y], [ops.onesLike(y)], [source, value!]) as Value[];
    }) as readonly Tensor[];
    const byValue = runner.run([x, w], ([value, kernel]) => {
      const y = ops.matmul(value!, kernel!);
      return gradients([y], [ops.onesLike(y)], [kernel!, value!]) as Value[];
    });
    expect(byWeight).toEqual(byValue);
    runner.dispose();
  });

  test("of an op without a rule are refused by its name", () => {
    const strange: Op<undefined> = { name: "Strange", infer: ([x]) => [x!], emit() {} };
    const thrown = errorOf(() => gradientOf((x) => record(strange, [x], undefined)[0]!, [a]));
    expect(thrown).toBe("Error: Strange: the operation Strange has no gradient.");
  });
});
