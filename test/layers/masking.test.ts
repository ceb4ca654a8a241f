import { describe, expect, test } from "vitest";
import { GRU, input, Masking, Model, tensor } from "../../src/index.ts";
import { describeComposite } from "../contract/composite.ts";
import { errorOf, tensorOf } from "../contract/tensors.ts";

describeComposite("Masking of a value", {
  make: () => new Masking({ maskValue: 2 }),
  input: tensorOf([3, 4, 2]),
  outputs: [[3, 4, 2]],
});

describe("Masking", () => {
  const x = tensor([
    [
      [1, 2],
      [2, 2],
      [2, 0],
    ],
  ]);

  test("makes zeros of the steps whose features all have the value", () => {
    expect(new Masking({ maskValue: 2 }).apply(x).toArray()).toEqual([
      [
        [1, 2],
        [0, 0],
        [2, 0],
      ],
    ]);
    expect(new Masking().apply(x)).toEqual(x);
  });

  test("compares with the value as a 32-bit float", () => {
    const layer = new Masking({ maskValue: 0.1 });
    expect(layer.apply(tensor(Float32Array.of(0.1, 0.1), [1, 1, 2])).data).toEqual(new Float32Array(2));
  });

  test("hands its mask to the layers behind it", () => {
    const source = input({ shape: [null, 2] });
    const masked = new Masking({ maskValue: 2 }).apply(source);
    expect(masked.mask!.shape).toEqual([null, null]);
    const gru = new GRU({ units: 3 });
    const model = new Model({ inputs: source, outputs: gru.apply(masked) });
    const mask = tensor([[true, false, true]]);
    expect(model.predict(x)).toEqual(gru.apply(x, { mask }));
  });

  test("gives the same bits in a stream", () => {
    const source = input({ shape: [null, 2] });
    const gru = new GRU({ units: 3, returnSequences: true });
    const model = new Model({ inputs: source, outputs: gru.apply(new Masking({ maskValue: 2 }).apply(source)) });
    const stream = model.stream();
    const steps = [
      [1, 2],
      [2, 2],
      [2, 0],
    ].flatMap((frame) => Array.from(stream.step(frame).data));
    expect(steps).toEqual(Array.from(model.predict(x).data));
  });

  test("refuses a value that is no number", () => {
    expect(errorOf(() => new Masking({ maskValue: "0" as never }))).toBe(
      'TypeError: Masking: maskValue must be a number, got "0".',
    );
    expect(errorOf(() => new Masking({ maskValue: Number.NaN }))).toBe(
      "RangeError: Masking: maskValue must be a finite number, got NaN.",
    );
  });
});
