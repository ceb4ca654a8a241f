/**
 * Many samples, some at a time.
 *
 * @module
 */
import { refused } from "../check.ts";
import type { Applied } from "../graph/call.ts";
import type { Plan } from "../graph/plan.ts";
import type { Entry, Runner } from "../graph/runner.ts";
import type { Value, ValueType } from "../graph/value.ts";
import { sizeOf, Tensor } from "../tensor.ts";

/** Runs a traced function on at most `batchSize` samples at a time, and puts the results together. @internal */
export function inBatches(
  runner: Runner,
  tensors: readonly Tensor[],
  batchSize: number,
  trace: (inputs: readonly Value[]) => Applied,
): { results: Tensor[]; isList: boolean } {
  const samples = tensors[0]!.shape[0]!;
  const entryOf = (count: number): Entry => {
    const types = tensors.map(({ shape, dtype }): ValueType => ({ shape: [count, ...shape.slice(1)], dtype }));
    return runner.prepare(types.map(({ shape, dtype }) => `${dtype} ${shape}`).join("; "), types, trace);
  };
  if (samples <= batchSize) {
    const { plan, isList } = entryOf(samples);
    return { results: runBatch(plan, tensors, 0, samples), isList };
  }
  // Both plans are made before the first is run: what is wrong with one of them shows before anything has happened.
  const rest = samples % batchSize;
  if (rest > 0) entryOf(rest);
  const { isList } = entryOf(batchSize);
  const parts: Tensor[][] = [];
  for (let at = 0; at < samples; at += batchSize) {
    const count = Math.min(batchSize, samples - at);
    parts.push(runBatch(entryOf(count).plan, tensors, at, count));
  }
  return { results: parts[0]!.map((_, i) => joined(parts.map((part) => part[i]!))), isList };
}

function runBatch(plan: Plan, tensors: readonly Tensor[], from: number, count: number): Tensor[] {
  tensors.forEach(({ data, shape }, i) => {
    const row = sizeOf(shape.slice(1));
    plan.write(i, count === shape[0] ? data : data.subarray(from * row, (from + count) * row));
  });
  plan.run();
  return plan.outputs.map((_, i) => plan.read(i));
}

function joined(parts: readonly Tensor[]): Tensor {
  const [first] = parts as [Tensor];
  if (first.shape.length === 0) {
    throw refused(
      "predict",
      "an output without a batch axis cannot be computed in batches",
      "Give a batchSize that holds all.",
    );
  }
  const samples = parts.reduce((sum, { shape }) => sum + shape[0]!, 0);
  const data = new (first.data.constructor as Float32ArrayConstructor)(samples * sizeOf(first.shape.slice(1)));
  let at = 0;
  for (const part of parts) {
    data.set(part.data, at);
    at += part.data.length;
  }
  return new Tensor(data, [samples, ...first.shape.slice(1)]);
}
