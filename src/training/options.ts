/**
 * Options of training.
 *
 * @module
 */
import { Callback } from "../callbacks/callback.ts";
import {
  abortSignal,
  boolean,
  numberWithin,
  oneOf,
  positiveInteger,
  seed,
  withDefaults,
  wrongType,
  wrongValue,
} from "../check.ts";
import type { Filled } from "../configured.ts";
import type { ClassWeight } from "./class-weight.ts";
import type { Batches, Data, Labelled } from "./take.ts";

/** How much is printed. */
export type Verbose = "auto" | 0 | 1 | 2;

/** Options of `evaluate`. */
export interface EvaluateOptions {
  /** How many samples are computed at a time; defaults to 32. Of an iterable, the batches are as they are. */
  batchSize?: number | undefined;
  /** How much each sample counts: [samples], or [samples, timesteps] for sequences; defaults to 1 for all. */
  sampleWeight?: Data | undefined;
  /** After how many batches it ends; defaults to null, behind all of them. */
  steps?: number | null | undefined;
  /** What is called in the course of it; defaults to nothing. */
  callbacks?: readonly Callback[] | undefined;
  /** Ends it between two batches; the promise is then rejected with the signal's reason. */
  signal?: AbortSignal | undefined;
  /**
   * How much is printed; defaults to `"auto"`.
   *
   * - `"auto"`: a bar in a terminal, else a line in the end
   * - 0: nothing
   * - 1: a bar
   * - 2: a line in the end
   */
  verbose?: Verbose | undefined;
}

/** Options of `fit`. */
export interface FitOptions {
  /** How many samples make a step; defaults to 32. Of an iterable, the batches are as they are. */
  batchSize?: number | undefined;
  /** With which epoch training ends, if `initialEpoch` is 0 how many there are; defaults to 1. */
  epochs?: number | undefined;
  /** Whether samples come in another order each epoch; defaults to true. An iterable has its own order. */
  shuffle?: boolean | undefined;
  /** Which part of the samples, the last ones, is kept for validation; from 0, the default, to less than 1. */
  validationSplit?: number | undefined;
  /** What is evaluated behind each epoch: [x, y], [x, y, sampleWeight], or an iterable of batches; defaults to nothing. */
  validationData?: Labelled | Batches | undefined;
  /** How many samples are evaluated at a time; defaults to `batchSize`. */
  validationBatchSize?: number | undefined;
  /** Behind how many epochs there is validation, or the list of these epochs, the first is 1; defaults to 1. */
  validationFreq?: number | readonly number[] | undefined;
  /** How many batches, the first ones each time, make a validation; defaults to null, all of them. */
  validationSteps?: number | null | undefined;
  /** How much the samples of each class count: `{ 0: 1, 1: 5 }`; defaults to 1 for all. */
  classWeight?: ClassWeight | undefined;
  /** How much each sample counts: [samples], or [samples, timesteps] for sequences; defaults to 1 for all. */
  sampleWeight?: Data | undefined;
  /** With which epoch training goes on, counted from 0; defaults to 0. */
  initialEpoch?: number | undefined;
  /** How many steps make an epoch; the next one begins where it ended. Defaults to null, as many as there are batches. */
  stepsPerEpoch?: number | null | undefined;
  /** What is called in the course of training; defaults to nothing. */
  callbacks?: readonly Callback[] | undefined;
  /** An integer with which order and dropout are the same each time; defaults to null, another one each time. */
  seed?: number | null | undefined;
  /** Ends training between two steps; the promise is then rejected with the signal's reason. */
  signal?: AbortSignal | undefined;
  /**
   * How much is printed; defaults to `"auto"`.
   *
   * - `"auto"`: a bar in a terminal, else a line an epoch
   * - 0: nothing
   * - 1: a bar
   * - 2: a line an epoch
   */
  verbose?: Verbose | undefined;
}

/** Options of `trainOnBatch` and, without `classWeight`, of `testOnBatch`. */
export interface BatchOptions {
  /** How much each sample counts: [samples], or [samples, timesteps] for sequences; defaults to 1 for all. */
  sampleWeight?: Data | undefined;
  /** How much the samples of each class count: `{ 0: 1, 1: 5 }`; defaults to 1 for all. */
  classWeight?: ClassWeight | undefined;
}

const common = { batchSize: 32, sampleWeight: undefined, callbacks: [], signal: undefined, verbose: "auto" } as const;

/** @internal */
export const fitDefaults: FitOptions = {
  ...common,
  epochs: 1,
  shuffle: true,
  validationSplit: 0,
  validationData: undefined,
  validationBatchSize: undefined,
  validationFreq: 1,
  validationSteps: null,
  classWeight: undefined,
  initialEpoch: 0,
  stepsPerEpoch: null,
  seed: null,
};

/** Fills in the defaults of `evaluate` and checks its options. @internal */
export function evaluateOptions(where: string, given: EvaluateOptions): Filled<EvaluateOptions> {
  const options = withDefaults<EvaluateOptions>(where, { ...common, steps: null }, given) as Filled<EvaluateOptions>;
  positiveInteger(where, "batchSize", options.batchSize);
  if (options.steps !== null) positiveInteger(where, "steps", options.steps);
  checkCommon(where, options);
  return options;
}

/** Fills in the defaults of `fit` and checks its options. @internal */
export function fitOptions(where: string, given: FitOptions): Filled<FitOptions> {
  const options = withDefaults<FitOptions>(where, fitDefaults, given) as Filled<FitOptions>;
  positiveInteger(where, "batchSize", options.batchSize);
  for (const name of ["epochs", "initialEpoch"] as const) wholeNumber(where, name, options[name]);
  for (const name of ["validationSteps", "stepsPerEpoch"] as const) {
    if (options[name] !== null) positiveInteger(where, name, options[name]);
  }
  const { validationBatchSize, validationFreq, validationSplit } = options;
  if (validationBatchSize !== undefined) positiveInteger(where, "validationBatchSize", validationBatchSize);
  boolean(where, "shuffle", options.shuffle);
  numberWithin(where, "validationSplit", validationSplit, 0, 1);
  for (const epoch of [validationFreq].flat()) positiveInteger(where, "validationFreq", epoch);
  seed(where, options.seed);
  checkCommon(where, options);
  return options;
}

function checkCommon(where: string, { callbacks, verbose, signal }: Filled<EvaluateOptions | FitOptions>): void {
  abortSignal(where, signal);
  oneOf(where, "verbose", verbose, ["auto", 0, 1, 2]);
  if (!Array.isArray(callbacks)) throw wrongType(where, "callbacks must be a list", callbacks);
  for (const callback of callbacks) {
    if (!(callback instanceof Callback)) throw wrongType(where, "each of callbacks must be a Callback", callback);
  }
}

function wholeNumber(where: string, name: string, value: unknown): void {
  const rule = `${name} must be an integer of 0 or more`;
  if (typeof value !== "number") throw wrongType(where, rule, value);
  if (!Number.isInteger(value) || value < 0) throw wrongValue(where, rule, value);
}
