/** A small forecaster: told a number at each step, it says the next one. */
import { Dense, GRU, input, LSTM, optimizers, Sequential, SimpleRNN, type Tensor, tensor } from "rivulet";
import type { Kind } from "../layer/configuration.ts";

export const UNITS = 24;
/** Steps of a window that is trained on. */
const WINDOW = 50;
const WINDOWS = 256;
const IGNORED = 10;
/** How long it is trained: in batches of 32 windows. */
export const EPOCHS = 120;
export const STEPS: number = WINDOWS / 32;
/** What a forecast is told, and what it then says by itself. */
export const TOLD = 60;
export const FORECAST = 100;

/** The signal: two waves, whose periods do not fit into one another. Between −1 and 1. */
export function signal(t: number): number {
  return 0.6 * Math.sin((2 * Math.PI * t) / 25) + 0.4 * Math.sin((2 * Math.PI * t) / 9.3 + 1);
}

/**
 * Windows of the signal [256, 50, 1], and the same one step on. The first ten steps of a window do not count, since there
 * is not enough to go by yet.
 */
export function windows(): { x: Tensor; y: Tensor; sampleWeight: Tensor } {
  const from = (shift: number): Tensor => {
    const data = Float32Array.from({ length: WINDOWS * WINDOW }, (_, i) => {
      const [window, step] = [Math.floor(i / WINDOW), i % WINDOW];
      return signal(window * 3.7 + step + shift);
    });
    return tensor(data, [WINDOWS, WINDOW, 1]);
  };
  const counts = Float32Array.from({ length: WINDOWS * WINDOW }, (_, i) => (i % WINDOW < IGNORED ? 0 : 1));
  return { x: from(0), y: from(1), sampleWeight: tensor(counts, [WINDOWS, WINDOW]) };
}

/** The model, with fresh weights. */
export function forecaster(kind: Kind): Sequential {
  const options = { units: UNITS, returnSequences: true } as const;
  const recurrent = {
    GRU: () => new GRU(options),
    LSTM: () => new LSTM(options),
    SimpleRNN: () => new SimpleRNN(options),
  };
  const model = new Sequential([input({ shape: [null, 1] }), recurrent[kind](), new Dense({ units: 1 })]);
  // Larger steps first, then smaller ones, so that it comes to rest.
  const learningRate = new optimizers.schedules.CosineDecay({ initialLearningRate: 0.003, decaySteps: EPOCHS * STEPS });
  model.compile({ optimizer: new optimizers.Adam({ learningRate, clipnorm: 1 }), loss: "meanSquaredError" });
  return model;
}

/** What the model says when, after some steps of the signal, it is told its own words. */
export function forecast(model: Sequential): number[] {
  const stream = model.stream();
  let next = 0;
  const said: number[] = [];
  for (let t = 0; t < TOLD + FORECAST; t++) {
    if (t >= TOLD) said.push(next);
    next = stream.step([t < TOLD ? signal(t) : next]).data[0]!;
  }
  stream.dispose();
  return said;
}
