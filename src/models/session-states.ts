/**
 * The states of many sessions of one model, and a time step of some of them.
 *
 * @module
 */
import { StateCell } from "../graph/state.ts";
import { sizeOf } from "../tensor.ts";
import type { Stored } from "./stream-state.ts";
import { compileStep, type Step, type Streamed } from "./stream-step.ts";

// The rows of a batch do not change each other's bits, so a step is cut into batches of these sizes. A plan for each is
// made when it is first needed.
const BATCHES = [64, 16, 4, 1] as const;

/** @internal */
export class SessionStates {
  /** A step of one session: what a model takes and gives. */
  readonly one: Step;
  readonly #streamed: Streamed;
  readonly #steps = new Map<number, Step>();
  /** [sessions, ...] for each state of the model. */
  readonly #slots: readonly StateCell[];
  /** The places of the sessions that are walked, in linear memory, where all numbers are floats. */
  readonly #places: StateCell;

  constructor(streamed: Streamed, sessions: number) {
    this.#streamed = streamed;
    this.one = this.#stepFor(1);
    this.#slots = this.one.cells.map(
      ({ name, shape, initial }) => new StateCell(name, [sessions, ...shape.slice(1)], initial),
    );
    this.#places = new StateCell("places", [sessions]);
  }

  /** The states of the session at a place. */
  of(place: number): readonly (Stored & { reset(): void })[] {
    return this.#slots.map((slot) => slot.row(place));
  }

  /**
   * One time step of the sessions at some places. `frames` has a row for each of them and input, `results` gets one for each
   * output. If a frame is refused, states are as before, and the message names the session by its number among `ids`.
   */
  step(places: Int32Array, ids: Int32Array, frames: readonly Float32Array[], results: readonly Float32Array[]): void {
    this.#places.write(places);
    const count = places.length;
    const before = this.one.plan.canRefuse ? this.#rowsOf(count) : [];
    try {
      let at = 0;
      for (const batch of BATCHES) {
        for (; count - at >= batch; at += batch) this.#walk(at, batch, frames, results);
      }
    } catch (error) {
      before.forEach((cell, i) => {
        cell.giveRows(this.#slots[i]!, this.#places.address);
      });
      throw this.#named(error, ids, frames);
    } finally {
      for (const cell of before) cell.dispose();
    }
  }

  /** Frees the memory at once. */
  dispose(): void {
    for (const { plan, cells } of this.#steps.values()) {
      plan.dispose();
      for (const cell of cells) cell.dispose();
    }
    for (const slot of [...this.#slots, this.#places]) slot.dispose();
  }

  #stepFor(batch: number): Step {
    let step = this.#steps.get(batch);
    if (!step) {
      step = compileStep(this.#streamed, batch);
      this.#steps.set(batch, step);
    }
    return step;
  }

  /** Copies of the states of the sessions that are walked. */
  #rowsOf(count: number): StateCell[] {
    return this.#slots.map((slot) => {
      const copy = new StateCell(slot.name, [count, ...slot.shape.slice(1)]);
      copy.takeRows(slot, this.#places.address);
      return copy;
    });
  }

  /** One step of the sessions from place `at` on: states are brought together, walked, and taken back. */
  #walk(at: number, batch: number, frames: readonly Float32Array[], results: readonly Float32Array[]): void {
    const { plan, cells, sizes } = this.#stepFor(batch);
    const places = this.#places.address + 4 * at;
    for (let i = 0; i < cells.length; i++) cells[i]!.takeRows(this.#slots[i]!, places);
    const scale = at / batch;
    for (let i = 0; i < sizes.length; i++) {
      plan.write(i, frames[i]!.subarray(scale * sizes[i]!, (scale + 1) * sizes[i]!));
    }
    plan.run();
    for (let i = 0; i < cells.length; i++) cells[i]!.giveRows(this.#slots[i]!, places);
    for (let i = 0; i < results.length; i++) {
      plan.readInto(i, results[i]!, scale * sizeOf(plan.outputs[i]!.shape as readonly number[]));
    }
  }

  /** The error of a step in the name of the session whose frame is refused, found by trying each alone. */
  #named(error: unknown, ids: Int32Array, frames: readonly Float32Array[]): unknown {
    if (!(error instanceof Error)) return error;
    const { plan, sizes } = this.one;
    for (const [at, id] of ids.entries()) {
      try {
        sizes.forEach((size, i) => {
          plan.write(i, frames[i]!.subarray(at * size, (at + 1) * size));
        });
        plan.run();
      } catch {
        error.message = `streams: session ${id}: ${error.message}`;
        return error;
      }
    }
    return error;
  }
}
