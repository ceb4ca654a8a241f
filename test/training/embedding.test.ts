import { describe, expect, test } from "vitest";
import { gradients } from "../../src/gradients/index.ts";
import { toValue } from "../../src/graph/call.ts";
import { currentTrace } from "../../src/graph/trace.ts";
import {
  type AnyLayer,
  Bidirectional,
  Dense,
  Embedding,
  GRU,
  LSTM,
  ops,
  Sequential,
  SimpleRNN,
  type Tensor,
  tensor,
  type Value,
} from "../../src/index.ts";
import { gathered } from "../../src/ops/gather.ts";
import { throughTable } from "../../src/training/table.ts";
import { inTraining } from "../contract/in-training.ts";
import { expectClose } from "../contract/kernel.ts";
import { scaled, tensorOf } from "../contract/tensors.ts";

const [B, T, E, H] = [6, 30, 11, 8];
const every = { returnSequences: true, returnState: true } as const;

/** How x and W go into the product of a recurrent layer, whose ids are of that shape and whose table has so many rows. */
function factors(ids: readonly number[], rows: number): (readonly (number | null)[])[] {
  let shapes: (readonly (number | null)[])[] = [];
  const record = ([at, table, W]: readonly Value[]): Value[] => {
    shapes = throughTable(gathered(at!, table!), W!).map(({ shape }) => shape);
    return [table!];
  };
  inTraining(record, [
    tensor(new Int32Array(ids.reduce((a, b) => a * b, 1)), ids),
    tensorOf([rows, E], 1),
    tensorOf([E, 4 * H], 2),
  ]);
  return shapes;
}

describe("an Embedding under a recurrent layer, in training", () => {
  test("is multiplied as a table where that has few rows", () => {
    expect(factors([B, T], 40)).toEqual([
      [B, T, 40],
      [40, 4 * H],
    ]);
    const whole = [
      [B, T, E],
      [E, 4 * H],
    ];
    expect(factors([B, T], 45)).toEqual(whole);
    expect(factors([2 * T], 40)).toEqual([
      [2 * T, E],
      [E, 4 * H],
    ]);
  });

  const layers: [string, () => AnyLayer][] = [
    ["SimpleRNN", () => new SimpleRNN({ units: H, ...every })],
    ["GRU", () => new GRU({ units: H, ...every })],
    ["GRU that resets before", () => new GRU({ units: H, resetAfter: false, ...every })],
    ["LSTM", () => new LSTM({ units: H, ...every })],
    [
      "LSTM that goes backwards, without a bias",
      () => new LSTM({ units: H, goBackwards: true, useBias: false, ...every }),
    ],
    ["Bidirectional", () => new Bidirectional({ layer: new LSTM({ units: H, returnSequences: true }) })],
  ];

  test.each(layers)("has the results and gradients of its rows: %s", (_, make) => {
    for (const maskZero of [false, true]) {
      const embedding = new Embedding({ inputDim: 40, outputDim: E, maskZero });
      const ids = tensor(
        Int32Array.from({ length: B * T }, (_, i) => (i * i) % 40),
        [B, T],
      );
      embedding.apply(ids);
      embedding.setWeights([tensorOf([40, E], 3)]);
      const layer = make();
      layer.apply(embedding.apply(ids) as Tensor);
      layer.setWeights(layer.getWeights().map(({ shape }, i) => scaled(tensorOf(shape, 4 + i), 0.4)));
      const record =
        (isRows: boolean) =>
        ([at]: readonly Value[]): Value[] => {
          const rows = embedding.apply(at!) as Value;
          const plain = isRows ? ops.multiply(rows, 1) : rows;
          // Somebody else reads the rows too.
          const outputs = [[layer.apply(plain, { mask: rows.mask })].flat() as Value[], ops.tanh(rows)].flat();
          const sources = [embedding, layer].flatMap(({ weights }) =>
            weights.map((one) => currentTrace()!.variable(one)),
          );
          const dOutputs = outputs.map(({ shape }, i) => toValue("test", tensorOf(shape as number[], 20 + i)));
          return [...outputs, ...gradients(outputs, dOutputs, sources).map((one) => one!)];
        };
      const [wanted, got] = [true, false].map((isRows) => inTraining(record(isRows), [ids]));
      got!.forEach(({ data }, i) => {
        const { data: expected } = wanted![i]!;
        const largest = Math.max(...Array.from(expected, Math.abs));
        expectClose(
          Array.from(data, (value) => value / largest),
          Array.from(expected, (value) => value / largest),
          2e-6,
        );
      });
    }
  });

  test("leaves out a row that no id asks for, whatever it holds", () => {
    const embedding = new Embedding({ inputDim: 8, outputDim: 4 });
    const layer = new GRU({ units: 3 });
    const ids = tensor(
      Int32Array.from({ length: 32 }, (_, i) => i % 7),
      [2, 16],
    );
    layer.apply(embedding.apply(ids) as Tensor);
    const record = ([at]: readonly Value[]): Value[] => {
      const output = layer.apply(embedding.apply(at!) as Value) as Value;
      const sources = [embedding, layer].flatMap(({ weights }) => weights.map((one) => currentTrace()!.variable(one)));
      return [output, ...gradients([output], [toValue("test", tensorOf([2, 3], 1))], sources).map((one) => one!)];
    };
    const unused = [
      [0, 0, 0, 0],
      [Number.NaN, Infinity, -Infinity, 1],
    ];
    const [table, wrong] = unused.map((row) => {
      const values = tensorOf([8, 4], 3);
      values.data.set(row, 28);
      embedding.setWeights([values]);
      return inTraining(record, [ids]);
    });
    expect(wrong).toEqual(table);
    expect(table!.every(({ data }) => data.every(Number.isFinite))).toBe(true);
  });

  test("refuses ids out of range in its name, and weights stay as they are", async () => {
    const embedding = new Embedding({ inputDim: 8, outputDim: 4, name: "e" });
    const model = new Sequential([embedding, new GRU({ units: 3 }), new Dense({ units: 1 })]);
    model.compile({ optimizer: "sgd", loss: "meanSquaredError" });
    const ids = (last: number): Tensor =>
      tensor(
        Int32Array.from({ length: 32 }, (_, i) => (i < 31 ? i % 8 : last)),
        [2, 16],
      );
    const y = tensor([[1], [2]]);
    await model.trainOnBatch(ids(7), y);
    const before = model.getWeights().map(({ data }) => [...data]);
    for (const id of [8, -1]) {
      await expect(model.trainOnBatch(ids(id), y)).rejects.toThrow(
        `Embedding "e": indices must be integers from 0 to 7, got ${id}.`,
      );
    }
    expect(model.getWeights().map(({ data }) => [...data])).toEqual(before);
  });
});
