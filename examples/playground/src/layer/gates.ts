/**
 * What happens inside a layer at each step. Its kernel keeps the gates to itself, so cells written with `ops` compute
 * them once more from the layer's weights: Keras's equations, with everything in the output.
 */
import { type AnyRecurrent, Cell, ops, RNN, type Tensor, type Value, type Variable } from "rivulet";
import type { Kind } from "./configuration.ts";

/** A cell whose output is its gates and its states side by side. Weights are those of the layer it looks into. */
abstract class Glass extends Cell<{ units: number }> {
  abstract readonly gates: number;
  protected readonly biasRows: number = 1;
  kernel!: Variable;
  recurrentKernel!: Variable;
  bias!: Variable;

  override build([, inputs]: readonly number[]): void {
    const { units } = this.options;
    const width = this.gates * units;
    this.kernel = this.addWeight("kernel", [inputs!, width]);
    this.recurrentKernel = this.addWeight("recurrentKernel", [units, width]);
    this.bias = this.addWeight("bias", this.biasRows === 1 ? [width] : [this.biasRows, width]);
  }

  /** x·W + h·U + b, gate by gate. */
  protected sums(x: Value, h: Value): Value[] {
    const products = ops.add(ops.matmul(x, this.kernel), ops.matmul(h, this.recurrentKernel));
    return ops.split(ops.add(products, this.bias), this.gates);
  }
}

class SimpleRNNGlass extends Glass {
  readonly gates = 1;
  readonly stateSize = [this.options.units] as const;

  override step(x: Value, [h]: readonly [Value]) {
    const [a] = this.sums(x, h) as [Value];
    const next = ops.tanh(a);
    return { output: next, states: [next] };
  }
}

class GRUGlass extends Glass {
  readonly gates = 3;
  protected override readonly biasRows = 2;
  readonly stateSize = [this.options.units] as const;

  override step(x: Value, [h]: readonly [Value]) {
    const [b, c] = ops.split(this.bias, 2, 0) as [Value, Value];
    const [xz, xr, xh] = ops.split(ops.add(ops.matmul(x, this.kernel), b), 3) as [Value, Value, Value];
    const [hz, hr, hh] = ops.split(ops.add(ops.matmul(h, this.recurrentKernel), c), 3) as [Value, Value, Value];
    const z = ops.sigmoid(ops.add(xz, hz));
    const r = ops.sigmoid(ops.add(xr, hr));
    const candidate = ops.tanh(ops.add(xh, ops.multiply(r, hh)));
    const next = ops.add(ops.multiply(z, h), ops.multiply(ops.subtract(1, z), candidate));
    return { output: ops.concatenate([z, r, candidate, next]), states: [next] };
  }
}

class LSTMGlass extends Glass {
  readonly gates = 4;
  readonly stateSize = [this.options.units, this.options.units] as const;

  override step(x: Value, [h, c]: readonly [Value, Value]) {
    const [ai, af, ac, ao] = this.sums(x, h) as [Value, Value, Value, Value];
    const [i, f, o] = [ops.sigmoid(ai), ops.sigmoid(af), ops.sigmoid(ao)];
    const candidate = ops.tanh(ac);
    const memory = ops.add(ops.multiply(f, c), ops.multiply(i, candidate));
    const next = ops.multiply(o, ops.tanh(memory));
    return { output: ops.concatenate([i, f, candidate, o, next, memory]), states: [next, memory] };
  }
}

const cells = { GRU: GRUGlass, LSTM: LSTMGlass, SimpleRNN: SimpleRNNGlass };

/** What the output of a cell holds, in order. */
const contents = {
  GRU: ["z", "r", "h̃", "h"],
  LSTM: ["i", "f", "c̃", "o", "h", "c"],
  SimpleRNN: ["h"],
} as const;

/** A gate, a candidate or a state. */
export type Part = (typeof contents)[Kind][number];

/** The numbers of one step, by what they are; each has one number a unit. */
export type Step = { readonly [P in Part]?: Float32Array };

/** A direction of a layer: the steps in the order in which it takes them. */
export interface Walk {
  readonly goBackwards: boolean;
  readonly steps: readonly Step[];
}

/** Walks a sequence, [1, timesteps, features], with a layer's weights. At a masked step all is as at the one before. */
export function walk(kind: Kind, layer: AnyRecurrent, x: Tensor, mask: Tensor | undefined): Walk {
  const { goBackwards } = layer.options;
  const { units } = layer.options as unknown as { units: number };
  const glass = new RNN({ cell: new cells[kind]({ units }), returnSequences: true, goBackwards });
  glass.ensureBuilt(x.shape);
  glass.setWeights(layer.getWeights());
  const { data, shape } = glass.apply(x, { mask });
  const [, timesteps, width] = shape as [number, number, number];
  const steps = Array.from({ length: timesteps }, (_, t) => {
    const part = (at: number) => (data as Float32Array).slice(t * width + at * units, t * width + (at + 1) * units);
    return Object.fromEntries(contents[kind].map((name, at) => [name, part(at)]));
  });
  glass.dispose();
  return { goBackwards, steps };
}

/** The time step, from 0, at which a walk is after a number of steps, from 0. */
export function timeOf({ goBackwards, steps }: Walk, at: number): number {
  return goBackwards ? steps.length - 1 - at : at;
}
