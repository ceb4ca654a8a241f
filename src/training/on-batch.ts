/**
 * Single steps.
 *
 * @module
 */
import type { Logs } from "../callbacks/callback.ts";
import { withDefaults } from "../check.ts";
import type { BatchOptions } from "./options.ts";
import type { Steps } from "./steps.ts";
import { take } from "./take.ts";
import type { Trainable } from "./trainable.ts";

/** Trains or evaluates one batch; see `Model.trainOnBatch`. @internal */
export function onBatch(
  kind: "train" | "test",
  model: Trainable,
  steps: Steps,
  x: unknown,
  y: unknown,
  options: BatchOptions,
): Logs {
  const defaults = { sampleWeight: undefined, classWeight: undefined };
  const { sampleWeight, classWeight } = withDefaults<BatchOptions>(model.where, defaults, options);
  const tally = steps.tally();
  steps[kind](take(model, x, y, sampleWeight, classWeight), tally);
  return tally.logs();
}
