import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { gradients } from "../../src/gradients/index.ts";
import { toValue } from "../../src/graph/call.ts";
import { Runner } from "../../src/graph/runner.ts";
import { currentTrace } from "../../src/graph/trace.ts";
import type { Value } from "../../src/graph/value.ts";
import { ops, type Tensor, tensor } from "../../src/index.ts";
import { modelFromJSON } from "../../src/keras/index.ts";
import type { Model } from "../../src/models/model.ts";
import { decode, type GoldenArray, type GoldenCase, goldenCases } from "../golden/case.ts";

/** Keras's gradients and ours agree to 1e-4 of the greatest element of each. */
const TOLERANCE = 1e-4;

/** At a corner, TensorFlow adds up what both sides of celu give, and sparsemax's threshold belongs to the support. */
const DIFFERENT = ["Activation celu at whole and half numbers", "Activation sparsemax at whole and half numbers"];

/** What a tape has made of a case of another topic; null where nothing depends on a weight or an input. */
interface GradientCase {
  readonly topic: string;
  readonly name: string;
  readonly loss: number;
  readonly weights: readonly (GoldenArray | null)[];
  readonly inputs: readonly (GoldenArray | null)[];
}

const given: readonly GradientCase[] = JSON.parse(
  readFileSync(new URL("../golden/gradients.json", import.meta.url), "utf8"),
).cases;

/** As golden/gradients.py has them. */
function factors(shape: readonly number[]): Value {
  const size = shape.reduce((a, b) => a * b, 1);
  const data = Float32Array.from({ length: size }, (_, i) => (((i * 37) % 101) - 50.5) / 101);
  return toValue("test", tensor(data, shape));
}

/** The loss of a model called as in training, and its gradients: by the weights, then by the inputs. */
function gradientsOf(model: Model<never>, inputs: readonly Tensor[]): { loss: Tensor; found: (Tensor | undefined)[] } {
  const runner = new Runner({ training: true });
  let isThere: boolean[] = [];
  const trace = (values: readonly Value[]): readonly Value[] => {
    const outputs = [model.trace(values)].flat().filter(({ dtype }) => dtype === "float32") as Value[];
    const weights = outputs.map(({ shape }) => factors(shape as readonly number[]));
    const loss = outputs.map((output, i) => ops.sum(ops.multiply(output, weights[i]!))).reduce((a, b) => ops.add(a, b));
    const sources = [...model.weights.map((weight) => currentTrace()!.variable(weight)), ...values];
    const found = gradients([loss], [toValue("test", 1)], sources);
    isThere = found.map((one) => one !== undefined);
    return [loss, ...found.filter((one) => one !== undefined)];
  };
  const { plan } = runner.prepare(inputs, trace);
  for (const [i, { data }] of inputs.entries()) plan.write(i, data);
  plan.run();
  const [loss, ...rest] = plan.outputs.map((_, i) => plan.read(i));
  runner.dispose();
  return { loss: loss!, found: isThere.map((is) => (is ? rest.shift() : undefined)) };
}

function difference(what: string, got: Tensor | undefined, wanted: GoldenArray | null): string | undefined {
  if (!wanted) return got?.data.some((value) => value !== 0) ? `${what} has a gradient` : undefined;
  const { data, shape } = decode(wanted);
  if (got && String(got.shape) !== String(shape)) return `${what} has shape [${got.shape}], not [${shape}]`;
  const scale = Math.max(1e-3, ...Array.from(data, Math.abs));
  const at = data.findIndex((value, i) => !(Math.abs((got?.data[i] ?? 0) - value) <= TOLERANCE * scale));
  return at < 0 ? undefined : `${what} has ${got?.data[at]} at ${at}, not ${data[at]}`;
}

/** What is wrong with a case; undefined if nothing is. */
function failure({ config, weights, inputs }: GoldenCase, wanted: GradientCase): string | undefined {
  let model: Model<never> | undefined;
  try {
    model = modelFromJSON<never>(config);
    model.setWeights(weights.map(decode));
    const { loss, found } = gradientsOf(model, inputs!.map(decode));
    const off = Math.abs(loss.data[0]! - wanted.loss);
    if (!(off <= TOLERANCE * Math.max(1, Math.abs(wanted.loss)))) return `loss ${loss.data[0]}, not ${wanted.loss}`;
    const names = model.weights.map(({ name }, i) => `weight ${i}, ${name},`);
    const all = [...wanted.weights, ...wanted.inputs];
    const differences = all.map((one, i) => difference(names[i] ?? `input ${i - names.length}`, found[i], one));
    return differences.find((one) => one !== undefined);
  } catch (error) {
    return (error as Error).message;
  } finally {
    model?.dispose();
  }
}

describe.each([...new Set(given.map(({ topic }) => topic))])("golden gradients: %s", (topic) => {
  test("every case gives Keras's gradients by weights and inputs", () => {
    const cases = new Map(goldenCases(topic).map((one) => [one.name, one]));
    const failures = given.flatMap((wanted) => {
      if (wanted.topic !== topic || DIFFERENT.includes(wanted.name)) return [];
      const found = failure(cases.get(wanted.name)!, wanted);
      return found === undefined ? [] : [`${wanted.name}: ${found}`];
    });
    expect(failures).toEqual([]);
  }, 300_000);
});
