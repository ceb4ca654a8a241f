import { describe, expect, test } from "vitest";
import {
  Dense,
  Embedding,
  GRU,
  input,
  Layer,
  LSTM,
  Model,
  type One,
  ops,
  Sequential,
  tensor,
  type Value,
} from "../../src/index.ts";

describe("getConfig and fromConfig of models", () => {
  const again = (model: Model, classes: object): Model => {
    const config = JSON.parse(JSON.stringify(model.getConfig()));
    const type = model.constructor as typeof Model;
    const twin = type.fromConfig(config, classes as never, ops) as Model;
    twin.setWeights(model.getWeights());
    expect(JSON.parse(JSON.stringify(twin.getConfig()))).toEqual(config);
    return twin;
  };
  const x = tensor(
    Float32Array.from({ length: 24 }, (_, i) => Math.sin(i)),
    [2, 3, 4],
  );

  test("give an equal functional model, with shared layers, states and operations", () => {
    const a = input({ shape: [null, 4], name: "a" });
    const shared = new LSTM({ units: 3, returnState: true, returnSequences: true });
    const [first, h, c] = shared.apply(a);
    const [second] = shared.apply(ops.multiply(a, 2), { initialState: [h, c] });
    const model = new Model({ inputs: a, outputs: new Dense({ units: 2 }).apply(ops.concatenate([first, second])) });
    expect(again(model, { LSTM, Dense }).predict(x).data).toEqual(model.predict(x).data);
  });

  test("give an equal model of models", () => {
    const inner = new Sequential([input({ shape: [null, 4] }), new GRU({ units: 3, returnSequences: true })]);
    const a = input({ shape: [null, 4] });
    const b = input({ shape: [null, 3] });
    const middle = new Model({ inputs: b, outputs: new GRU({ units: 2 }).apply(b) });
    const model = new Model({ inputs: a, outputs: middle.apply(inner.apply(a)) });
    expect(again(model, { GRU, Sequential }).predict(x).data).toEqual(model.predict(x).data);
    const row = new Sequential([input({ shape: [null, 4] }), inner, middle]);
    expect(again(row, { GRU }).predict(x).data).toEqual(row.predict(x).data);
  });

  test("name the class that is not known", () => {
    const a = input({ shape: [4] });
    const model = new Model({ inputs: a, outputs: new Dense({ units: 1, name: "last" }).apply(a) });
    expect(() => Model.fromConfig(model.getConfig())).toThrow(
      new Error('fromConfig: layer "last" is of class Dense, which is not known. Known: Functional.'),
    );
  });

  test("take layers of one's own", () => {
    class Twice extends Layer<One, object> {
      static override readonly className = "Twice";
      override call(value: Value): Value {
        return ops.multiply(value, 2);
      }
    }
    const a = input({ shape: [4] });
    const model = new Model({ inputs: a, outputs: new Twice({}).apply(a) });
    const twin = again(model, { Twice });
    expect([...twin.predict(tensor([[1, 2, 3, 4]])).data]).toEqual([2, 4, 6, 8]);
  });
});

describe("masks of models", () => {
  test("are those of the call", () => {
    const x = tensor(
      Float32Array.from({ length: 24 }, (_, i) => Math.sin(i)),
      [2, 3, 4],
    );
    const mask = tensor(Uint8Array.of(1, 1, 0, 1, 0, 0), [2, 3]);
    const gru = new GRU({ units: 2 });
    const a = input({ shape: [null, 4] });
    const wanted = gru.apply(x, { mask }).data;
    expect(wanted).not.toEqual(gru.apply(x).data);
    expect(new Model({ inputs: a, outputs: gru.apply(a) }).apply(x, { mask }).data).toEqual(wanted);
    expect(new Sequential([gru]).apply(x, { mask }).data).toEqual(wanted);
  });

  test("are not taken from the input of a layer that is given a state, as in Keras", () => {
    const ids = input({ shape: [null] });
    const state = input({ shape: [2] });
    const embedded = new Embedding({ inputDim: 5, outputDim: 3, maskZero: true }).apply(ids);
    const gru = new GRU({ units: 2 });
    const given = new Model({ inputs: [ids, state], outputs: gru.apply(embedded, { initialState: state }) });
    const alone = new Model({ inputs: ids, outputs: gru.apply(embedded) });
    const padded = tensor(Int32Array.of(1, 2, 0), [1, 3]);
    const zeros = tensor(new Float32Array(2), [1, 2]);
    expect(given.predict([padded, zeros]).data).not.toEqual(alone.predict(padded).data);
    const cut = tensor(Int32Array.of(1, 2), [1, 2]);
    expect(alone.predict(padded).data).toEqual(given.predict([cut, zeros]).data);
  });
});
