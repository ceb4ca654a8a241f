/** What is chosen in the first section, and the layer that it says. */
import { type AnyRecurrent, Bidirectional, GRU, initializers, LSTM, SimpleRNN, type Tensor, tensor } from "rivulet";

export type Kind = "GRU" | "LSTM" | "SimpleRNN";

export interface Configuration {
  readonly kind: Kind;
  readonly returnSequences: boolean;
  readonly returnState: boolean;
  readonly goBackwards: boolean;
  readonly bidirectional: boolean;
  /** Which steps are read; undefined for all, and no mask. */
  readonly mask: readonly boolean[] | undefined;
}

export const UNITS = 4;

/** One sequence of six steps with three numbers each. */
const sequence = [
  [0.9, -0.3, 0.1],
  [0.4, 0.8, -0.6],
  [-0.7, 0.5, 0.9],
  [-0.9, -0.8, 0.3],
  [0.2, -0.6, -0.9],
  [0.8, 0.3, 0.5],
];
export const x: Tensor = tensor([sequence]);
export const TIMESTEPS: number = sequence.length;

/** The names of a layer's states. */
export const stateNames: Readonly<Record<Kind, readonly string[]>> = { GRU: ["h"], LSTM: ["h", "c"], SimpleRNN: ["h"] };

/** The recurrent layers of a configuration, forward first, and what is applied. */
export interface Built {
  readonly layer: AnyRecurrent | Bidirectional;
  readonly directions: readonly AnyRecurrent[];
}

/** Makes the layer; the seed decides about its weights. */
export function build(configuration: Configuration, seed: number): Built {
  const { bidirectional, goBackwards } = configuration;
  const one = recurrent(configuration, goBackwards, seed);
  if (!bidirectional) return { layer: one, directions: [one] };
  const backwardLayer = recurrent(configuration, !goBackwards, seed + 100);
  const layer = new Bidirectional({ layer: one, backwardLayer });
  return { layer, directions: [layer.forwardLayer, layer.backwardLayer] };
}

function recurrent(configuration: Configuration, goBackwards: boolean, seed: number): AnyRecurrent {
  const { kind, returnSequences, returnState } = configuration;
  const options = {
    units: UNITS,
    returnSequences,
    returnState,
    goBackwards,
    // Larger than by default, so that the gates of a layer that has learnt nothing open and close.
    kernelInitializer: new initializers.RandomNormal({ stddev: 1.3, seed }),
    recurrentInitializer: new initializers.RandomNormal({ stddev: 0.8, seed: seed + 1 }),
  };
  if (kind === "GRU") return new GRU(options);
  return kind === "LSTM" ? new LSTM(options) : new SimpleRNN(options);
}

/** The mask as the layer takes it, [1, timesteps]. */
export function maskTensor(mask: Configuration["mask"]): Tensor | undefined {
  return mask && tensor([[...mask]]);
}

/** A result of the layer. */
export interface Returned {
  readonly name: string;
  readonly tensor: Tensor;
}

/** Applies the layer, and names what it returns. */
export function apply({ layer }: Built, configuration: Configuration): Returned[] {
  const results = [layer.apply(x, { mask: maskTensor(configuration.mask) })].flat() as Tensor[];
  return resultNames(configuration).map((name, i) => ({ name, tensor: results[i]! }));
}

/** The names of the results, in their order. */
export function resultNames({ kind, returnState, bidirectional }: Configuration): string[] {
  const states = returnState ? stateNames[kind] : [];
  if (!bidirectional) return ["output", ...states];
  const of = (direction: string): string[] => states.map((name) => `${direction}${name.toUpperCase()}`);
  return ["output", ...of("forward"), ...of("backward")];
}
