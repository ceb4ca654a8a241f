import { describe, expect, test } from "vitest";
import * as rivulet from "../../src/index.ts";
import { toCamelCase } from "../../src/keras/names.ts";
import { toSnakeCase } from "../../src/layers/config.ts";

describe("names", () => {
  test("options change from snake_case to camelCase", () => {
    const names = {
      units: "units",
      return_sequences: "returnSequences",
      l2_norm: "l2Norm",
      _hidden: "_hidden",
      b_1: "b1",
    };
    for (const [snake, camel] of Object.entries(names)) expect(toCamelCase(snake)).toBe(camel);
  });

  test("fields change from camelCase to snake_case", () => {
    expect(toSnakeCase("forwardLayer")).toBe("forward_layer");
    expect(toSnakeCase("cell")).toBe("cell");
  });

  // keras.src.utils.naming.to_snake_case of each.
  test("classes get the names that Keras gives to their layers", () => {
    const names = {
      GRU: "gru",
      LSTMCell: "lstm_cell",
      SimpleRNN: "simple_rnn",
      SimpleRNNCell: "simple_rnn_cell",
      StackedRNNCells: "stacked_rnn_cells",
      TimeDistributed: "time_distributed",
      Conv1D: "conv1d",
      MaxPooling1D: "max_pooling1d",
      GlobalAveragePooling1D: "global_average_pooling1d",
      SpatialDropout1D: "spatial_dropout1d",
      InputLayer: "input_layer",
      MinGRU2Cell: "min_gru2_cell",
    };
    for (const [name, snake] of Object.entries(names)) expect(toSnakeCase(name)).toBe(snake);
  });

  test("layers without a name are called so too", () => {
    expect(new rivulet.SimpleRNN({ units: 1 }).name).toMatch(/^simple_rnn(_\d+)?$/);
    expect(new rivulet.Conv1D({ filters: 1, kernelSize: 1 }).name).toMatch(/^conv1d(_\d+)?$/);
    expect(new rivulet.GlobalMaxPooling1D().name).toMatch(/^global_max_pooling1d(_\d+)?$/);
  });
});
