/**
 * What is known of a whole batch before it is shared out: what is computed, and how much the losses of each shard count.
 *
 * @module
 */
import { refused } from "../check.ts";
import { Plan } from "../graph/plan.ts";
import { StateCell } from "../graph/state.ts";
import { Trace, tracing } from "../graph/trace.ts";
import { Placeholder, type Value } from "../graph/value.ts";
import { RANDOM } from "../layers/random-state.ts";
import type { Model } from "../models/model.ts";
import { allLayers } from "../models/topology.ts";
import { sizeOf, type Tensor } from "../tensor.ts";
import type { Batch } from "../training/batch.ts";
import type { CompileOptions } from "../training/compile-options.ts";
import type { Goal } from "../training/compiled.ts";
import { recordModel } from "../training/step.ts";
import { refuseStateful } from "./snapshot.ts";

/** Regularizers whose penalty of a batch is the sum of those of its samples. */
const additive = ["L1", "L2", "L1L2"];

/** Batches of one shape. */
export class Whole {
  /** What is computed for each output. */
  readonly goals: readonly Goal[];
  /** How many losses are reported beside their total, and the sizes of what each metric measures. */
  readonly losses: number;
  readonly measures: readonly (readonly number[])[];
  /**
   * For each loss what its sum is divided by: nothing, the number of samples, or what the plan gives: how many steps a mask
   * leaves, or the sum of the weights.
   */
  readonly #divided: readonly ("not" | "evenly" | "by mask" | "by weights")[];
  readonly #divisors: Plan | undefined;

  /** Traces a model on a batch, and refuses what cannot be done in shards. */
  constructor(model: Model, options: CompileOptions, batch: Batch, training: boolean) {
    refuseStateful(model);
    const inputs: Value[] = [];
    const placeholders = (tensors: readonly Tensor[]): readonly Value[] =>
      tensors.map((tensor) => {
        const value = new Placeholder(tensor, `input ${inputs.length}`).outputs[0]!;
        inputs.push(value);
        return value;
      });
    const given = { x: placeholders(batch.x), y: placeholders(batch.y), weights: placeholders(batch.weights) };
    const trace = new Trace({ training });
    const divisors: (Value | undefined)[] = [];
    const reductions: string[] = [];
    const { goals, losses, measures } = tracing(trace, () =>
      recordModel(model, options, given, {
        loss: ({ loss, label, output, weight }) => {
          divisors.push(loss.divisors(label, output, weight));
          reductions.push(loss.reduction);
          return loss.apply(label, output, weight);
        },
        added: (value) => value,
      }),
    );
    refuseWholeBatches(model, trace);
    this.goals = goals;
    this.losses = losses.length;
    this.measures = measures.map((values) => values.map(({ shape }) => sizeOf(shape as number[])));
    this.#divided = divisors.map((divisor, i) => {
      if (divisor) return reductions[i] === "meanWithSampleWeight" ? "by weights" : "by mask";
      return reductions[i] === "sum" || reductions[i] === "none" ? "not" : "evenly";
    });
    const outputs = divisors.filter((divisor) => divisor !== undefined);
    this.#divisors = outputs.length > 0 ? new Plan({ inputs, outputs, commits: [] }) : undefined;
  }

  /** For each shard of `size` samples, what its losses are multiplied by; then what is added to the loss. */
  scales(batch: Batch, size: number): Float32Array[] {
    const { samples, tensors } = batch;
    const plan = this.#divisors;
    tensors.forEach(({ data }, i) => {
      plan?.write(i, data);
    });
    plan?.run();
    const given = plan?.outputs.map((_, i) => plan.read(i).data) ?? [];
    const shards = Array.from({ length: Math.ceil(samples / size) }, (_, i) => [i * size, (i + 1) * size] as const);
    const evenly = shards.map(([from, to]) => (Math.min(to, samples) - from) / samples);
    let at = 0;
    const columns = this.#divided.map((divided) => {
      if (divided === "evenly") return evenly;
      if (divided === "not") return shards.map(() => 1);
      const divisors = Array.from(given[at++]!);
      const parts = shards.map(([from, to]) => divisors.slice(from, to).reduce((sum, one) => sum + one, 0));
      const all = parts.reduce((sum, part) => sum + part, 0);
      // A mean over the steps of a shard counts by how many they are, a sum of what is weighted as it is.
      return parts.map((part) => ratio(divided === "by mask" ? part : 1, all));
    });
    return shards.map((_, i) => Float32Array.from([...columns, evenly], (column) => column[i]!));
  }

  /** Frees its memory. */
  dispose(): void {
    this.#divisors?.dispose();
  }
}

/** a / b, and 0 where b is 0, as losses have it. */
function ratio(a: number, b: number): number {
  return b === 0 ? 0 : a / b;
}

/** Refuses layers to which a batch is more than its samples. */
function refuseWholeBatches(model: Model, { adders, commits }: Trace): void {
  const [adder] = adders;
  if (adder) throw refused(adder, "what it adds by addLoss() may be of the whole batch, so a pool cannot compute it");
  const layers = [...allLayers(model as never)];
  for (const { where, options } of layers) {
    const { activityRegularizer } = options as { activityRegularizer?: { className?: string } | string | null };
    const name = typeof activityRegularizer === "object" ? activityRegularizer?.className : activityRegularizer;
    if (name == null || additive.includes(name) || /^l\d/.test(name)) continue;
    throw refused(where, `its activityRegularizer ${name} may be of the whole batch, so a pool cannot compute it`);
  }
  for (const { target } of commits) {
    if (target instanceof StateCell && target.name === RANDOM) continue;
    const owner = layers.find(({ ownWeights }) => ownWeights.includes(target as never));
    const fix = "Set its trainable to false, or train by fit() of the model.";
    throw refused(
      owner?.where ?? target.name,
      "in training it changes by what is in the whole batch, so a pool cannot train it",
      fix,
    );
  }
}
