import { Dense, initializers, input, optimizers, Sequential, type Tensor, tensor } from "../../src/index.ts";
import { numbers } from "../numbers.ts";

/** A model whose weights are always the same, and data that it can learn. */
export function problem(samples = 20): { model: Sequential; x: Tensor; y: Tensor } {
  const glorot = (seed: number): initializers.GlorotUniform => new initializers.GlorotUniform({ seed });
  const model = new Sequential(
    [
      input({ shape: [3], name: "x" }),
      new Dense({ name: "hidden", units: 8, activation: "tanh", kernelInitializer: glorot(1) }),
      new Dense({ name: "out", units: 1, kernelInitializer: glorot(2) }),
    ],
    { name: "m" },
  );
  model.compile({ optimizer: new optimizers.Adam({ learningRate: 0.01 }), loss: "meanSquaredError" });
  const x = numbers(samples * 3);
  const y = Float32Array.from({ length: samples }, (_, i) => x[i * 3]! - x[i * 3 + 1]! * x[i * 3 + 2]!);
  return { model, x: tensor(x, [samples, 3]), y: tensor(y, [samples, 1]) };
}

/** All weights, in one row. */
export function weightsOf(model: Sequential): number[] {
  return model.getWeights().flatMap(({ data }) => [...data]);
}

/** The message with which a promise is rejected. */
export async function rejection(promise: Promise<unknown>): Promise<string> {
  try {
    await promise;
  } catch (error) {
    return (error as Error).message;
  }
  return "no error";
}
