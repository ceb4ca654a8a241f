import { readFileSync } from "node:fs";
import { modelFromJSON } from "../../src/keras/index.ts";
import type { Model } from "../../src/models/model.ts";
import { Tensor } from "../../src/tensor.ts";

/** An array as the scripts beside this file write it. */
export interface GoldenArray {
  readonly shape: readonly number[];
  readonly dtype?: string;
  readonly data: string;
}

/** One call of a model. */
export interface GoldenCall {
  readonly inputs: readonly GoldenArray[];
  readonly outputs: readonly GoldenArray[];
}

/** One model with its weights, and what Keras made of the inputs of one call or of several. */
export interface GoldenCase extends Partial<GoldenCall> {
  readonly name: string;
  readonly config: object;
  readonly weights: readonly GoldenArray[];
  readonly calls?: readonly GoldenCall[];
}

/** Keras's numbers and ours agree to 1e-5, absolute plus relative. */
const TOLERANCE = 1e-5;

/** The cases of a topic. */
export function goldenCases(topic: string): readonly GoldenCase[] {
  return JSON.parse(readFileSync(new URL(`${topic}.json`, import.meta.url), "utf8")).cases;
}

/** An array as a tensor. */
export function decode({ shape, dtype, data }: GoldenArray): Tensor {
  const bytes = Uint8Array.from(Buffer.from(data, "base64"));
  if (dtype === "bool") return new Tensor(bytes, shape);
  const numbers = dtype === "int32" ? Int32Array : Float32Array;
  return new Tensor(new numbers(bytes.buffer), shape);
}

/** What differs between Keras's outputs and the model's; undefined if nothing does. */
export function difference(
  model: Model<never>,
  { inputs, outputs }: GoldenCall,
  tolerance = TOLERANCE,
): string | undefined {
  const results = [model.predict(inputs.map(decode))].flat() as unknown as Tensor[];
  if (results.length !== outputs.length) return `${results.length} outputs in place of ${outputs.length}`;
  for (const [i, output] of outputs.entries()) {
    const wanted = new Float32Array(Uint8Array.from(Buffer.from(output.data, "base64")).buffer);
    const got = results[i]!;
    if (String(got.shape) !== String(output.shape))
      return `output ${i} has shape [${got.shape}], not [${output.shape}]`;
    for (let j = 0; j < wanted.length; j++) {
      const error = Math.abs(got.data[j]! - wanted[j]!);
      if (!(error <= tolerance * (1 + Math.abs(wanted[j]!)))) {
        return `output ${i} has ${got.data[j]} at ${j}, not ${wanted[j]}`;
      }
    }
    if (output.dtype && output.dtype !== got.dtype) return `output ${i} is ${got.dtype}, not ${output.dtype}`;
  }
  return undefined;
}

/** What is wrong with a case; undefined if nothing is. */
export function failure({ config, weights, calls, ...one }: GoldenCase): string | undefined {
  let model: Model<never> | undefined;
  try {
    model = modelFromJSON<never>(config);
    model.setWeights(weights.map(decode));
    for (const call of calls ?? [one as GoldenCall]) {
      const found = difference(model, call);
      if (found) return found;
    }
    return undefined;
  } catch (error) {
    return (error as Error).message;
  } finally {
    model?.dispose();
  }
}
