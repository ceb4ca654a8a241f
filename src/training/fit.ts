/**
 * Training for epochs, and evaluating.
 *
 * @module
 */
import type { Logs } from "../callbacks/callback.ts";
import { History } from "../callbacks/history.ts";
import { Progress } from "../callbacks/progress.ts";
import { random, SEEDS } from "../random.ts";
import { argumentsOf, evaluateSource, fitSources } from "./given.ts";
import { type EvaluateOptions, evaluateOptions, type FitOptions, fitOptions } from "./options.ts";
import { Run } from "./run.ts";
import type { Stepper } from "./steps.ts";
import type { Trainable } from "./trainable.ts";
import { turns } from "./turns.ts";

/** Trains a model; see `Model.fit`. @internal */
export async function fitModel(
  model: Trainable,
  steps: Stepper,
  x: unknown,
  second: unknown,
  third: FitOptions | undefined,
): Promise<History> {
  const given = argumentsOf(x, second, third);
  const options = fitOptions(model.where, given.options);
  const turn = turns(options.signal);
  const { training, validation } = fitSources(model, given, options);
  const { epochs, initialEpoch, seed, validationFreq } = options;
  if (seed !== null) reseed(model, seed);
  const history = options.callbacks.find((callback) => callback instanceof History) ?? new History();
  const progress = new Progress(options.verbose);
  const callbacks = [...new Set([...options.callbacks, history, ...shown(progress)])];
  const run = new Run(model, steps, callbacks, turn, { epochs, steps: training.steps, verbose: progress.verbose });
  model.stopTraining = false;
  try {
    await run.call((callback) => callback.onTrainBegin());
    let logs: Logs = {};
    for (let epoch = initialEpoch; epoch < epochs && !model.stopTraining; epoch++) {
      await run.call((callback) => callback.onEpochBegin(epoch));
      logs = await run.train(training);
      if (validation && isDue(validationFreq, epoch)) {
        for (const [name, value] of Object.entries(await run.test(validation))) logs[`val_${name}`] = value;
      }
      await run.call((callback) => callback.onEpochEnd(epoch, logs));
    }
    steps.optimizer.finalize();
    await run.call((callback) => callback.onTrainEnd(logs));
  } finally {
    progress.close();
    await training.close?.();
  }
  return history;
}

/** Has all that layers draw at random begin anew. */
function reseed(model: Trainable, seed: number): void {
  const { uniform } = random(seed);
  for (const state of model.randomStates()) state.seedWith(Math.floor(uniform() * SEEDS));
}

/** With verbose 0 nobody need look at single steps. */
function shown(progress: Progress): readonly Progress[] {
  return progress.verbose === 0 ? [] : [progress];
}

function isDue(frequency: number | readonly number[], epoch: number): boolean {
  return typeof frequency === "number" ? (epoch + 1) % frequency === 0 : frequency.includes(epoch + 1);
}

/** Evaluates a model; see `Model.evaluate`. @internal */
export async function evaluateModel(
  model: Trainable,
  steps: Stepper,
  x: unknown,
  second: unknown,
  third: EvaluateOptions | undefined,
): Promise<Logs> {
  const given = argumentsOf(x, second, third);
  const options = evaluateOptions(model.where, given.options);
  const turn = turns(options.signal);
  const source = evaluateSource(model, given, options);
  const progress = new Progress(options.verbose);
  const params = { epochs: 1, steps: source.steps, verbose: progress.verbose };
  const run = new Run(model, steps, [...options.callbacks, ...shown(progress)], turn, params);
  try {
    return await run.test(source);
  } finally {
    progress.close();
  }
}
