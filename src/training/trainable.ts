/**
 * What training knows of a model.
 *
 * @module
 */
import type { Applied } from "../graph/call.ts";
import type { Value } from "../graph/value.ts";
import type { Variable } from "../graph/variable.ts";
import type { Tensor } from "../tensor.ts";

/** A model, as training sees it. @internal */
export interface Trainable {
  /** How errors name it. */
  readonly where: string;
  /** The weights that training changes. */
  readonly trainableWeights: readonly Variable[];
  /** The names of its outputs; undefined while it has no graph. */
  readonly outputNames: readonly string[] | undefined;
  /** What it computes; only while it has a graph. */
  readonly outputs: readonly Value[];
  /** Set to end training after the step at hand. */
  stopTraining: boolean;
  /** The inputs of a call as the list of tensors that it takes. */
  takeInputs(inputs: unknown): readonly Tensor[];
  /** Records the model in the course of a trace. */
  trace(values: readonly Value[]): Applied;
  /** Requires it to be usable. */
  checkAlive(): void;
  /** What layers draw at random. */
  randomStates(): readonly { seedWith(seed: number): void }[];
}
