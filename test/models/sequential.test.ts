import { describe, expect, test } from "vitest";
import { Dense, GRU, input, Sequential, tensor } from "../../src/index.ts";
import { numbers } from "../numbers.ts";

describe("Sequential", () => {
  test("finds its sizes at the first call when it has no input", () => {
    const model = new Sequential([new GRU({ units: 4, returnSequences: true }), new Dense({ units: 2 })]);
    expect(model.weights.length).toBe(0);
    expect(() => model.inputs).toThrow(`Sequential "${model.name}": the model has no inputs yet.`);
    expect(model.predict(tensor(numbers(18), [2, 3, 3])).shape).toEqual([2, 3, 2]);
    expect(model.predict(tensor(numbers(30), [2, 5, 3])).shape).toEqual([2, 5, 2]);
    expect(model.weights.length).toBe(5);
  });

  test("checks each layer as it is added, and keeps the model whole when one does not fit", () => {
    const model = new Sequential([input({ shape: [null, 3] }), new GRU({ units: 4 })]);
    expect(() => model.add(new GRU({ units: 2, name: "second" }))).toThrow(
      'GRU "second": input must have shape [batch, timesteps, features], got [batch, 4]. Set returnSequences: true on the layer before it.',
    );
    expect(model.layers.length).toBe(1);
    model.add(new Dense({ units: 1 }));
    expect(model.predict(tensor(numbers(6), [1, 2, 3])).shape).toEqual([1, 1]);
  });

  test("takes another layer after it was used", () => {
    const x = tensor(numbers(6), [2, 3]);
    for (const model of [new Sequential(), new Sequential([input({ shape: [3] })])]) {
      model.add(new Dense({ units: 2 }));
      expect([model.predict(x).shape, model.apply(x).shape]).toEqual([
        [2, 2],
        [2, 2],
      ]);
      model.add(new Dense({ units: 5 }));
      expect([model.predict(x).shape, model.apply(x).shape]).toEqual([
        [2, 5],
        [2, 5],
      ]);
    }
  });

  test("is one layer after the other", () => {
    const [first, second] = [new GRU({ units: 4 }), new Dense({ units: 2 })];
    const model = new Sequential([first, second]);
    const x = tensor(numbers(18), [2, 3, 3]);
    expect(model.predict(x)).toEqual(second.apply(first.apply(x)));
    expect(model.layers).toEqual([first, second]);
  });

  test("refuses what is no row of layers", () => {
    const named = { name: "s" };
    const dense = (name: string): Dense => new Dense({ units: 2, name });
    expect(() => new Sequential([dense("a"), dense("a")], named)).toThrow(
      new Error('Sequential "s": the names of its layers must differ, got "a" twice.'),
    );
    expect(() => new Sequential([dense("a"), input({ shape: [2] })], named)).toThrow(
      new Error('Sequential "s": an input can only come first.'),
    );
    expect(() => new Sequential([input({ shape: [2] }), input({ shape: [2] })], named)).toThrow(
      new Error('Sequential "s": an input can only come first.'),
    );
    expect(() => new Sequential([Dense as never], named)).toThrow(
      new TypeError('Sequential "s": layers must be layers, the first may be an input(), got the function Dense.'),
    );
    expect(() => new Sequential([], named).predict([[1, 2]])).toThrow(
      new Error('Sequential "s": a model without layers cannot be applied. Add one.'),
    );
    expect(() => new Sequential([], { nmae: "s" } as never)).toThrow(
      new TypeError('Sequential: unknown option "nmae". Options: name.'),
    );
  });

  test("takes inputs as it has taken them before", () => {
    const model = new Sequential([new Dense({ units: 1 })], { name: "s" });
    const x = tensor([[1, 2]]);
    model.apply(x);
    expect(() => model.apply([x, x])).toThrow(
      new RangeError('Sequential "s": inputs must be one value as before, got [[1, 2], [1, 2]].'),
    );
  });
});
