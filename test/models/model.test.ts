import { describe, expect, test } from "vitest";
import {
  Bidirectional,
  Dense,
  Embedding,
  GRU,
  input,
  Model,
  ops,
  Sequential,
  type Tensor,
  tensor,
} from "../../src/index.ts";
import { numbers } from "../numbers.ts";

function encoderDecoder() {
  const source = input({ shape: [null], name: "source" });
  const [, thought] = new GRU({ units: 5, returnState: true, name: "encoder" }).apply(
    new Embedding({ inputDim: 9, outputDim: 3, maskZero: true }).apply(source),
  );
  const target = input({ shape: [null], name: "target" });
  const decoded = new GRU({ units: 5, returnSequences: true, name: "decoder" }).apply(
    new Embedding({ inputDim: 7, outputDim: 2, name: "decoderEmbedding" }).apply(target),
    { initialState: thought },
  );
  const probabilities = new Dense({ units: 7, activation: "softmax", name: "probabilities" }).apply(decoded);
  return { model: new Model({ inputs: [source, target], outputs: probabilities }), source, target, thought };
}

describe("Model", () => {
  test("predicts alike from a list and from named inputs", () => {
    const { model } = encoderDecoder();
    const [source, target] = [tensor([[1, 2, 3]]), tensor([[1, 2]])];
    const listed = model.predict([source, target]);
    expect(listed.shape).toEqual([1, 2, 7]);
    expect(model.predict({ target, source }).data).toEqual(listed.data);
  });

  test("takes data with one axis more or less than it was made for where that axis has one element, as Keras does", async () => {
    const series = new Sequential([input({ shape: [null, 1] }), new GRU({ units: 3 }), new Dense({ units: 1 })]);
    const x = numbers(12);
    const expected = series.predict(tensor(x, [3, 4, 1]));
    expect(series.predict(tensor(x, [3, 4]))).toEqual(expected);
    series.compile({ loss: "meanSquaredError" });
    const y = tensor([[1], [2], [3]]);
    expect(await series.evaluate(tensor(x, [3, 4]), y)).toEqual(await series.evaluate(tensor(x, [3, 4, 1]), y));

    const flat = new Sequential([input({ shape: [4] }), new Dense({ units: 2 })]);
    expect(flat.predict(tensor(x, [3, 4, 1]))).toEqual(flat.predict(tensor(x, [3, 4])));
    expect(() => flat.predict(tensor(x, [3, 2, 2]))).toThrow("must have shape [batch, 4], got [3, 2, 2].");
    expect(() => series.predict(tensor(x, [12]))).toThrow("must have shape [batch, timesteps, 1], got [12].");
  });

  test("takes nested arrays for tensors", () => {
    const { model } = encoderDecoder();
    const expected = model.predict([tensor([[1, 2, 3]]), tensor([[1, 2]])]);
    expect(model.predict([[[1, 2, 3]], [[1, 2]]])).toEqual(expected);
    expect(model.predict({ source: [[1, 2, 3]], target: tensor([[1, 2]]) })).toEqual(expected);
    const single = new Sequential([input({ shape: [null, 2] }), new GRU({ units: 3 })]);
    const x = [[[1, 2], [3, 4]], [[5, 6], [7, 8]]]; // biome-ignore format: two samples
    expect(single.predict(x)).toEqual(single.predict(tensor(x)));
    expect(() => single.predict([[[1], [2, 3]]])).toThrow(
      "tensor: nested arrays must all have the shape of the first, [1]",
    );
  });

  test("refuses what is not of the right kind at all", () => {
    const x = input({ shape: [null, 2] });
    const layer = new GRU({ units: 2, name: "g" });
    const model = new Model({ inputs: x, outputs: layer.apply(x) });
    const values = tensor(numbers(4), [1, 2, 2]);
    const shapeless = { data: new Float32Array(2), shape: "2" } as never;
    expect(() => layer.apply(shapeless)).toThrow(
      'GRU "g": the shape of an input must be an array of integers, got "2".',
    );
    expect(() => layer.apply(values, null as never)).toThrow('GRU "g": options must be an object, got null.');
    const mask = 'GRU "g": mask must be a value or a tensor, or a list of them, got ';
    expect(() => layer.apply(values, { mask: 10n as never })).toThrow(`${mask}10n.`);
    expect(() => layer.apply(values, { mask: true as never })).toThrow(`${mask}true.`);
    expect(() => model.stream().reset(3 as never)).toThrow("stream: reset needs a list of states, got 3.");
    expect(() => input(undefined as never)).toThrow("input: options must be an object, got undefined.");
    expect(() => input({ shape: [3], nmae: "x" } as never)).toThrow('input: unknown option "nmae". Options: shape,');
    expect(() => Model.fromConfig(null as never)).toThrow("fromConfig: config must be an object, got null.");
    expect(() => Sequential.fromConfig(null as never)).toThrow("fromConfig: config must be an object, got null.");
    expect(() => new Sequential(3 as never)).toThrow("Sequential: layers must be a list, got 3.");
  });

  test("has the uses of a stateful layer go on from one another, in Keras's order", () => {
    const x = tensor(numbers(6), [1, 3, 2]);
    const layer = new GRU({ units: 2, stateful: true, returnSequences: true });
    const [first, second] = [layer.apply(x), layer.apply(x)];
    layer.resetStates();
    const sequence = input({ batchShape: [1, null, 2] });
    // Of uses that are equally far from the outputs Keras computes the one found last first.
    const outputs = [layer.apply(sequence), layer.apply(sequence)];
    const model = new Model({ inputs: sequence, outputs });
    expect(model.predict(x).map(({ data }) => data)).toEqual([second.data, first.data]);
    expect(model.predict(x)[1]!.data).not.toEqual(first.data);
  });

  test("gives the same bits whatever the batch size", () => {
    const x = input({ shape: [4, 3] });
    const model = new Model({ inputs: x, outputs: new Dense({ units: 3 }).apply(new GRU({ units: 7 }).apply(x)) });
    const data = tensor(numbers(13 * 4 * 3), [13, 4, 3]);
    const all = model.predict(data, { batchSize: 13 });
    for (const batchSize of [1, 2, 4, 5, 12, 32]) expect(model.predict(data, { batchSize })).toEqual(all);
    expect(model.predict(tensor(new Float32Array(0), [0, 4, 3])).shape).toEqual([0, 3]);
  });

  test("returns a list for a list of outputs, of one too", () => {
    const x = input({ shape: [null, 3] });
    const [y, h] = new GRU({ units: 2, returnState: true, returnSequences: true }).apply(x);
    const both = new Model({ inputs: x, outputs: [y, h] }).predict(tensor(numbers(12), [2, 2, 3]));
    expect(both.map(({ shape }: Tensor) => shape)).toEqual([
      [2, 2, 2],
      [2, 2],
    ]);
    expect(new Model({ inputs: x, outputs: [h] }).predict(tensor(numbers(12), [2, 2, 3]))).toEqual([both[1]]);
  });

  test("gives parts of itself as models that share its weights", () => {
    const { model, source, target, thought } = encoderDecoder();
    const encoder = new Model({ inputs: source, outputs: thought });
    const stateInput = input({ shape: [5], name: "state" });
    const embedded = model.getLayer("decoderEmbedding", Embedding).output;
    const decoder = new Model({
      inputs: [target, stateInput],
      outputs: model
        .getLayer("probabilities", Dense)
        .apply(
          model
            .getLayer("decoder", GRU<{ units: 5; returnSequences: true }>)
            .apply(embedded, { initialState: stateInput }),
        ),
    });
    const [s, t] = [tensor([[1, 2, 3, 0]]), tensor([[1, 2]])];
    expect(decoder.predict([t, encoder.predict(s)]).data).toEqual(model.predict([s, t]).data);
    model.setWeights(
      model.getWeights().map(({ data, shape }) => tensor(data.map((value) => value / 2) as Float32Array, shape)),
    );
    expect(decoder.predict([t, encoder.predict(s)]).data).toEqual(model.predict([s, t]).data);
  });

  test("uses a shared layer's one set of weights", () => {
    const [a, b] = [input({ shape: [null, 3] }), input({ shape: [null, 3] })];
    const gru = new GRU({ units: 4 });
    const model = new Model({ inputs: [a, b], outputs: ops.subtract(gru.apply(a), gru.apply(b)) });
    const x = tensor(numbers(2 * 5 * 3), [2, 5, 3]);
    expect(model.weights.length).toBe(3);
    expect([...model.predict([x, x]).data].every((value) => value === 0)).toBe(true);
  });

  test("stands in another model as a layer", () => {
    const inner = new Sequential([input({ shape: [null, 3] }), new GRU({ units: 2 })]);
    const x = input({ shape: [null, 3] });
    const outer = new Model({ inputs: x, outputs: new Dense({ units: 1 }).apply(inner.apply(x)) });
    const data = tensor(numbers(2 * 4 * 3), [2, 4, 3]);
    expect(outer.predict(data).data).toEqual(outer.getLayer(-1, Dense).apply(inner.predict(data)).data);
    expect(outer.weights.length).toBe(5);
  });

  test("keeps plans of a few shapes only", () => {
    const model = new Sequential([input({ shape: [null, 2] }), new GRU({ units: 3 })]);
    for (let timesteps = 1; timesteps < 40; timesteps++) {
      expect(model.predict(tensor(numbers(2 * timesteps), [1, timesteps, 2])).shape).toEqual([1, 3]);
    }
  });

  test("says what is wrong with its inputs", () => {
    const { model } = encoderDecoder();
    const t = tensor([[1, 2]]);
    const where = `Functional "${model.name}"`;
    expect(() => model.predict(t)).toThrow(`${where}: inputs must be 2 tensors (source, target), got 1.`);
    expect(() => model.predict({ source: t })).toThrow(
      `${where}: inputs must be named source, target, got ["source"].`,
    );
    expect(() => model.predict([t, tensor([1, 2])])).toThrow(
      `${where}: input "target" must have shape [batch, timesteps], got [2].`,
    );
    expect(() => model.predict([t, tensor([[1], [2]])])).toThrow(
      `${where}: inputs must all hold 1 samples, got [2, 1].`,
    );
    expect(() => model.predict([t, t], { batchSize: 0 })).toThrow(
      `${where}: batchSize must be a positive integer, got 0.`,
    );
    expect(() => model.predict([tensor([[9]]), t])).toThrow(/indices must be integers from 0 to 8, got 9\.$/);
    expect(() => model.getLayer("enc")).toThrow(
      /getLayer needs the name or place of a layer, got "enc"\. Layers: source, target,/,
    );
  });

  test("refuses outputs that do not come from its inputs, and names used twice", () => {
    const [a, b] = [input({ shape: [3], name: "a" }), input({ shape: [3], name: "b" })];
    const y = ops.add(a, b);
    expect(() => new Model({ inputs: a, outputs: y, name: "m" })).toThrow(
      'Functional "m": outputs depend on "b", which is not among the inputs.',
    );
    const twice = new Dense({ units: 3, name: "d" }).apply(new Dense({ units: 3, name: "d" }).apply(a));
    expect(() => new Model({ inputs: a, outputs: twice, name: "m" })).toThrow(
      'Functional "m": the names of its layers must differ, got ["d", "d"].',
    );
    expect(() => new Model({ inputs: [], outputs: a, name: "m" })).toThrow(
      new RangeError('Functional "m": inputs must be a value or a list of at least one, got [].'),
    );
    expect(() => new Model({ inputs: a, outputs: 3 as never, name: "m" })).toThrow(
      new TypeError('Functional "m": outputs must be values, as input() and layers give them, got 3.'),
    );
  });

  test("sets the states of its stateful layers back, those of layers inside others too", () => {
    const x = tensor(numbers(12), [1, 2, 6]);
    const model = new Sequential([
      input({ batchShape: [1, null, 6] }),
      new Bidirectional({ layer: new GRU({ units: 3, stateful: true, returnSequences: true }) }),
      new Sequential([new GRU({ units: 2, stateful: true })]),
    ]);
    const first = model.predict(x);
    expect(model.predict(x)).not.toEqual(first);
    model.resetStates();
    expect(model.predict(x)).toEqual(first);
  });

  test("knows its layers by name and by place, of a class if one is wanted", () => {
    const { model } = encoderDecoder();
    expect(model.getLayer("encoder")).toBe(model.getLayer("encoder", GRU));
    expect(model.getLayer(-1)).toBe(model.layers.at(-1));
    expect(() => model.getLayer("encoder", Dense)).toThrow(
      new TypeError(`Functional "${model.name}": layer "encoder" must be a Dense, got a GRU.`),
    );
  });

  test("has the value that a layer gave, where it gave one", () => {
    const { model, thought } = encoderDecoder();
    expect(model.getLayer("probabilities").output).toBe(model.outputs[0]);
    expect(model.getLayer("encoder").outputs[1]).toBe(thought);
    expect(() => model.getLayer("encoder").output).toThrow(
      new RangeError('GRU "encoder": the layer must have one output, got 2. See outputs.'),
    );
    expect(() => new Dense({ units: 1, name: "d" }).output).toThrow(
      new Error('Dense "d": the layer was not applied to a value. Apply it to an input().'),
    );
  });

  test("cannot be used after dispose, its layers can", () => {
    const x = input({ shape: [null, 2] });
    const y = new GRU({ units: 3 }).apply(x);
    const [first, second] = [new Model({ inputs: x, outputs: y, name: "first" }), new Model({ inputs: x, outputs: y })];
    const data = tensor(numbers(8), [2, 2, 2]);
    const before = second.predict(data);
    expect(first.predict(data)).toEqual(before);
    first.dispose();
    expect(() => first.predict(data)).toThrow('Functional "first": used after dispose().');
    expect(() => first.apply(data)).toThrow('Functional "first": used after dispose().');
    expect(() => first.stream()).toThrow('Functional "first": used after dispose().');
    expect(second.predict(data)).toEqual(before);
  });

  test("lists layers and weights in its summary", () => {
    const { model } = encoderDecoder();
    expect(model.summary()).toContain("Total params: 368");
    expect(model.summary()).toMatch(/decoder \(GRU\) +\[null, null, 5\]/);
  });

  test("shows in its summary how its own uses of layers are connected", () => {
    const { model, source, thought } = encoderDecoder();
    const encoder = new Model({ inputs: source, outputs: thought, name: "reader" });
    const text = input({ shape: [8], name: "text" });
    const outer = new Model({ inputs: text, outputs: encoder.apply(text) });
    expect(outer.summary()).toMatch(/reader \(Functional\) +\[null, 5\] +\d+ +text\n/);
    const [target, before] = [input({ shape: [null, 2], name: "steps" }), input({ shape: [5], name: "before" })];
    const decoder = model.getLayer("decoder", GRU);
    const decode = new Model({ inputs: [target, before], outputs: decoder.apply(target, { initialState: before }) });
    expect(decode.summary()).toMatch(/decoder \(GRU\) +\[null, null, 5\] +\d+ +steps, before\n/);
  });
});
