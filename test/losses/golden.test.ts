import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { gradients } from "../../src/gradients/index.ts";
import { Runner } from "../../src/graph/runner.ts";
import type { Value } from "../../src/graph/value.ts";
import { lossClasses } from "../../src/losses/by-name.ts";
import { sigmoid } from "../../src/ops/activations.ts";
import { filled } from "../../src/ops/like.ts";
import { identity } from "../../src/ops/reshape.ts";
import { softmax } from "../../src/ops/rowwise.ts";
import type { Tensor } from "../../src/tensor.ts";
import { decode, type GoldenArray } from "../golden/case.ts";

interface LossCase {
  readonly name: string;
  readonly className: string;
  readonly options: object;
  readonly activation?: "softmax" | "sigmoid";
  readonly yTrue: GoldenArray;
  readonly yPred: GoldenArray;
  readonly sampleWeight?: GoldenArray;
  readonly mask?: GoldenArray;
  readonly loss: GoldenArray;
  readonly gradient?: GoldenArray;
}

const { cases } = JSON.parse(readFileSync(new URL("../golden/losses.json", import.meta.url), "utf8")) as {
  readonly cases: readonly LossCase[];
};

/** The loss of a case as Keras's trainer computes it: the mask is that of the predictions. */
function lossOf({ className, options, activation }: LossCase, names: readonly string[], values: readonly Value[]) {
  const given = Object.fromEntries(names.map((name, i) => [name, values[i]]));
  const x = given["yPred"]!;
  const yPred = identity(activation === "softmax" ? softmax(x) : activation === "sigmoid" ? sigmoid(x) : x);
  yPred.mask = given["mask"];
  return new lossClasses[className]!(options).apply(given["yTrue"]!, yPred, given["sampleWeight"]);
}

/** What differs from Keras's numbers by more than 1e-5, absolute plus relative; undefined if nothing does. */
function difference(what: string, got: Tensor, golden: GoldenArray): string | undefined {
  const wanted = decode(golden);
  if (String(got.shape) !== String(wanted.shape)) return `${what} has shape [${got.shape}], not [${wanted.shape}]`;
  const i = wanted.data.findIndex((number, at) => !(Math.abs(got.data[at]! - number) <= 1e-5 * (1 + Math.abs(number))));
  return i < 0 ? undefined : `${what} has ${got.data[i]} at ${i}, not ${wanted.data[i]}`;
}

/** The loss of a case, and the gradient of the sum of all losses by what the predictions are made of. */
function computed(one: LossCase): readonly Tensor[] {
  const names = ["yTrue", "yPred", "sampleWeight", "mask"].filter((name) => name in one);
  const tensors = names.map((name) => decode((one as unknown as Record<string, GoldenArray>)[name]!));
  const runner = new Runner();
  const results = runner.run(tensors, (values) => {
    const loss = lossOf(one, names, values);
    if (!one.gradient) return [loss];
    return [loss, ...(gradients([loss], [filled(loss, 1)], [values[1]!]) as readonly Value[])];
  });
  runner.dispose();
  return results as readonly Tensor[];
}

describe("losses and their gradients are Keras's", () => {
  test.each(cases.map((one) => [one.name, one] as const))("%s", (_, one) => {
    const [loss, gradient] = computed(one);
    expect(difference("the loss", loss!, one.loss)).toBeUndefined();
    if (one.gradient) expect(difference("the gradient", gradient!, one.gradient)).toBeUndefined();
  });
});
