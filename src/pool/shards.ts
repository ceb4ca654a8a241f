/**
 * The worker's part of a step: losses, measures and gradients of some shards of a batch.
 *
 * @module
 */
import { gradients } from "../gradients/index.ts";
import type { Plan } from "../graph/plan.ts";
import { Runner, type Traceable } from "../graph/runner.ts";
import { currentTrace } from "../graph/trace.ts";
import { ConstantNode, type Value } from "../graph/value.ts";
import type { Model } from "../models/model.ts";
import { multiply } from "../ops/binary.ts";
import { sizeOf, Tensor } from "../tensor.ts";
import { Batch } from "../training/batch.ts";
import type { CompileOptions } from "../training/compile-options.ts";
import { recordModel } from "../training/step.ts";
import { throughTable } from "../training/table.ts";
import { buffersOf, type Computed, type Sent, type ShardsTask } from "./messages.ts";
import { addTo, PairwiseSum } from "./pairwise.ts";
import type { Spare } from "./spare.ts";

/** What a program depends on: samples, by what losses are multiplied, and the places of the weights that are trained. */
type ShardArguments = readonly [
  x: readonly Tensor[],
  y: readonly Tensor[],
  weights: readonly Tensor[],
  scales: readonly Tensor[],
  trained: string,
];

/** A model and what it is compiled with, at work on shards. */
export class Shards {
  readonly #model: Model;
  readonly #options: CompileOptions;
  readonly #spare: Spare;
  readonly #runner: { readonly train: Runner; readonly test: Runner } = {
    train: new Runner({ training: true, factors: throughTable }),
    test: new Runner(),
  };
  readonly #hasGradient = new WeakMap<Plan, readonly boolean[]>();

  constructor(model: Model, options: CompileOptions, spare: Spare) {
    this.#model = model;
    this.#options = options;
    this.#spare = spare;
  }

  /** Computes shards one by one, and adds them up as far as they are pairs. */
  compute(task: ShardsTask): Computed {
    const { kind, first, size, scales, seeds, trained } = task;
    const all = new Batch(tensors(task.x), tensors(task.y), tensors(task.weights));
    const sum = new PairwiseSum<Float32Array<ArrayBuffer>>((left, right) => {
      this.#spare.give([right.buffer]);
      return addTo(left, right);
    });
    let hasGradient: readonly boolean[] = [];
    scales.forEach((scale, i) => {
      const batch = all.slice(i * size, Math.min((i + 1) * size, all.samples));
      const scaling = Array.from(scale, (one) => new Tensor(Float32Array.of(one), []));
      const plan = this.#plan(kind, batch, scaling, trained);
      hasGradient = this.#hasGradient.get(plan)!;
      this.#model.randomStates().forEach((state, j) => {
        if (seeds[i]) state.seedWith(seeds[i][j]!);
      });
      sum.push({ first: first + i, count: 1, numbers: numbersOf(plan, [...batch.tensors, ...scaling], this.#spare) });
    });
    return { sums: sum.sums, hasGradient, spent: buffersOf(all.tensors) };
  }

  /** Frees the memory of all programs. */
  dispose(): void {
    this.#runner.train.dispose();
    this.#runner.test.dispose();
  }

  #plan(
    kind: "train" | "test",
    { x, y, weights }: Batch,
    scaling: readonly Tensor[],
    trained: readonly number[],
  ): Plan {
    let hasGradient: readonly boolean[] = [];
    const trace = ([x, y, weights, scales]: Traceable<ShardArguments>): readonly Value[] => {
      let at = 0;
      // The losses count as much as they do in the whole batch.
      const { total, losses, measures } = recordModel(
        this.#model,
        this.#options,
        { x, y, weights },
        {
          loss: ({ loss, label, output, weight }) => multiply(loss.partial(label, output, weight), scales[at++]!),
          added: (value) => multiply(value, scales.at(-1)!),
        },
      );
      const found = kind === "train" ? this.#gradients(total, trained) : [];
      hasGradient = found.map((gradient) => gradient !== undefined);
      return [total, ...losses, ...measures.flat(), ...found.filter((gradient) => gradient !== undefined)];
    };
    const { plan } = this.#runner[kind].prepare([x, y, weights, scaling, `${trained}`] as const, trace);
    if (!this.#hasGradient.has(plan)) this.#hasGradient.set(plan, hasGradient);
    return plan;
  }

  #gradients(total: Value, trained: readonly number[]): readonly (Value | undefined)[] {
    const { weights } = this.#model;
    const trace = currentTrace()!;
    const one = new ConstantNode(new Tensor(Float32Array.of(1), [])).outputs[0]!;
    const sources = trained.map((place) => trace.variable(weights[place]!));
    return gradients([total], [one], sources);
  }
}

/** All outputs of a plan, one behind the other. */
function numbersOf(plan: Plan, inputs: readonly Tensor[], spare: Spare): Float32Array<ArrayBuffer> {
  inputs.forEach(({ data }, i) => {
    plan.write(i, data);
  });
  plan.run();
  const sizes = plan.outputs.map(({ shape }) => sizeOf(shape as number[]));
  const length = sizes.reduce((sum, size) => sum + size, 0);
  const numbers = spare.take<Float32Array<ArrayBuffer>>(Float32Array, length);
  let at = 0;
  sizes.forEach((size, i) => {
    plan.readInto(i, numbers, at);
    at += size;
  });
  return numbers;
}

function tensors(sent: readonly Sent[]): Tensor[] {
  return sent.map(({ data, shape }) => new Tensor(data, shape));
}
