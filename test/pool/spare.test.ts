import { expect, test } from "vitest";
import { Spare } from "../../src/pool/spare.ts";

test("what is spare is taken again, the smallest of what is large enough", () => {
  const spare = new Spare();
  const [large, small] = [new ArrayBuffer(4000), new ArrayBuffer(400)];
  spare.give([large, small]);
  const first = spare.take(Float32Array, 100);
  expect([first.buffer, first.length]).toEqual([small, 100]);
  expect(first.buffer).toBe(small);
  const second = spare.take(Uint8Array, 1);
  expect(second.buffer).toBe(large);
  expect(second).toHaveLength(1);
  const third = spare.take(Int32Array, 10);
  expect(third).toEqual(new Int32Array(10));
  expect(third.buffer).not.toBe(large);
});
