/** What the contract of recurrent layers is told about a layer, and the layers, inputs and numbers it works with. */
import { expect } from "vitest";
import type { AnyRecurrent, Cell, RecurrentOptions, Tensor } from "../../src/index.ts";
import { tensor } from "../../src/index.ts";
import type { Sequence } from "../reference/recurrent.ts";
import { scaled, tensorOf } from "./tensors.ts";

/** A recurrent layer and its reference. */
export interface RecurrentSubject {
  /** The layer, with the options that tell this subject from others of its class. */
  layer(options: RecurrentOptions & { units: number; useBias?: boolean }): AnyRecurrent;
  /** The same cell by itself. */
  cell(units: number): Cell;
  /** The letters of its states. */
  states: readonly string[];
  /** Gates side by side in W and U. */
  gates: number;
  biasShape(units: number): number[];
  reference(
    sequence: Sequence,
    initial: (ArrayLike<number> | undefined)[],
    W: ArrayLike<number>,
    U: ArrayLike<number>,
    bias: ArrayLike<number>,
  ): number[][];
}

// Sums of up to 130 products in float32, through up to 6 steps.
const TOLERANCE = 1e-5;

/** The sizes of the input and of the layer. */
export const sizes = { B: 3, T: 6, I: 5, H: 7 } as const;

const { B, T, I, H } = sizes;

/** Padded on the right, scattered, and nothing at all. */
export const mask = tensor([
  [true, true, true, true, false, false],
  [false, true, false, true, true, false],
  [false, false, false, false, false, false],
]);

/** [B, T, I] */
export const x: Tensor = tensorOf([B, T, I]);

type Options = RecurrentOptions & { units?: number; useBias?: boolean };

/** A subject at work: its layers, with weights that are the same each time, and what is expected of them. */
export class Prepared {
  readonly subject: RecurrentSubject;
  /** Each [B, H]. */
  readonly initialState: Tensor[];

  constructor(subject: RecurrentSubject) {
    this.subject = subject;
    this.initialState = subject.states.map((_, i) => tensorOf([B, H], 5 + i));
  }

  /** A layer with fresh weights. */
  make(options: Options = {}): AnyRecurrent {
    return this.subject.layer({ units: H, ...options });
  }

  /** A layer with the same weights each time. */
  ready(options: Options = {}, inputs: number = I): AnyRecurrent {
    const layer = this.make(options);
    layer.ensureBuilt([null, null, inputs]);
    layer.setWeights(layer.weights.map(({ shape }, i) => scaled(tensorOf(shape, 20 + i), 1 / Math.sqrt(shape[0]!))));
    return layer;
  }

  /** Compares outputs of a layer with its equations. */
  expectReference(
    layer: AnyRecurrent,
    got: Tensor[],
    input: Tensor,
    more: Partial<Sequence>,
    initial?: Tensor[],
  ): void {
    const { biasShape, reference, states } = this.subject;
    const [rows, steps, features] = input.shape as [number, number, number];
    const units = layer.weights[1]!.shape[0]!;
    const [W, U, bias] = layer.weights.map(({ data }) => data);
    const sequence = { T: steps, B: rows, I: features, H: units, x: input.data, ...more };
    const none = new Float32Array(biasShape(units).reduce((a, b) => a * b, 1));
    const given = initial?.map(({ data }) => data) ?? states.map(() => undefined);
    const expected = reference(sequence, given, W!, U!, bias ?? none);
    got.forEach(({ data }, i) => {
      expect(data.length).toBe(expected[i]!.length);
      for (const [j, value] of data.entries()) expect(Math.abs(value - expected[i]![j]!)).toBeLessThan(TOLERANCE);
    });
  }
}
