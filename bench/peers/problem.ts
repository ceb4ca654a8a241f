/** What all peers are given for a row: the same weights, as Keras lays them out, and the same inputs. */
import { random } from "../../src/random.ts";
import { normals } from "../../test/numbers.ts";
import type { DecodeRow, LayerRow, TrainRow } from "./rows.ts";

/** A matrix or a vector by rows. */
export interface Matrix {
  readonly data: Float32Array;
  readonly shape: readonly number[];
}

/** The weights of a recurrent layer in Keras's layout: gates z r h, or i f c o. */
export interface CellWeights {
  readonly kernel: Matrix;
  readonly recurrentKernel: Matrix;
  /** [2, 3H] of a GRU, [4H] of an LSTM. */
  readonly bias: Matrix;
}

/** What a peer that has made a row ready can do. */
export interface Runner {
  /** Does the work once; gives what is compared, or the loss. */
  run(): ArrayLike<number> | Promise<ArrayLike<number>>;
}

const SEED = 1;

function sampler(): (shape: readonly number[], scale: number) => Matrix {
  const normal = normals(SEED);
  return (shape, scale) => {
    const size = shape.reduce((product, one) => product * one, 1);
    return { data: Float32Array.from({ length: size }, () => normal() * scale), shape };
  };
}

function cellWeights(sample: ReturnType<typeof sampler>, cell: "GRU" | "LSTM", I: number, H: number): CellWeights {
  const gates = cell === "GRU" ? 3 : 4;
  return {
    kernel: sample([I, gates * H], 1 / Math.sqrt(I)),
    recurrentKernel: sample([H, gates * H], 1 / Math.sqrt(H)),
    bias: sample(cell === "GRU" ? [2, 3 * H] : [4 * H], 0.1),
  };
}

export interface LayerProblem {
  readonly weights: CellWeights;
  /** [batch, timesteps, inputs] */
  readonly x: Matrix;
}

export function layerProblem({ cell, batch, timesteps, inputs, units }: LayerRow): LayerProblem {
  const sample = sampler();
  const weights = cellWeights(sample, cell, inputs, units);
  return { weights, x: sample([batch, timesteps, inputs], 1) };
}

export interface DecodeProblem {
  /** [vocabulary, units] for the encoder and the decoder. */
  readonly embeddings: readonly [Matrix, Matrix];
  readonly cells: readonly [CellWeights, CellWeights];
  readonly dense: { readonly kernel: Matrix; readonly bias: Matrix };
  readonly source: Int32Array;
}

export function decodeProblem({ tokens, vocabulary, units }: DecodeRow): DecodeProblem {
  const sample = sampler();
  const { uniform } = random(SEED);
  return {
    embeddings: [sample([vocabulary, units], 1), sample([vocabulary, units], 1)],
    cells: [cellWeights(sample, "GRU", units, units), cellWeights(sample, "GRU", units, units)],
    dense: { kernel: sample([units, vocabulary], 1 / Math.sqrt(units)), bias: sample([vocabulary], 0.1) },
    source: Int32Array.from({ length: tokens }, () => Math.floor(uniform() * vocabulary)),
  };
}

export interface TrainProblem {
  readonly cell: CellWeights;
  readonly embeddings: Matrix;
  readonly dense: { readonly kernel: Matrix; readonly bias: Matrix };
  /** Numbers [batch, timesteps, inputs], or the places of ones [batch, timesteps]. */
  readonly x: Matrix;
  readonly ids: Int32Array;
  /** Numbers [batch], or classes [batch, timesteps]. */
  readonly y: Float32Array;
}

export function trainProblem({ model, batch, timesteps, inputs, units }: TrainRow): TrainProblem {
  const sample = sampler();
  const { uniform } = random(SEED);
  const isNumber = model === "GRU to number";
  const cell = cellWeights(sample, isNumber ? "GRU" : "LSTM", inputs, units);
  const classes = isNumber ? 1 : inputs;
  const ids = Int32Array.from({ length: batch * timesteps }, () => Math.floor(uniform() * inputs));
  return {
    cell,
    embeddings: sample([inputs, inputs], 0.05),
    dense: { kernel: sample([units, classes], 1 / Math.sqrt(units)), bias: sample([classes], 0.1) },
    x: sample([batch, timesteps, inputs], 1),
    ids,
    y: isNumber
      ? sample([batch], 1).data
      : Float32Array.from({ length: batch * timesteps }, () => Math.floor(uniform() * inputs)),
  };
}
