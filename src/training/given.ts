/**
 * What `fit` and `evaluate` are given: data, or batches, and options.
 *
 * @module
 */
import { refused, wrongValue } from "../check.ts";
import type { Filled } from "../configured.ts";
import { random } from "../random.ts";
import { isTensorLike } from "../tensor.ts";
import { Batch } from "./batch.ts";
import { type EvaluateOptions, type FitOptions, fitDefaults } from "./options.ts";
import { Counted, First, Iterated, type Many, Samples, type Source } from "./sources.ts";
import { take, takeLabelled } from "./take.ts";
import type { Trainable } from "./trainable.ts";

/** The arguments of a call: x and y, or batches. */
export type Arguments<Options> =
  | { readonly batches: Many<unknown>; readonly options: Options }
  | { readonly batches?: undefined; readonly x: unknown; readonly y: unknown; readonly options: Options };

/** Tells (x, y, options) from (batches, options). @internal */
export function argumentsOf<Options extends object>(
  x: unknown,
  second: unknown,
  third: Options | undefined,
): Arguments<Options> {
  if (third === undefined && isMany(x, second)) return { batches: x, options: (second ?? {}) as Options };
  return { x, y: second, options: third ?? ({} as Options) };
}

/** Whether the first argument is batches: an iterable, or an array with no labels behind it. */
function isMany(x: unknown, second: unknown): x is Many<unknown> {
  if (Array.isArray(x)) return second === undefined || isOptions(second);
  return isIterable(x);
}

function isIterable(value: unknown): value is Many<unknown> {
  if (typeof value !== "object" || value === null || isTensorLike(value) || ArrayBuffer.isView(value)) return false;
  return Symbol.iterator in value || Symbol.asyncIterator in value;
}

/** Whether an object can only be options: labels by the names of outputs are objects too. */
function isOptions(value: unknown): boolean {
  if (typeof value !== "object" || value === null || Object.getPrototypeOf(value) !== Object.prototype) return false;
  return Object.keys(value).every((name) => Object.hasOwn(fitDefaults, name) || name === "steps");
}

/** Where `evaluate` gets its batches. @internal */
export function evaluateSource(
  model: Trainable,
  given: Arguments<unknown>,
  { batchSize, sampleWeight, steps, signal }: Filled<EvaluateOptions>,
): Source {
  if (given.batches) {
    refuseWithBatches(model.where, { sampleWeight });
    return limited(new Iterated(model.where, given.batches, (batch) => takeLabelled(model, batch), signal), steps);
  }
  return limited(new Samples(model.where, take(model, given.x, given.y, sampleWeight), batchSize), steps);
}

/** Where `fit` gets its batches, and those of validation. @internal */
export function fitSources(
  model: Trainable,
  given: Arguments<unknown>,
  options: Filled<FitOptions>,
): { readonly training: Source; readonly validation: Source | undefined } {
  const { batchSize, stepsPerEpoch, sampleWeight, classWeight, validationSplit, shuffle, seed } = options;
  const validation = validationSource(model, options);
  if (given.batches) {
    refuseWithBatches(model.where, { sampleWeight, validationSplit: validationSplit || undefined });
    const source = new Iterated(
      model.where,
      given.batches,
      (batch) => takeLabelled(model, batch, classWeight),
      options.signal,
    );
    return { training: counted(source, stepsPerEpoch), validation };
  }
  const all = take(model, given.x, given.y, sampleWeight, classWeight);
  const order = shuffle ? random(seed) : undefined;
  if (validation || validationSplit === 0) {
    return { training: counted(new Samples(model.where, all, batchSize, order), stepsPerEpoch), validation };
  }
  const at = splitAt(model.where, all, validationSplit);
  const { x, y, weights } = all.slice(at, all.samples);
  // Weights of classes are for training alone.
  const last = new Samples(
    model.where,
    new Batch(x, y, classWeight ? [] : weights),
    options.validationBatchSize ?? batchSize,
  );
  return {
    training: counted(new Samples(model.where, all.slice(0, at), batchSize, order), stepsPerEpoch),
    validation: limited(last, options.validationSteps),
  };
}

function validationSource(model: Trainable, options: Filled<FitOptions>): Source | undefined {
  const { validationData: given, validationBatchSize, validationSteps, batchSize } = options;
  if (given === undefined) return undefined;
  const source =
    isIterable(given) && !Array.isArray(given)
      ? new Iterated(model.where, given, (batch) => takeLabelled(model, batch), options.signal)
      : new Samples(model.where, takeLabelled(model, given), validationBatchSize ?? batchSize);
  return limited(source, validationSteps);
}

function counted(source: Source, steps: number | null): Source {
  return steps === null ? source : new Counted(source, steps);
}

/** What is evaluated is the same each time. */
function limited(source: Source, steps: number | null): Source {
  return steps === null ? source : new First(source, steps);
}

/** Where the last part of the samples begins. */
function splitAt(where: string, { samples }: Batch, share: number): number {
  const at = Math.floor(samples * (1 - share));
  if (at > 0 && at < samples) return at;
  throw wrongValue(where, `validationSplit must leave some of the ${samples} samples on either side`, share);
}

function refuseWithBatches(where: string, options: Readonly<Record<string, unknown>>): void {
  for (const [name, value] of Object.entries(options)) {
    if (value !== undefined)
      throw refused(where, `${name} cannot be given beside batches`, "Each batch may hold its own.");
  }
}
