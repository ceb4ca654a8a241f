/**
 * What numbers too small for the processor cost: a recurrent layer on silence after an impulse, on denormal inputs, and
 * with its gates closed, beside the same layer on ordinary numbers.
 */
import { GRU, input, LSTM, Sequential, SimpleRNN, type Tensor, tensor } from "../src/index.ts";
import { normals } from "../test/numbers.ts";

/** How much longer a sequence takes than an ordinary one: medians over the rounds. */
export interface Slowdown {
  readonly layer: string;
  readonly silence: number;
  readonly denormals: number;
  readonly closedGates: number;
}

const TIMESTEPS = 300;
const INPUTS = 16;
const UNITS = 32;
const ROUNDS = 61;
const CLOSED = -70;

const layers = {
  SimpleRNN: () => new SimpleRNN({ units: UNITS }),
  GRU: () => new GRU({ units: UNITS }),
  LSTM: () => new LSTM({ units: UNITS }),
};

/** Measures one layer; the four sequences take turns. */
export function measureDenormals(name: keyof typeof layers): Slowdown {
  const normal = normals(1);
  const sequence = (value: (i: number) => number): Tensor => {
    return tensor(
      Float32Array.from({ length: TIMESTEPS * INPUTS }, (_, i) => value(i)),
      [1, TIMESTEPS, INPUTS],
    );
  };
  const model = (): Sequential => new Sequential([input({ shape: [null, INPUTS] }), layers[name]()]);
  const open = model();
  const closed = model();
  const [kernel, recurrentKernel, bias] = open.getWeights() as [Tensor, Tensor, Tensor];
  closed.setWeights([kernel, recurrentKernel, tensor(new Float32Array(bias.data.length).fill(CLOSED), bias.shape)]);
  const ordinary = sequence(normal);
  const runs: readonly [Sequential, Tensor][] = [
    [open, ordinary],
    [open, sequence((i) => (i < INPUTS ? 1 : 0))],
    [open, sequence(() => 1e-40)],
    [closed, ordinary],
  ];
  const times = runs.map((): number[] => []);
  for (let round = 0; round < ROUNDS; round++) {
    runs.forEach(([one, x], i) => {
      const start = performance.now();
      for (let call = 0; call < 5; call++) one.predict(x);
      times[i]!.push(performance.now() - start);
    });
  }
  const [base, ...others] = times.map((list) => list.toSorted((a, b) => a - b)[ROUNDS >> 1]!);
  const [silence, denormals, closedGates] = others.map((time) => time / base!);
  return { layer: name, silence: silence!, denormals: denormals!, closedGates: closedGates! };
}
