/**
 * Numbers from which nothing can be learned.
 *
 * @module
 */
import { wrongValue } from "../check.ts";
import type { Batch } from "./batch.ts";

/** Requires all numbers of a batch to be finite. @internal */
export function checkFinite(where: string, batch: Batch): void {
  const at = batch.tensors.findIndex(({ data }) => data instanceof Float32Array && !areFinite(data));
  if (at < 0) return;
  const { data, shape } = batch.tensors[at]!;
  const index = data.findIndex((value) => !Number.isFinite(value));
  throw wrongValue(where, `${batch.names[at]} must hold finite numbers at ${place(index, shape)}`, data[index]);
}

/** A sum of finite numbers times 0 is 0, and one loop without branches finds out; four sums need not wait for each other. */
function areFinite(data: Float32Array): boolean {
  let a = 0;
  let b = 0;
  let c = 0;
  let d = 0;
  const fours = data.length & ~3;
  for (let i = 0; i < fours; i += 4) {
    a += data[i]! * 0;
    b += data[i + 1]! * 0;
    c += data[i + 2]! * 0;
    d += data[i + 3]! * 0;
  }
  for (let i = fours; i < data.length; i++) a += data[i]! * 0;
  return a + b + c + d === 0;
}

/** The indices of an element, as they are written behind a tensor. */
function place(index: number, shape: readonly number[]): string {
  const indices: number[] = [];
  let rest = index;
  for (const size of shape.toReversed()) {
    indices.unshift(rest % size);
    rest = Math.floor(rest / size);
  }
  return `[${indices.join(", ")}]`;
}
