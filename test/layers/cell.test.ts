import { describe, expect, test } from "vitest";
import { Cell, GRUCell, input, LSTMCell, Model, ops, RNN, type Tensor, tensor, type Value } from "../../src/index.ts";
import { describeComposite } from "../contract/composite.ts";
import { errorOf, part, tensorOf } from "../contract/tensors.ts";
import { MinGRUCell } from "./min-gru-cell.ts";

describeComposite("GRUCell", {
  make: () => new GRUCell({ units: 3 }),
  input: tensorOf([4, 2]),
  outputs: [
    [4, 3],
    [4, 3],
  ],
  weights: [
    ["kernel", [2, 9]],
    ["recurrentKernel", [3, 9]],
    ["bias", [2, 9]],
  ],
});

describeComposite("a cell of one's own", {
  make: () => new MinGRUCell({ units: 3 }),
  input: tensorOf([4, 2]),
  outputs: [
    [4, 3],
    [4, 3],
  ],
  weights: [
    ["kernel", [2, 6]],
    ["bias", [6]],
  ],
});

/** A residual cell: two cells inside it, and states that are swapped. */
class SwappingCell extends Cell<{ units: number }> {
  readonly stateSize = [this.options.units, [this.options.units]] as const;
  readonly inner: GRUCell = new GRUCell({ units: this.options.units });
  readonly outer: MinGRUCell = new MinGRUCell({ units: this.options.units });

  override step(x: Value, [a, b]: readonly [Value, Value]): { output: Value; states: Value[] } {
    const [inner, nextA] = this.inner.apply(x, { states: a });
    const [outer] = this.outer.apply(inner, { states: b });
    return { output: ops.add(outer!, ops.multiply(b, 0.5)), states: [b, nextA] };
  }
}

const x = tensorOf([2, 5, 3]);
const mask = tensor([
  [true, false, true, true, false],
  [false, true, true, false, true],
]);

/** What RNN gives for a cell, by applying the cell step by step. */
function byHand(cell: Cell, given: Tensor, masked?: Tensor): number[][] {
  const rows = given.shape[0]!;
  return Array.from({ length: rows }, (_, row) => {
    let states: readonly Tensor[] | undefined;
    let last: number[] | undefined;
    const outputs: number[] = [];
    for (let t = 0; t < given.shape[1]!; t++) {
      const xt = tensor(part(part(given, 0, row, row + 1), 1, t, t + 1).data, [1, given.shape[2]!]);
      const [output, ...next] = cell.apply(xt, { states }) as [Tensor, ...Tensor[]];
      last ??= new Array(output.data.length).fill(0);
      if (!masked || masked.data[row * given.shape[1]! + t]) {
        states = next;
        last = Array.from(output.data);
      }
      outputs.push(...last);
    }
    return outputs;
  });
}

describe("a cell of one's own in RNN", () => {
  const cells = {
    "that is simple": () => new MinGRUCell({ units: 4 }),
    "with cells inside it, and states made of one another": () => new SwappingCell({ units: 3 }),
  };
  for (const [title, make] of Object.entries(cells)) {
    test(`gives the same bits as step by step: one ${title}`, () => {
      const cell = make();
      const layer = new RNN({ cell, returnSequences: true });
      expect(Array.from(layer.apply(x).data)).toEqual(byHand(cell, x).flat());
      expect(Array.from(layer.apply(x, { mask }).data)).toEqual(byHand(cell, x, mask).flat());
    });

    test(`gives the same bits in a model and in a stream: one ${title}`, () => {
      const layer = new RNN({ cell: make(), returnSequences: true });
      const source = input({ shape: [null, 3] });
      const model = new Model({ inputs: source, outputs: layer.apply(source) });
      const whole = model.predict(x);
      expect(whole).toEqual(layer.apply(x));
      const stream = model.stream({ batch: 2 });
      for (let t = 0; t < 5; t++) expect(stream.step(part(x, 1, t, t + 1)).data).toEqual(part(whole, 1, t, t + 1).data);
    });
  }

  test("has the weights of the cells inside it", () => {
    const layer = new RNN({ cell: new SwappingCell({ units: 3 }) });
    layer.apply(x);
    expect(layer.weights.map((weight) => weight.shape)).toEqual([[3, 9], [3, 9], [2, 9], [3, 6], [6]]);
  });

  test("may reduce inputs of more axes", () => {
    class MeanCell extends Cell {
      readonly stateSize = [2] as const;
      override step(image: Value, [sum]: readonly [Value]) {
        const next = ops.add(sum, ops.mean(image, 1));
        return { output: next, states: [next] };
      }
    }
    const frames = tensorOf([2, 4, 3, 2]);
    const [output] = [new RNN({ cell: new MeanCell({}) }).apply(frames)];
    expect(output.shape).toEqual([2, 2]);
    const total = ops.sum(ops.mean(frames, 2), 1);
    for (const [i, value] of output.data.entries()) expect(value).toBeCloseTo(total.data[i]!, 5);
  });

  test("is told what its step returned amiss", () => {
    const cellOf = (step: (x: Value, states: readonly Value[]) => unknown): Cell => {
      class MyCell extends Cell {
        readonly stateSize = [4] as const;
        override step(xt: Value, states: readonly Value[]) {
          return step(xt, states) as never;
        }
      }
      return new MyCell({ name: "mine" });
    };
    const of = (step: (x: Value, states: readonly Value[]) => unknown): string =>
      errorOf(() => new RNN({ cell: cellOf(step) }).apply(x));
    expect(of((xt) => xt)).toBe(
      'TypeError: MyCell "mine": step must return { output, states }, a value and a list of values, got a Value.',
    );
    expect(of((xt) => ({ output: xt, states: [] }))).toBe(
      'RangeError: MyCell "mine": step must return as many states as stateSize says, 1, got 0.',
    );
    expect(of((xt) => ({ output: xt, states: [3] }))).toBe(
      'TypeError: MyCell "mine": state 0 of step must be a value, got 3.',
    );
    expect(of((xt) => ({ output: xt, states: [xt] }))).toBe(
      'RangeError: MyCell "mine": state 0 of step must have shape [2, 4], got [2, 3].',
    );
  });
});

describe("a cell", () => {
  test("takes one state without a list, and zeros if none is given", () => {
    const cell = new GRUCell({ units: 3 });
    const xt = tensorOf([2, 4]);
    const h = tensorOf([2, 3], 2);
    expect(cell.apply(xt, { states: h })).toEqual(cell.apply(xt, { states: [h] }));
    expect(cell.apply(xt)).toEqual(cell.apply(xt, { states: tensor(new Float32Array(6), [2, 3]) }));
  });

  test("works in a model by itself", () => {
    const cell = new LSTMCell({ units: 3 });
    const [xt, h, c] = [input({ shape: [4] }), input({ shape: [3] }), input({ shape: [3] })];
    const model = new Model({ inputs: [xt, h, c], outputs: cell.apply(xt, { states: [h, c] }) });
    const given = [tensorOf([2, 4]), tensorOf([2, 3], 2), tensorOf([2, 3], 3)] as const;
    expect(model.predict(given)).toEqual(cell.apply(given[0], { states: given.slice(1) }));
  });

  test("refuses inputs and states of other shapes", () => {
    const cell = new LSTMCell({ units: 3, name: "c" });
    const xt = tensorOf([2, 4]);
    cell.apply(xt);
    expect(errorOf(() => cell.apply(tensorOf([2, 5])))).toBe(
      'RangeError: LSTMCell "c": input must have shape [batch, 4], got [2, 5].',
    );
    expect(errorOf(() => cell.apply(tensorOf([2, 4, 4])))).toBe(
      'RangeError: LSTMCell "c": input must have shape [batch, 4], got [2, 4, 4].',
    );
    expect(errorOf(() => cell.apply(xt, { states: tensorOf([2, 3]) }))).toBe(
      'RangeError: LSTMCell "c": states must be 2 tensors (h, c) of shape [2, 3], got 1.',
    );
    expect(errorOf(() => cell.apply(xt, { initialState: tensorOf([2, 3]) } as never))).toBe(
      'TypeError: LSTMCell "c": unknown option "initialState". Options: states, mask, training.',
    );
    expect(errorOf(() => new RNN({ cell }).apply(tensorOf([2, 5, 3])))).toBe(
      'RangeError: LSTMCell "c": input must have shape [batch, timesteps, 4], got [2, 5, 3].',
    );
    expect(errorOf(() => new GRUCell({ units: 0 }))).toBe(
      "RangeError: GRUCell: units must be a positive integer, got 0.",
    );
  });
});
