/**
 * Remembering over a hundred steps without gates: the adding problem, data and model.
 *
 * Of a hundred numbers two are marked; their sum is asked for at the end. The network is that of
 * {@link https://github.com/keras-team/keras/blob/keras-2/examples/mnist_irnn.py}: a SimpleRNN with relu, whose recurrent
 * weights begin as the identity. Le, Jaitly and Hinton 2015, {@link https://arxiv.org/abs/1504.00941}
 */
import { Dense, initializers, input, optimizers, Sequential, SimpleRNN, type Tensor, tensor } from "../../src/index.ts";
import { below, random } from "../random.ts";

const TIMESTEPS = 100;
const HIDDEN_UNITS = 100;
const TRAINING_SIZE = 10_000;
export const BATCH_SIZE = 32;
export const EPOCHS = 20;
/** Steps in which the learning rate grows. */
const WARM_UP = 3000;

/** Sequences of a number and a mark at each step, [count, 100, 2], and the sums of the marked numbers, [count, 1]. */
function makeSequences(count: number, seed: number): { x: Tensor; y: Tensor } {
  const uniform = random(seed);
  const x = new Float32Array(count * TIMESTEPS * 2);
  const y = new Float32Array(count);
  for (let i = 0; i < count; i++) {
    const step = (t: number): number => (i * TIMESTEPS + t) * 2;
    // Three decimals are enough, and short to write.
    for (let t = 0; t < TIMESTEPS; t++) x[step(t)] = below(uniform, 1000) / 1000;
    // One mark in each half.
    const marks = [below(uniform, TIMESTEPS / 2), TIMESTEPS / 2 + below(uniform, TIMESTEPS / 2)] as const;
    for (const t of marks) x[step(t) + 1] = 1;
    y[i] = x[step(marks[0])]! + x[step(marks[1])]!;
  }
  return { x: tensor(x, [count, TIMESTEPS, 2]), y: tensor(y, [count, 1]) };
}

export function loadData() {
  const [train, val] = [makeSequences(TRAINING_SIZE, 1), makeSequences(1000, 2)];
  return { xTrain: train.x, yTrain: train.y, xVal: val.x, yVal: val.y };
}

export function buildModel(): Sequential {
  return new Sequential([
    input({ shape: [TIMESTEPS, 2] }),
    new SimpleRNN({
      units: HIDDEN_UNITS,
      kernelInitializer: new initializers.RandomNormal({ stddev: 0.001 }),
      recurrentInitializer: new initializers.Identity(),
      activation: "relu",
    }),
    new Dense({ units: 1 }),
  ]);
}

/** Small steps in the beginning, when the identity makes much of every change, and in the end. */
export function buildOptimizer(): optimizers.Adam {
  const learningRate = new optimizers.schedules.CosineDecay({
    initialLearningRate: 0,
    warmupTarget: 6e-4,
    warmupSteps: WARM_UP,
    decaySteps: Math.floor((EPOCHS * TRAINING_SIZE) / BATCH_SIZE) - WARM_UP,
  });
  return new optimizers.Adam({ learningRate, clipnorm: 1 });
}
