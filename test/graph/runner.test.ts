import { describe, expect, test } from "vitest";
import { toValue } from "../../src/graph/call.ts";
import { Runner } from "../../src/graph/runner.ts";
import { ops, Tensor, tensor, type Value } from "../../src/index.ts";

const [floats, ints] = [tensor(Float32Array.of(1, 2)), tensor(Int32Array.of(1, 2))];

/** A runner that counts its traces. */
function counted() {
  const runner = new Runner();
  const found = { traces: 0 };
  const trace = (): Value => {
    found.traces++;
    return toValue("test", 1);
  };
  return { find: (args: unknown, samples?: number) => runner.prepare(args, trace, samples), found };
}

describe("Runner", () => {
  test("has one plan for calls that agree in all a trace depends on, and a plan for each that does not", () => {
    const { find, found } = counted();
    const row = tensor(Float32Array.of(1, 2), [1, 2]);
    const calls: readonly (readonly [args: unknown, samples?: number])[] = [
      [[floats]],
      [[ints]],
      [[row]],
      [[row], 3],
      [[floats, floats]],
      [[[floats], floats]],
      [[floats, 0]],
      [[floats, -0]],
      [[floats, "0"]],
      [[floats, null]],
      [[floats, { a: floats, b: 1 }]],
      [[floats, { b: 1, a: floats }]],
      [[floats, { a: floats }]],
      [[0, floats]],
    ];
    const plans = calls.map(([args, samples]) => find(args, samples).plan);
    expect(new Set(plans).size).toBe(calls.length);
    for (const again of [calls, calls.toReversed()]) {
      for (const call of again) expect(find(...call).plan).toBe(plans[calls.indexOf(call)]);
    }
    expect(found.traces).toBe(calls.length);
    expect(plans[3]!.inputs[0]!.shape).toEqual([3, 2]);
  });

  test("is not misled by a shape that somebody changes, be it of what was given or of what came out", () => {
    const runner = new Runner();
    const given = new Tensor(Float32Array.of(1, 2, 3), [3]);
    const run = (x: Tensor): Tensor => runner.run([x] as const, ([x]) => ops.negative(x)) as Tensor;
    const result = run(given);
    (given.shape as number[])[0] = 2;
    expect(run(tensor([4, 5, 6]))).toEqual(tensor([-4, -5, -6]));
    expect(() => (result.shape as number[]).pop()).toThrow(TypeError);
  });

  test("keeps the 16 plans that were used last", () => {
    const { find, found } = counted();
    const of = (length: number) => find([tensor(new Float32Array(length))]).plan;
    const first = of(1);
    for (let length = 2; length <= 16; length++) of(length);
    expect(of(1)).toBe(first);
    of(17);
    expect(found.traces).toBe(17);
    expect(of(1)).toBe(first);
    of(2);
    expect(found.traces).toBe(18);
  });
});
