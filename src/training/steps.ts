/**
 * Running steps: programs for batches of each shape, and what they report.
 *
 * @module
 */

import type { Plan } from "../graph/plan.ts";
import { Runner, type Traceable } from "../graph/runner.ts";
import { currentTrace } from "../graph/trace.ts";
import type { Value } from "../graph/value.ts";
import type { Variable } from "../graph/variable.ts";
import { getOptimizer } from "../optimizers/by-name.ts";
import type { Optimizer } from "../optimizers/index.ts";
import { sizeOf, Tensor } from "../tensor.ts";
import type { Batch } from "./batch.ts";
import type { CompileOptions } from "./compile-options.ts";
import type { Goal } from "./compiled.ts";
import { type Outcome, recordModel, recordUpdate } from "./step.ts";
import { throughTable } from "./table.ts";
import { Tally } from "./tally.ts";
import type { Trainable } from "./trainable.ts";

/** A program, how many losses it reports, and where its reports are read into. */
interface Program {
  readonly plan: Plan;
  readonly losses: readonly Float32Array[];
  readonly measures: readonly (readonly Float32Array[])[];
  /** All of these, in the order of the program's outputs. */
  readonly reports: readonly Float32Array[];
}

/** What a program depends on: samples, the numbers of a step, and which kind of step it is. */
type StepArguments = readonly [
  x: readonly Tensor[],
  y: readonly Tensor[],
  weights: readonly Tensor[],
  factors: readonly Tensor[],
  variant: string,
];

/** Who takes the steps of a compiled model. @internal */
export interface Stepper {
  readonly optimizer: Optimizer;
  /** What is computed for each output; nothing before the first step. */
  readonly goals: readonly Goal[];
  /** Trains by a batch. If data is refused, weights and states are as they were before. */
  train(batch: Batch, tally: Tally): void | Promise<void>;
  /** Computes losses and metrics of a batch. */
  test(batch: Batch, tally: Tally): void | Promise<void>;
  /** An empty tally of what steps report. */
  tally(): Tally;
}

/** A compiled model at work. @internal */
export class Steps implements Stepper {
  readonly optimizer: Optimizer;
  /** What `compile` was given. */
  readonly options: CompileOptions;
  readonly #model: Trainable;
  readonly #training: Runner = new Runner({ training: true, factors: throughTable });
  readonly #testing: Runner = new Runner();
  readonly #programs = new WeakMap<Plan, Program>();
  /** The numbers of a step, each a scalar. */
  readonly #factors: Tensor[] = [];
  /** What the program made last computes. */
  #outcome: Outcome | undefined;
  #goals: readonly Goal[] = [];
  /** Once training has begun, other weights are only trained by another `compile`. */
  #trained: readonly Variable[] | undefined;

  constructor(model: Trainable, options: CompileOptions) {
    this.#model = model;
    this.options = options;
    this.optimizer = getOptimizer(model.where, options.optimizer ?? "rmsprop");
  }

  get goals(): readonly Goal[] {
    return this.#goals;
  }

  /** The weights that are trained; the first step decides which. */
  get trained(): readonly Variable[] {
    this.#trained ??= this.#model.trainableWeights;
    return this.#trained;
  }

  train(batch: Batch, tally: Tally): void {
    const factors = this.optimizer.factors();
    while (this.#factors.length < factors.length) this.#factors.push(new Tensor(new Float32Array(1), []));
    const program = this.#program(this.#training, batch, this.#factors, this.optimizer.variant());
    const { length } = batch.tensors;
    factors.forEach((factor, i) => {
      const { data } = this.#factors[i]!;
      data[0] = factor;
      program.plan.write(length + i, data);
    });
    run(program, batch, tally);
    this.optimizer.advance();
  }

  test(batch: Batch, tally: Tally): void {
    run(this.#program(this.#testing, batch, [], "test"), batch, tally);
  }

  tally(): Tally {
    return new Tally(() => this.goals);
  }

  /** Frees the memory of all programs. */
  dispose(): void {
    this.#training.dispose();
    this.#testing.dispose();
  }

  #program(runner: Runner, { x, y, weights }: Batch, factors: readonly Tensor[], variant: string): Program {
    const { plan } = runner.prepare([x, y, weights, factors, variant] as const, this.#trace);
    let program = this.#programs.get(plan);
    if (!program) {
      program = { plan, ...reportsOf(this.#outcome!) };
      this.#programs.set(plan, program);
    }
    return program;
  }

  readonly #trace = ([x, y, weights, factors]: Traceable<StepArguments>): readonly Value[] => {
    const outcome = recordModel(this.#model, this.options, { x, y, weights });
    this.#goals = outcome.goals;
    this.#outcome = outcome;
    if (currentTrace()!.training) recordUpdate(this.trained, this.optimizer, outcome.total, factors);
    return [outcome.total, ...outcome.losses, ...outcome.measures.flat()];
  };
}

/** Memory for what a program reports. */
function reportsOf({ losses, measures }: Outcome): Omit<Program, "plan"> {
  const memory = ({ shape }: Value): Float32Array => new Float32Array(sizeOf(shape as number[]));
  const ofLosses = [new Float32Array(1), ...losses.map(memory)];
  const ofMeasures = measures.map((values) => values.map(memory));
  return { losses: ofLosses, measures: ofMeasures, reports: [...ofLosses, ...ofMeasures.flat()] };
}

function run({ plan, losses, measures, reports }: Program, { tensors, samples }: Batch, tally: Tally): void {
  for (let i = 0; i < tensors.length; i++) plan.write(i, tensors[i]!.data);
  plan.run();
  for (let i = 0; i < reports.length; i++) plan.readInto(i, reports[i]!);
  tally.add(samples, losses, measures);
}
