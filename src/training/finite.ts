/**
 * Numbers from which nothing can be learned.
 *
 * @module
 */
import { wrongValue } from "../check.ts";
import type { Tensor } from "../tensor.ts";

/** Requires all numbers of a tensor to be finite. @internal */
export function finite(where: string, what: string, { data, shape }: Tensor): void {
  if (!(data instanceof Float32Array)) return;
  // A sum of finite numbers times 0 is 0, and one loop without branches finds out.
  let sum = 0;
  for (let i = 0; i < data.length; i++) sum += data[i]! * 0;
  if (sum === 0) return;
  const index = data.findIndex((value) => !Number.isFinite(value));
  throw wrongValue(where, `${what} must hold finite numbers at ${place(index, shape)}`, data[index]);
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
