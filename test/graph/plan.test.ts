import { describe, expect, test } from "vitest";
import {
  Dense,
  input,
  Layer,
  Model,
  type One,
  ops,
  RNN,
  type Tensor,
  tensor,
  type Value,
  type Variable,
} from "../../src/index.ts";
import { Cell } from "../../src/layers/cell.ts";
import { random } from "../../src/random.ts";
import { memoryBytes } from "../../src/wasm/memory.ts";
import { numbers } from "../numbers.ts";

type Operand = Tensor | Value;

const SHAPE = [3, 4] as const;

// Operations that keep the shape: with memory of their own, in the memory of their operand, with constants and with weights.
const steps: readonly ((a: Operand, b: Operand, weights: Dense) => Operand)[] = [
  (a, b) => ops.add(a, b),
  (a, b) => ops.subtract(a, ops.multiply(b, 0.5)),
  (a) => ops.tanh(a),
  (a) => ops.reshape(ops.reshape(a, [2, 6]), SHAPE),
  (a) => ops.transpose(ops.reshape(a, [4, 3])),
  (a, b) => ops.where(ops.greater(a, b), a, b),
  (a, b) => ops.concatenate([ops.getItem(a, [{}, { stop: 2 }]), ops.getItem(b, [{}, { start: 2 }])], 1),
  (a) => ops.add(a, tensor(numbers(4, 9), [4])),
  (a) => ops.softmax(a),
  (a) => ops.subtract(a, ops.mean(a, 0, true)),
  (a, _, weights) => weights.apply(a as Value) as Operand,
  (_, b) => ops.flip(b, 1),
];

/** Applies a random sequence of steps to two leaves. */
function grow(seed: number, leaves: readonly Operand[], weights: Dense): Operand[] {
  const { uniform } = random(seed);
  const values = [...leaves];
  const any = (): Operand => values[Math.floor(uniform() * values.length)]!;
  for (let i = 0; i < 14; i++) values.push(steps[Math.floor(uniform() * steps.length)]!(any(), any(), weights));
  return [values.at(-1)!, any(), any()];
}

describe("Plan", () => {
  test("gives each value memory of its own for as long as it is needed", () => {
    const weights = new Dense({ units: 4, useBias: false });
    const [x, y] = [tensor(numbers(12, 1), SHAPE), tensor(numbers(12, 2), SHAPE)];
    for (let seed = 0; seed < 150; seed++) {
      // Each operation by itself, and all in one plan.
      const expected = grow(seed, [x, y], weights) as Tensor[];
      const inputs = [input({ batchShape: [3, 4] }), input({ batchShape: [3, 4] })];
      using model = new Model({ inputs, outputs: grow(seed, inputs, weights) as Value[] });
      const got = model.predict([x, y], { batchSize: 3 });
      expect(
        got.map(({ data }) => data),
        `seed ${seed}`,
      ).toEqual(expected.map(({ data }) => data));
    }
  });

  test("computes what does not depend on the step before a loop, and keeps it through the loop", () => {
    class Drift extends Cell<{ units: number }> {
      override readonly stateSize = this.options.units;
      override step(x: Value, [h]: readonly [Value]): { output: Value; states: readonly Value[] } {
        const constant = ops.exp(ops.multiply(tensor([0.5, -1, 2]), tensor([1, 1, 0.5])));
        const next = ops.tanh(ops.add(ops.multiply(h, constant), x));
        return { output: ops.multiply(next, constant), states: [next] };
      }
    }
    const x = numbers(2 * 5 * 3);
    const y = new RNN({ cell: new Drift({ units: 3 }), returnSequences: true }).apply(tensor(x, [2, 5, 3]));
    const factor = [0.5, -1, 1].map(Math.exp);
    for (let b = 0; b < 2; b++) {
      let h = [0, 0, 0];
      for (let t = 0; t < 5; t++) {
        h = h.map((value, i) => Math.tanh(value * factor[i]! + x[(b * 5 + t) * 3 + i]!));
        h.forEach((value, i) => {
          expect(y.data[(b * 5 + t) * 3 + i]).toBeCloseTo(value * factor[i]!, 5);
        });
      }
    }
  });

  test("replaces states that are made of one another all at once", () => {
    class Swap extends Cell<{ units: number }> {
      override readonly stateSize = [this.options.units, this.options.units];
      override step(x: Value, [a, b]: readonly [Value, Value]): { output: Value; states: readonly Value[] } {
        return { output: ops.add(x, a), states: [b, a] };
      }
    }
    const [a, b] = [tensor([[1, 2]]), tensor([[10, 20]])];
    const layer = new RNN({ cell: new Swap({ units: 2 }), returnSequences: true, returnState: true });
    const [y, ...states] = layer.apply(tensor(new Float32Array(6), [1, 3, 2]), { initialState: [a, b] });
    expect([...y.data]).toEqual([1, 2, 10, 20, 1, 2]);
    expect(states.map(({ data }) => [...data])).toEqual([
      [10, 20],
      [1, 2],
    ]);
  });

  test("gives back its copies of weights, of one that is an output too", () => {
    class Shown extends Layer<One> {
      weight!: Variable;
      override build(): void {
        this.weight = this.addWeight("weight", [3], { initializer: "ones" });
      }
      override call(): Value {
        return ops.reshape(this.weight, [1, 3]);
      }
    }
    const layer = new Shown({});
    expect(layer.apply(tensor([[0]])).data).toEqual(Float32Array.of(1, 1, 1));
    layer.setWeights([tensor([1, 2, 3])]);
    expect(layer.apply(tensor([[0]])).data).toEqual(Float32Array.of(1, 2, 3));
    expect(layer.weight.placements.size).toBe(1);
    layer.dispose();
    expect(layer.weight.placements.size).toBe(0);
  });

  test("names the layer if there is no memory, and holds none", () => {
    class Vast extends Layer<One> {
      override call(x: Value): Value {
        const vast = ops.broadcastTo(ops.expandDims(x, 0), [30_000, 30_000, 1]);
        return ops.sum(ops.add(vast, ops.exp(vast)), 0);
      }
    }
    const dense = new Dense({ units: 1 });
    const x = input({ batchShape: [30_000, 1] });
    const model = new Model({ inputs: x, outputs: new Vast({ name: "vast" }).apply(dense.apply(x)) });
    const before = memoryBytes();
    const predict = () => model.predict(tensor(new Float32Array(30_000), [30_000, 1]), { batchSize: 30_000 });
    expect(predict).toThrow(
      /^Vast "vast": its values are the largest of a plan: memory: \d{11} bytes do not fit in the 4 GiB of a WebAssembly memory\.$/,
    );
    expect(memoryBytes()).toBe(before);
    for (const weight of dense.weights) expect(weight.placements.size).toBe(0);
  });
});
