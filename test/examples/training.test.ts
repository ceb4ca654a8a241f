import { describe, expect, test } from "vitest";
import { examples, kerasRecord, prepared } from "../../examples/beside-keras.ts";

/** How far a step's loss may be from Keras's, relative to it. */
const TOLERANCE = 1e-3;

describe.each(Object.keys(examples))("examples/%s", (name) => {
  test("has Keras's loss, step by step, from the same weights on the same batches", async () => {
    const { batchSize, losses: wanted } = kerasRecord(name);
    const { model, batches } = prepared(name);
    const losses: number[] = [];
    while (losses.length < wanted.length) {
      for (const [x, y] of batches(batchSize)) {
        if (losses.length === wanted.length) break;
        losses.push((await model.trainOnBatch(x, y))["loss"]!);
      }
    }
    const off = losses.map((loss, i) => Math.abs(loss / wanted[i]! - 1));
    const worst = Math.max(...off);
    expect(worst, `step ${off.indexOf(worst)} of ${off.length}`).toBeLessThan(TOLERANCE);
  }, 300_000);
});
