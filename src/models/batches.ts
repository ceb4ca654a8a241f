/**
 * Many samples, some at a time.
 *
 * @module
 */
import { refused } from "../check.ts";
import type { Applied } from "../graph/call.ts";
import type { Plan } from "../graph/plan.ts";
import { type Runner, resultsOf } from "../graph/runner.ts";
import type { Value } from "../graph/value.ts";
import { ARRAYS, sizeOf, Tensor } from "../tensor.ts";

/** Runs a traced function on at most `batchSize` samples at a time, and puts the results together. @internal */
export function inBatches(
  runner: Runner,
  tensors: readonly Tensor[],
  batchSize: number,
  trace: (inputs: readonly Value[]) => Applied,
): Tensor | readonly Tensor[] {
  const samples = tensors[0]!.shape[0]!;
  if (samples > batchSize) return inSeveral(runner, tensors, batchSize, trace);
  const entry = runner.prepare(tensors, trace, samples);
  writeBatch(entry.plan, tensors, 0, samples);
  return resultsOf(entry);
}

function inSeveral(
  runner: Runner,
  tensors: readonly Tensor[],
  batchSize: number,
  trace: (inputs: readonly Value[]) => Applied,
): Tensor | readonly Tensor[] {
  const samples = tensors[0]!.shape[0]!;
  const [batches, rest] = [Math.floor(samples / batchSize), samples % batchSize];
  // All plans are made before the first is run: what is wrong with one of them shows before anything has happened.
  const { plan, isList } = runner.prepare(tensors, trace, batchSize);
  const last = rest > 0 ? runner.prepare(tensors, trace, rest).plan : undefined;
  const results = plan.outputs.map((output, i) => roomFor(output, batches, last?.outputs[i]));
  for (let batch = 0; batch < batches; batch++) runBatch(plan, tensors, batch * batchSize, batchSize, results, batch);
  if (last) runBatch(last, tensors, batches * batchSize, rest, results);
  return isList ? results : results[0]!;
}

/** Runs a plan on some of the samples, and puts its outputs among the results: at their place, or at the end. */
function runBatch(
  plan: Plan,
  tensors: readonly Tensor[],
  from: number,
  count: number,
  results: readonly Tensor[],
  place?: number,
): void {
  writeBatch(plan, tensors, from, count);
  plan.run();
  for (let i = 0; i < results.length; i++) {
    const { data } = results[i]!;
    const size = sizeOf(plan.outputs[i]!.shape as readonly number[]);
    plan.readInto(i, data, place === undefined ? data.length - size : place * size);
  }
}

function writeBatch(plan: Plan, tensors: readonly Tensor[], from: number, count: number): void {
  for (let i = 0; i < tensors.length; i++) {
    const { data, shape } = tensors[i]!;
    const row = data.length / shape[0]!;
    plan.write(i, count === shape[0] ? data : data.subarray(from * row, (from + count) * row));
  }
}

/** Memory for an output of several batches, and of one more that is smaller. */
function roomFor({ shape, dtype }: Value, batches: number, last: Value | undefined): Tensor {
  if (shape.length === 0) throw withoutBatchAxis();
  const [rows, ...rest] = shape as number[];
  const all = [batches * rows! + ((last?.shape[0] as number | undefined) ?? 0), ...rest];
  return new Tensor(new ARRAYS[dtype](sizeOf(all)), all);
}

/** What is said where outputs of several batches have no axis to be joined along. @internal */
export function withoutBatchAxis(): Error {
  const fix = "Give a batchSize that holds all.";
  return refused("predict", "an output without a batch axis cannot be computed in batches", fix);
}
