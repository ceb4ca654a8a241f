import { describe, expectTypeOf, test } from "vitest";
import {
  AdditiveAttention,
  Attention,
  Conv1D,
  Dropout,
  input,
  ops,
  Reshape,
  type Tensor,
  tensor,
  type Value,
} from "../../src/index.ts";

const x = tensor([[[1, 2]]]);
const value = input({ shape: [null, 2] });

describe("layers beside the recurrent ones", () => {
  test("attention gives a pair when the scores are wanted", () => {
    expectTypeOf(new Attention().apply([x, x])).toEqualTypeOf<Tensor>();
    expectTypeOf(new Attention().apply([value, value], { useCausalMask: true })).toEqualTypeOf<Value>();
    expectTypeOf(new Attention().apply([x, x], { returnAttentionScores: true })).toEqualTypeOf<
      readonly [Tensor, Tensor]
    >();
    expectTypeOf(new AdditiveAttention().apply([value, value], { returnAttentionScores: true })).toEqualTypeOf<
      readonly [Value, Value]
    >();
  });

  test("refuse options that they do not have, and miss those that must be given", () => {
    // @ts-expect-error: the option is called kernelSize.
    new Conv1D({ filters: 1, kernel: 1 });
    // @ts-expect-error: kernelSize must be given.
    new Conv1D({ filters: 1 });
    // @ts-expect-error: a rate must be given.
    new Dropout({});
    // @ts-expect-error: targetShape is a list.
    new Reshape({ targetShape: 3 });
    // @ts-expect-error: a convolution is causal, a pool is not.
    new Conv1D({ filters: 1, kernelSize: 1, padding: "full" });
  });
});

describe("operations", () => {
  test("give tensors of tensors, and values as soon as a value is among them", () => {
    expectTypeOf(ops.sigmoid(x)).toEqualTypeOf<Tensor>();
    expectTypeOf(ops.sigmoid(value)).toEqualTypeOf<Value>();
    expectTypeOf(ops.add(x, 1)).toEqualTypeOf<Tensor>();
    expectTypeOf(ops.add(x, value)).toEqualTypeOf<Value>();
    expectTypeOf(ops.clip(value, 0, 1)).toEqualTypeOf<Value>();
    expectTypeOf(ops.take(x, [0], 1)).toEqualTypeOf<Tensor>();
    expectTypeOf(ops.getItem(value, [{}, -1])).toEqualTypeOf<Value>();
  });

  test("split gives as many parts as it is asked for", () => {
    expectTypeOf(ops.split(x, 2)).toEqualTypeOf<[Tensor, Tensor]>();
    expectTypeOf(ops.split(value, [1, 2])).toEqualTypeOf<Value[]>();
  });
});
