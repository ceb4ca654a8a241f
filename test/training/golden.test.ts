import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { type CompileOptions, type Data, type FitOptions, type Model, optimizers } from "../../src/index.ts";
import { modelFromJSON } from "../../src/keras/index.ts";
import type { Tensor } from "../../src/tensor.ts";
import { decode, type GoldenArray } from "../golden/case.ts";

interface FitCase {
  readonly name: string;
  readonly config: object;
  readonly weights: readonly GoldenArray[];
  readonly compile: { readonly optimizer: { readonly name: string; readonly learningRate: number } };
  readonly x: readonly GoldenArray[];
  readonly y: readonly GoldenArray[];
  readonly fit: object & { readonly sample_weight?: GoldenArray };
  readonly running: readonly number[];
  readonly history: Readonly<Record<string, readonly number[]>>;
  readonly after: readonly GoldenArray[];
}

const { cases } = JSON.parse(readFileSync(new URL("../golden/fit.json", import.meta.url), "utf8")) as {
  readonly cases: readonly FitCase[];
};

const classes = { sgd: optimizers.SGD, rmsprop: optimizers.RMSprop, adam: optimizers.Adam };

/** Keras's numbers and ours agree to 1e-4, relative; near 0 to 1e-5. */
function expectClose(what: string, got: ArrayLike<number>, wanted: ArrayLike<number>): void {
  expect(got.length, what).toBe(wanted.length);
  for (let i = 0; i < wanted.length; i++) {
    const error = Math.abs(got[i]! - wanted[i]!);
    if (!(error <= 1e-4 * Math.abs(wanted[i]!) + 1e-5)) expect.fail(`${what} has ${got[i]} at ${i}, not ${wanted[i]}`);
  }
}

describe("fit does what Keras does", () => {
  test.each(cases.map((one) => [one.name, one] as const))("%s", async (_, one) => {
    const model = modelFromJSON<never>(one.config) as unknown as Model;
    model.setWeights(one.weights.map(decode));
    const { name, learningRate } = one.compile.optimizer;
    const optimizer = new classes[name as keyof typeof classes]({ learningRate });
    model.compile({ ...(one.compile as object as CompileOptions), optimizer });

    const running: number[] = [];
    const { sample_weight: weight, ...options } = one.fit;
    const given: FitOptions = { ...options, shuffle: false, verbose: 0 };
    if (weight) given.sampleWeight = decode(weight);
    given.callbacks = [
      new (await import("../../src/index.ts")).callbacks.LambdaCallback({
        onTrainBatchEnd: (_batch, logs) => void running.push(logs["loss"]!),
      }),
    ];
    const data = (arrays: readonly GoldenArray[]): Data =>
      arrays.length > 1 ? arrays.map(decode) : decode(arrays[0]!);
    const { history } = await model.fit(data(one.x), data(one.y), given);

    expectClose("the loss of steps", running, one.running);
    expect(Object.keys(history).sort()).toEqual(Object.keys(one.history).sort());
    for (const [key, wanted] of Object.entries(one.history)) expectClose(key, history[key]!, wanted);
    model.getWeights().forEach((weight: Tensor, i) => {
      expectClose(`weight ${i}`, weight.data, decode(one.after[i]!).data);
    });
    model.dispose();
  });
});
