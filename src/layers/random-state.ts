/**
 * Random numbers of layers in training.
 *
 * @module
 */

import { isSameShape, type Shape, wrongShape } from "../check.ts";
import { StateCell } from "../graph/state.ts";
import { currentTrace } from "../graph/trace.ts";
import type { Value } from "../graph/value.ts";
import { add, greaterEqual, mod, multiply } from "../ops/binary.ts";
import { broadcastShapes } from "../ops/broadcast.ts";
import { uniform } from "../ops/random.ts";
import { SEEDS } from "../random.ts";
import { tensor } from "../tensor.ts";
import { isTraining } from "./mode.ts";

/** What the states are called that are seeds and counts. @internal */
export const RANDOM = "random";

/** What tells one use from the next. */
const ONE_MORE = [0, 1];

/** A seed and how often it was used: no two uses give the same numbers, and the same seed gives the same ones again. */
export class RandomState {
  #seed: number | null;
  #cell: StateCell | undefined;

  /** Without a seed, one is drawn when it is needed. */
  constructor(seed: number | null = null) {
    this.#seed = seed;
  }

  /** Begins anew. */
  seedWith(seed: number): void {
    this.#seed = seed;
    this.#cell?.write(this.#beginning());
  }

  /** Numbers in [0, 1) of a shape, in the course of a trace. */
  draw(shape: Shape): Value {
    const trace = currentTrace()!;
    const cell = this.kept();
    const state = trace.read(cell);
    trace.commit(cell, mod(add(state, tensor(ONE_MORE)), SEEDS));
    return uniform(state, shape);
  }

  /** Where seed and count are; made when it is first looked at. @internal */
  kept(): StateCell {
    if (!this.#cell) {
      this.#cell = new StateCell(RANDOM, [2]);
      this.#cell.write(this.#beginning());
    }
    return this.#cell;
  }

  /** Factors of a shape that drop a share `rate`: 0 for those dropped, 1 / (1 − rate) for the others. */
  mask(rate: number, shape: Shape): Value {
    return multiply(greaterEqual(this.draw(shape), rate), rate === 1 ? 0 : 1 / (1 - rate));
  }

  #beginning(): readonly number[] {
    const seed = this.#seed ?? Math.floor(Math.random() * SEEDS);
    return [((seed % SEEDS) + SEEDS) % SEEDS, 0];
  }
}

/** x with a share `rate` of its elements dropped, in training; `noiseShape` is what is drawn, null where it is as x. @internal */
export function dropped(
  where: string,
  x: Value,
  rate: number,
  random: RandomState,
  noiseShape: Shape | null = null,
): Value {
  if (rate === 0 || !isTraining()) return x;
  const missing = x.shape.length - (noiseShape ?? x.shape).length;
  const noise = (noiseShape ?? x.shape).map((size, axis) => size ?? x.shape[axis + missing] ?? 1);
  if (!isSameShape(broadcastShapes(where, x.shape, noise), x.shape)) {
    throw wrongShape(where, "noiseShape must have a shape that broadcasts to the input's", noise);
  }
  return multiply(x, random.mask(rate, noise));
}
