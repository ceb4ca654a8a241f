// Models and data that pools and models alone work on.
import {
  Dense,
  Embedding,
  GRU,
  input,
  type Layer,
  LSTM,
  Model,
  optimizers,
  Sequential,
  type Tensor,
  tensor,
  type Value,
} from "../../src/index.ts";
import { Pool, type PoolOptions } from "../../src/pool/index.ts";
import { random } from "../../src/random.ts";
import { numbers } from "../numbers.ts";
import { workerFile } from "./build-workers.ts";

/** A pool whose workers know the classes of own.ts. */
export function poolOf<Out extends Value | readonly Value[]>(
  model: Model<Out>,
  workers: number,
  options: PoolOptions = {},
): Pool<Out> {
  return new Pool(model, { workers, worker: workerFile("own-worker"), ...options });
}

/** Gives a model weights that are always the same. */
export function settled<M extends Pick<Model, "getWeights" | "setWeights">>(model: M): M {
  model.setWeights(
    model.getWeights().map(({ shape, data }, i) =>
      tensor(
        numbers(data.length, i + 1).map((value) => value / 4),
        shape,
      ),
    ),
  );
  return model;
}

/** A GRU with a Dense behind it, and perhaps layers in between. */
export function recurrent(...between: Layer[]): Sequential {
  return settled(
    new Sequential([input({ shape: [null, 3] }), new GRU({ units: 5 }), ...between, new Dense({ units: 2 })]),
  );
}

/** Samples for {@link recurrent}. */
export function samples(count: number): { x: Tensor; y: Tensor } {
  return { x: tensor(numbers(count * 12), [count, 4, 3]), y: tensor(numbers(count * 2, 9), [count, 2]) };
}

/** Sequences of several lengths, behind a mask, with a label at each step. */
export function masked(): { model: Sequential; x: Tensor; y: Tensor } {
  const model = new Sequential([
    input({ shape: [null] }),
    new Embedding({ inputDim: 9, outputDim: 4, maskZero: true }),
    new LSTM({ units: 5, returnSequences: true }),
    new Dense({ units: 3, activation: "softmax" }),
  ]);
  const { uniform } = random(3);
  const rows = Array.from({ length: 45 }, (_, i) =>
    Array.from({ length: 6 }, (_, t) => (t < 1 + ((i * i) % 6) && i !== 7 ? 1 + Math.floor(uniform() * 8) : 0)),
  );
  const labels = Int32Array.from({ length: 45 * 6 }, () => Math.floor(uniform() * 3));
  return { model: settled(model), x: tensor(rows), y: tensor(labels, [45, 6]) };
}

/** Two inputs and two outputs, one of which has a mask. */
export function branched(): { model: Model<readonly [Value, Value]>; x: Tensor[]; y: Tensor[] } {
  const ids = input({ shape: [null], name: "ids" });
  const numbersIn = input({ shape: [4, 2], name: "numbers" });
  const words = new Embedding({ inputDim: 5, outputDim: 3, maskZero: true }).apply(ids);
  const tags = new Dense({ units: 2, name: "tags" }).apply(new GRU({ units: 4, returnSequences: true }).apply(words));
  const value = new Dense({ units: 1, name: "value" }).apply(new GRU({ units: 3 }).apply(numbersIn));
  const model = new Model({ inputs: [ids, numbersIn], outputs: [tags, value] });
  const first = Int32Array.from({ length: 40 * 3 }, (_, i) => (i * 7 + (i >> 3)) % 5);
  const x = [tensor(first, [40, 3]), tensor(numbers(40 * 8), [40, 4, 2])];
  return { model: settled(model), x, y: [tensor(numbers(240, 2), [40, 3, 2]), tensor(numbers(40, 3), [40, 1])] };
}

/** All that training changes: weights and what the optimizer remembers. */
export function stateOf(model: Pick<Model, "weights" | "optimizer">): number[][] {
  const variables = [...model.weights, ...(model.optimizer?.variables ?? [])];
  return [...variables.map(({ data }) => [...data]), [model.optimizer?.iterations ?? 0]];
}

/** The greatest difference between two states, relative to numbers above 1. */
export function distance(a: readonly number[][], b: readonly number[][]): number {
  const [flat, other] = [a.flat(), b.flat()];
  if (flat.length !== other.length) return Number.POSITIVE_INFINITY;
  return Math.max(...flat.map((value, i) => Math.abs(value - other[i]!) / Math.max(1, Math.abs(value))));
}

/** An optimizer with everything that happens when weights are changed. */
export function everything(): optimizers.AdamW {
  const learningRate = new optimizers.schedules.CosineDecay({ initialLearningRate: 0.05, decaySteps: 20 });
  return new optimizers.AdamW({
    learningRate,
    globalClipnorm: 0.1,
    useEma: true,
    emaMomentum: 0.9,
    emaOverwriteFrequency: 3,
    gradientAccumulationSteps: 2,
  });
}
