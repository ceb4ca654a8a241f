/**
 * What layers do in training alone: whether they act so, and what they add to the loss.
 *
 * @module
 */
import { currentTrace, StreamTrace } from "../graph/trace.ts";
import type { Value } from "../graph/value.ts";
import { divide } from "../ops/binary.ts";
import { sum } from "../ops/reduce.ts";
import type { Regularizer } from "../regularizers/by-name.ts";

/** Whether layers drop and move in the course of the trace. @internal */
export function isTraining(): boolean {
  const { training, abstract } = currentTrace()!;
  return training && !abstract;
}

/** Calls a function as in training or not; undefined leaves it as it is. @internal */
export function inMode<T>(training: boolean | undefined, body: () => T): T {
  const trace = currentTrace()!;
  const outer = trace.training;
  trace.training = training ?? outer;
  try {
    return body();
  } finally {
    trace.training = outer;
  }
}

/** Adds a number, or the sum of several, to the loss. @internal */
export function addLoss(loss: Value): void {
  currentTrace()!.losses.push(loss.shape.length === 0 ? loss : sum(loss));
}

/** Adds to the loss what a regularizer makes of outputs: as in Keras, divided by the size of the batch. @internal */
export function regularize(outputs: readonly Value[], regularizer: Regularizer): void {
  const trace = currentTrace()!;
  if (trace.abstract || trace instanceof StreamTrace) return;
  for (const output of outputs) {
    const [batch] = output.shape;
    addLoss(batch ? divide(regularizer.call(output), batch) : regularizer.call(output));
  }
}
