/**
 * Steps of training whose gradients are computed by workers.
 *
 * @module
 */
import { Runner, type Traceable } from "../graph/runner.ts";
import type { Variable } from "../graph/variable.ts";
import type { RandomState } from "../layers/random-state.ts";
import type { Model } from "../models/model.ts";
import { add } from "../ops/binary.ts";
import type { Optimizer } from "../optimizers/optimizer.ts";
import { Tensor } from "../tensor.ts";
import type { Batch } from "../training/batch.ts";
import type { Goal } from "../training/compiled.ts";
import type { Stepper, Steps } from "../training/steps.ts";
import { Tally } from "../training/tally.ts";
import { describeGoals } from "./goals.ts";
import type { Members } from "./member.ts";
import {
  buffersOf,
  type Computed,
  copyOf,
  type Description,
  type GoalsDescription,
  type Sent,
  type Sum,
} from "./messages.ts";
import { addTo, totalOf } from "./pairwise.ts";
import { countBatch, seedOf } from "./seeds.ts";
import { describe, snapshotOf, untold } from "./snapshot.ts";
import { Spare } from "./spare.ts";
import { Whole } from "./whole.ts";

/**
 * So many samples are a shard if nobody says otherwise. Kernels are slower for less of them; yet a batch that is smaller
 * than two shards is halved, so that two workers have something to do.
 */
const SHARD = 32;

/** As many shapes of batches are kept. */
const KEPT = 16;

/** What the layers of a model have: none of it changes in the course of a call. */
interface Layers {
  readonly description: Description;
  readonly weights: readonly Variable[];
  readonly random: readonly RandomState[];
}

/** What a program that changes weights depends on: gradients of several sums, the numbers of a step, and of which kind it is. */
type UpdateArguments = readonly [
  gradients: readonly (readonly Tensor[])[],
  factors: readonly Tensor[],
  variant: string,
  sums: string,
];

/**
 * Steps of a model that are shared out. A batch is cut into shards of a fixed size, whose losses and gradients the workers
 * compute and which are added up in a fixed order; here the optimizer makes of them what the weights become.
 */
export class SharedSteps implements Stepper {
  readonly #model: Model;
  readonly #steps: Steps;
  readonly #members: Members;
  readonly #shardSize: number | null;
  readonly #wholes = new Map<string, Whole>();
  readonly #updates: Runner = new Runner();
  readonly #goals: GoalsDescription;
  readonly #spare = new Spare();
  #layers: Layers | undefined;
  #named: readonly Goal[] = [];

  constructor(model: Model, steps: Steps, members: Members, shardSize: number | null) {
    this.#model = model;
    this.#steps = steps;
    this.#members = members;
    this.#shardSize = shardSize;
    this.#goals = describeGoals(model.where, steps.options);
  }

  /** The same, to look at the layers anew: they may be others than in the call before. */
  begun(): this {
    this.#layers = undefined;
    return this;
  }

  get optimizer(): Optimizer {
    return this.#steps.optimizer;
  }

  get goals(): readonly Goal[] {
    return this.#named;
  }

  tally(): Tally {
    return new Tally(() => this.goals);
  }

  async train(batch: Batch, tally: Tally): Promise<void> {
    const { whole, sums, hasGradient } = await this.#compute("train", batch);
    const reported = report(whole, batch, sums, tally);
    const gradients = sums.map((sum) => ({ ...sum, numbers: sum.numbers.subarray(reported) }));
    this.#update(gradients, hasGradient);
    this.#spare.give(sums.map(({ numbers }) => numbers.buffer));
    for (const state of this.#seen.random) countBatch(state);
    this.optimizer.advance();
  }

  async test(batch: Batch, tally: Tally): Promise<void> {
    const { whole, sums } = await this.#compute("test", batch);
    report(whole, batch, sums, tally);
    this.#spare.give(sums.map(({ numbers }) => numbers.buffer));
  }

  /** Frees the memory of all programs. */
  dispose(): void {
    for (const whole of this.#wholes.values()) whole.dispose();
    this.#wholes.clear();
    this.#updates.dispose();
  }

  /** The layers as they are in the call that began last. */
  get #seen(): Layers {
    const model = this.#model;
    this.#layers ??= { description: describe(model), weights: model.weights, random: model.randomStates() };
    return this.#layers;
  }

  /** Sums over the shards in order: what is reported, then the gradients of the weights that have one. */
  async #compute(
    kind: "train" | "test",
    batch: Batch,
  ): Promise<{ whole: Whole; sums: readonly Sum[]; hasGradient: readonly boolean[] }> {
    this.#members.checkAlive();
    const whole = this.#whole(kind, batch);
    const size = this.#shardSize ?? Math.min(SHARD, Math.ceil(batch.samples / 2));
    const scales = whole.scales(batch, size);
    const { description, weights } = this.#seen;
    const random = kind === "train" ? this.#seen.random : [];
    const seeds = random.length > 0 ? scales.map((_, shard) => random.map((state) => seedOf(state, shard))) : [];
    const trained = kind === "train" ? this.#steps.trained.map((weight) => weights.indexOf(weight)) : [];
    const snapshot = snapshotOf(description, weights, this.#goals);
    const parts = Math.min(this.#members.count, scales.length);
    const computed = Array.from({ length: parts }, (_, part) => {
      const [first, end] = [part, part + 1].map((i) => Math.floor((i * scales.length) / parts)) as [number, number];
      const [from, to] = [first * size, Math.min(end * size, batch.samples)];
      // Copied now: the data is checked, and may become other while a worker is waited for.
      const copies = (tensors: readonly Tensor[]): Sent[] =>
        tensors.map((tensor) => copyOf(tensor, from, to, this.#spare));
      const [x, y, weights] = [batch.x, batch.y, batch.weights].map(copies) as [Sent[], Sent[], Sent[]];
      const shards = { first, size, scales: scales.slice(first, end), seeds: seeds.slice(first, end), trained };
      return this.#members.ask<Computed>((known) => {
        const told = untold(snapshot, known, this.#spare);
        const buffers = buffersOf([...x, ...y, ...weights, ...(told.weights ? [told.weights] : [])]);
        return { message: { ...told, task: { kind, x, y, weights, ...shards } }, transfer: buffers };
      });
    });
    const answers = await Promise.all(computed);
    for (const { spent } of answers) this.#spare.give(spent);
    return { whole, sums: answers.flatMap(({ sums }) => sums), hasGradient: answers[0]!.hasGradient };
  }

  #whole(kind: "train" | "test", batch: Batch): Whole {
    const key = `${kind} ${keyOf(batch)}`;
    let whole = this.#wholes.get(key);
    if (!whole) {
      whole = new Whole(this.#model, this.#steps.options, batch, kind === "train");
      this.#wholes.set(key, whole);
      const [oldest] = this.#wholes;
      if (this.#wholes.size > KEPT && oldest) {
        oldest[1].dispose();
        this.#wholes.delete(oldest[0]);
      }
    }
    this.#named = whole.goals;
    return whole;
  }

  /** Changes the weights by their gradients: sums, in each of which they stand one behind the other. */
  #update(sums: readonly Sum<Float32Array>[], hasGradient: readonly boolean[]): void {
    const { optimizer, trained } = this.#steps;
    optimizer.build(trained);
    const factors = optimizer.factors();
    const moved = trained.filter((_, i) => hasGradient[i]);
    const given = sums.map(({ numbers }) => {
      let at = 0;
      return moved.map(({ shape, size }) => {
        at += size;
        return new Tensor(numbers.subarray(at - size, at), shape);
      });
    });
    const numbers = factors.map((factor) => new Tensor(Float32Array.of(factor), []));
    const record = ([parts, factors]: Traceable<UpdateArguments>): readonly [] => {
      const values = sums.map((sum, i) => ({ ...sum, numbers: parts[i]! }));
      const gradients = totalOf(values, (left, right) => left.map((value, i) => add(value, right[i]!)));
      optimizer.record(
        trained,
        trained.map((weight) => gradients[moved.indexOf(weight)]),
        factors,
      );
      return [];
    };
    const places = sums.map(({ first, count }) => `${first} ${count}`);
    const args = [given, numbers, optimizer.variant(), `${places}; ${hasGradient}`] as const;
    const { plan } = this.#updates.prepare<UpdateArguments>(args, record);
    [...given.flat(), ...numbers].forEach(({ data }, i) => {
      plan.write(i, data);
    });
    plan.run();
  }
}

/** What tells batches of one shape from others. */
function keyOf({ x, y, weights }: Batch): string {
  return [x, y, weights].map((part) => part.map(({ dtype, shape }) => `${dtype} ${shape}`).join("; ")).join(" | ");
}

/** Adds to a tally what stands first in the sums; gives how many numbers these are. */
function report({ losses, measures }: Whole, { samples }: Batch, sums: readonly Sum[], tally: Tally): number {
  const count = 1 + losses + measures.flat().reduce((sum, size) => sum + size, 0);
  const heads = sums.map((sum) => ({ ...sum, numbers: sum.numbers.subarray(0, count) }));
  const numbers = totalOf(heads, addTo);
  let at = 0;
  const take = (size: number): Float32Array => {
    at += size;
    return numbers.subarray(at - size, at);
  };
  const taken = new Array<number>(1 + losses).fill(1).map(take);
  tally.add(
    samples,
    taken,
    measures.map((sizes) => sizes.map(take)),
  );
  return at;
}
