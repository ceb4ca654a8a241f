import { describe, expect, test } from "vitest";
import {
  Bidirectional,
  Dense,
  Embedding,
  GRU,
  input,
  LSTM,
  Model,
  type Tensor,
  TimeDistributed,
  tensor,
} from "../../src/index.ts";
import { describeComposite } from "../contract/composite.ts";
import { errorOf, part, tensorOf } from "../contract/tensors.ts";

describeComposite("TimeDistributed over Dense", {
  make: () => new TimeDistributed({ layer: new Dense({ units: 5 }) }),
  input: tensorOf([3, 4, 2]),
  outputs: [[3, 4, 5]],
  weights: [
    ["kernel", [2, 5]],
    ["bias", [5]],
  ],
  classes: { Dense },
});

describeComposite("TimeDistributed over GRU", {
  make: () => new TimeDistributed({ layer: new GRU({ units: 3, returnSequences: true }) }),
  input: tensorOf([3, 4, 5, 2]),
  outputs: [[3, 4, 5, 3]],
  weights: [
    ["kernel", [2, 9]],
    ["recurrentKernel", [3, 9]],
    ["bias", [2, 9]],
  ],
  classes: { GRU },
});

const x = tensorOf([2, 4, 5, 2]);
const step = (whole: Tensor, t: number): Tensor => {
  const { data, shape } = part(whole, 1, t, t + 1);
  return tensor(data, [shape[0]!, ...shape.slice(2)]);
};

describe("TimeDistributed", () => {
  test("applies the layer to each step by itself", () => {
    const gru = new GRU({ units: 3 });
    const outputs = new TimeDistributed({ layer: gru }).apply(x);
    for (let t = 0; t < 4; t++) expect(gru.apply(step(x, t))).toEqual(step(outputs, t));
  });

  test("gives all that the layer gives", () => {
    const layer = new TimeDistributed({ layer: new LSTM({ units: 3, returnState: true, returnSequences: true }) });
    const [sequence, h, c] = layer.apply(x);
    expect([sequence.shape, h.shape, c.shape]).toEqual([
      [2, 4, 5, 3],
      [2, 4, 3],
      [2, 4, 3],
    ]);
    expect(layer.layer.apply(step(x, 2))).toEqual([step(sequence, 2), step(h, 2), step(c, 2)]);
  });

  test("gives the layer its part of a mask of more axes", () => {
    const gru = new GRU({ units: 3 });
    const mask = tensor(
      Uint8Array.from({ length: 40 }, (_, i) => (i % 3 > 0 ? 1 : 0)),
      [2, 4, 5],
    );
    const outputs = new TimeDistributed({ layer: gru }).apply(x, { mask });
    for (let t = 0; t < 4; t++) expect(gru.apply(step(x, t), { mask: step(mask, t) })).toEqual(step(outputs, t));
  });

  test("passes a mask of steps on", () => {
    const ids = tensor([
      [1, 2, 0],
      [3, 0, 0],
    ]);
    const source = input({ shape: [null] });
    const embedded = new Embedding({ inputDim: 4, outputDim: 2, maskZero: true }).apply(source);
    const dense = new TimeDistributed({ layer: new Dense({ units: 3 }) }).apply(embedded);
    const gru = new GRU({ units: 3 });
    const model = new Model({ inputs: source, outputs: [gru.apply(dense), dense] });
    const [last, sequence] = model.predict(ids);
    const mask = tensor([
      [true, true, false],
      [true, false, false],
    ]);
    expect(last).toEqual(gru.apply(sequence, { mask }));
  });

  test("drops a mask of the axes that its layer made one of", () => {
    const source = input({ shape: [null, null] });
    const words = new Embedding({ inputDim: 4, outputDim: 2, maskZero: true }).apply(source);
    const sentences = new TimeDistributed({ layer: new GRU({ units: 3 }) }).apply(words);
    expect(sentences.mask).toBeUndefined();
    const kept = new TimeDistributed({ layer: new GRU({ units: 3, returnSequences: true }) }).apply(words);
    expect(kept.mask!.shape).toEqual([null, null, null]);
    const outputs = [
      new GRU({ units: 2 }).apply(sentences),
      new TimeDistributed({ layer: new GRU({ units: 2 }) }).apply(kept),
    ];
    const model = new Model({ inputs: source, outputs });
    const ids = tensor(Float32Array.of(1, 2, 0, 0, 3, 0, 1, 1, 1, 2, 0, 0), [2, 2, 3]);
    expect(model.predict(ids).map(({ shape }) => shape)).toEqual([
      [2, 2],
      [2, 2, 2],
    ]);
  });

  test("passes on a mask of one part for each step, also as files have it", () => {
    const source = input({ shape: [null, 1] });
    const words = new Embedding({ inputDim: 4, outputDim: 2, maskZero: true }).apply(source);
    const vectors = new TimeDistributed({ layer: new GRU({ units: 3 }) }).apply(words);
    expect(vectors.mask!.shape).toEqual([null, null]);
    const gru = new GRU({ units: 2 });
    const outputs = [vectors, gru.apply(vectors), gru.apply(vectors, { mask: words.mask! })];
    const model = new Model({ inputs: source, outputs });
    const ids = tensor([
      [[1], [0], [2]],
      [[3], [1], [0]],
    ]);
    const [sequence, ...last] = model.predict(ids);
    const mask = tensor([
      [true, false, true],
      [true, true, false],
    ]);
    for (const one of last) expect(one).toEqual(gru.apply(sequence!, { mask }));
    const stream = model.stream({ batch: 2 });
    const steps = [0, 1, 2].map((t) => stream.step(step(ids, t)));
    for (const i of [1, 2]) expect(steps[2]![i]).toEqual(last[0]);
  });

  test("takes no step and no row", () => {
    const layer = new TimeDistributed({ layer: new GRU({ units: 3 }) });
    expect(layer.apply(tensor(new Float32Array(), [2, 0, 5, 2])).shape).toEqual([2, 0, 3]);
    expect(layer.apply(tensor(new Float32Array(), [0, 4, 5, 2])).shape).toEqual([0, 4, 3]);
    expect(layer.apply(tensor(new Float32Array(), [2, 4, 0, 2])).data).toEqual(new Float32Array(2 * 4 * 3));
  });

  test("gives the same bits in a stream, of recurrent layers too", () => {
    const source = input({ shape: [null, 5, 2] });
    const inner = new Bidirectional({ layer: new GRU({ units: 3 }) });
    const gru = new GRU({ units: 3, returnSequences: true });
    const model = new Model({
      inputs: source,
      outputs: gru.apply(new TimeDistributed({ layer: inner }).apply(source)),
    });
    const whole = model.predict(x);
    const stream = model.stream({ batch: 2 });
    for (let t = 0; t < 4; t++) expect(stream.step(part(x, 1, t, t + 1)).data).toEqual(part(whole, 1, t, t + 1).data);
  });

  test("refuses what is no layer, what is stateful, and inputs and masks of other shapes", () => {
    expect(errorOf(() => new TimeDistributed({ layer: 3 as never }))).toBe(
      "TypeError: TimeDistributed: layer must be a layer, got 3.",
    );
    const stateful = new Bidirectional({ layer: new GRU({ units: 3, stateful: true }) });
    expect(errorOf(() => new TimeDistributed({ layer: stateful }))).toBe(
      "Error: TimeDistributed: the layer must not be stateful, since its steps are rows of one batch. " +
        "Set stateful: false, or apply the layer to each step by hand.",
    );
    const layer = new TimeDistributed({ layer: new GRU({ units: 3 }), name: "t" });
    expect(errorOf(() => layer.apply(tensorOf([2, 3])))).toBe(
      'RangeError: TimeDistributed "t": input must have shape [batch, timesteps, ...] with 3 axes or more, got [2, 3].',
    );
    expect(errorOf(() => layer.apply(x, { mask: tensorOf([2, 3]) }))).toBe(
      'RangeError: TimeDistributed "t": mask must have shape [2, 4], got [2, 3].',
    );
  });
});
