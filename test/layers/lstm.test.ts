import { describe, expect, test } from "vitest";
import { initializers, LSTM, LSTMCell, tensor } from "../../src/index.ts";
import { describeRecurrent } from "../contract/recurrent.ts";
import { lstm } from "../reference/lstm.ts";

describeRecurrent("LSTM", {
  layer: (options) => new LSTM(options),
  cell: (units) => new LSTMCell({ units }),
  states: ["h", "c"],
  gates: 4,
  biasShape: (units) => [4 * units],
  reference: (sequence, [h0, c0], W, U, bias) => lstm(sequence, h0, c0, W, U, bias),
});

describe("LSTM", () => {
  const bias = (options: object): number[] => {
    const layer = new LSTM({ units: 2, ...options });
    layer.apply(tensor(new Float32Array(3), [1, 1, 3]));
    return Array.from(layer.weights[2]!.data);
  };

  test("begins with ones in the bias of the forget gate, whatever the rest begins with", () => {
    expect(bias({})).toEqual([0, 0, 1, 1, 0, 0, 0, 0]);
    const biasInitializer = new initializers.Constant({ value: 5 });
    expect(bias({ biasInitializer })).toEqual([5, 5, 1, 1, 5, 5, 5, 5]);
  });

  test("begins with what the initializer says when unitForgetBias is false", () => {
    expect(bias({ unitForgetBias: false })).toEqual([0, 0, 0, 0, 0, 0, 0, 0]);
  });
});
