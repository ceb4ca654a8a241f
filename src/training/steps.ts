/**
 * Running steps: programs for batches of each shape, and what they report.
 *
 * @module
 */

import type { Plan } from "../graph/plan.ts";
import { Runner } from "../graph/runner.ts";
import type { Value, ValueType } from "../graph/value.ts";
import type { Variable } from "../graph/variable.ts";
import { getOptimizer } from "../optimizers/by-name.ts";
import type { Optimizer } from "../optimizers/index.ts";
import { sizeOf } from "../tensor.ts";
import type { Batch } from "./batch.ts";
import type { CompileOptions, Goal } from "./compiled.ts";
import { type Outcome, recordModel, recordUpdate } from "./step.ts";
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

const SCALAR: ValueType = { shape: [], dtype: "float32" };

/** A compiled model at work. @internal */
export class Steps {
  readonly optimizer: Optimizer;
  readonly #model: Trainable;
  readonly #options: CompileOptions;
  readonly #runner: { readonly train: Runner; readonly test: Runner } = { train: new Runner(), test: new Runner() };
  readonly #programs = new WeakMap<Plan, Program>();
  readonly #number = new Float32Array(1);
  #goals: readonly Goal[] = [];
  /** Once training has begun, other weights are only trained by another `compile`. */
  #trained: readonly Variable[] | undefined;

  constructor(model: Trainable, options: CompileOptions) {
    this.#model = model;
    this.#options = options;
    this.optimizer = getOptimizer(model.where, options.optimizer ?? "rmsprop");
  }

  /** What is computed for each output; nothing before the first step. */
  get goals(): readonly Goal[] {
    return this.#goals;
  }

  /** Trains by a batch. If data is refused, weights and states are as they were before. */
  train(batch: Batch, tally: Tally): void {
    const factors = this.optimizer.factors();
    const program = this.#program("train", batch, factors.length);
    const { length } = batch.tensors;
    factors.forEach((factor, i) => {
      this.#number[0] = factor;
      program.plan.write(length + i, this.#number);
    });
    run(program, batch, tally);
    this.optimizer.advance();
  }

  /** Computes losses and metrics of a batch. */
  test(batch: Batch, tally: Tally): void {
    run(this.#program("test", batch, 0), batch, tally);
  }

  /** An empty tally of what steps report. */
  tally(): Tally {
    return new Tally(() => this.goals);
  }

  /** Frees the memory of all programs. */
  dispose(): void {
    this.#runner.train.dispose();
    this.#runner.test.dispose();
  }

  #program(kind: "train" | "test", batch: Batch, factors: number): Program {
    const isTraining = kind === "train";
    const key = isTraining ? `${this.optimizer.variant()} | ${batch.key}` : batch.key;
    const types = [...batch.types, ...new Array<ValueType>(factors).fill(SCALAR)];
    let outcome: Outcome | undefined;
    const trace = (values: readonly Value[]): readonly Value[] => {
      outcome = this.#record(batch, values, isTraining);
      return [outcome.total, ...outcome.losses, ...outcome.measures.flat()];
    };
    const { plan } = this.#runner[kind].prepare(key, types, trace, isTraining);
    let program = this.#programs.get(plan);
    if (!program) {
      program = { plan, ...reportsOf(outcome!) };
      this.#programs.set(plan, program);
    }
    return program;
  }

  #record({ x, y, weights }: Batch, values: readonly Value[], isTraining: boolean): Outcome {
    const ends = [x.length, x.length + y.length, x.length + y.length + weights.length] as const;
    const given = {
      x: values.slice(0, ends[0]),
      y: values.slice(ends[0], ends[1]),
      weights: values.slice(ends[1], ends[2]),
    };
    const outcome = recordModel(this.#model, this.#options, given);
    this.#goals = outcome.goals;
    if (isTraining) {
      this.#trained ??= this.#model.trainableWeights;
      recordUpdate(this.#trained, this.optimizer, outcome.total, values.slice(ends[2]));
    }
    return outcome;
  }
}

/** Memory for what a program reports. */
function reportsOf({ losses, measures }: Outcome): Omit<Program, "plan"> {
  const memory = ({ shape }: Value): Float32Array => new Float32Array(sizeOf(shape as number[]));
  const ofLosses = [new Float32Array(1), ...losses.map(memory)];
  const ofMeasures = measures.map((values) => values.map(memory));
  return { losses: ofLosses, measures: ofMeasures, reports: [...ofLosses, ...ofMeasures.flat()] };
}

function run({ plan, losses, measures, reports }: Program, batch: Batch, tally: Tally): void {
  batch.tensors.forEach(({ data }, i) => {
    plan.write(i, data);
  });
  plan.run();
  reports.forEach((into, i) => {
    plan.readInto(i, into);
  });
  tally.add(batch.samples, losses, measures);
}
