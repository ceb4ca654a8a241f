import { describe, expect, test } from "vitest";
import { loadKeras, type OwnLayers } from "../../src/keras/index.ts";
import { type Loose, remade } from "../golden/file.ts";
import { Leak } from "../golden/leak.ts";

/** What is said of a file whose config was changed. */
function messageOf(name: string, edit: (config: Loose) => void, layers: OwnLayers = {}): string {
  const bytes = remade(name, edit);
  try {
    loadKeras(bytes, { layers });
  } catch (error) {
    return (error as Error).message;
  }
  return "no error";
}

const optionsOf = ({ config }: Loose, name: string): Loose =>
  config.layers.find((layer: Loose) => (layer.name ?? layer.config.name) === name).config;

describe("weights of a file", () => {
  test("of another shape are refused by name and place", () => {
    const wider = messageOf("sequential", (root) => {
      optionsOf(root, "dense").units = 5;
    });
    expect(wider).toBe(
      'loadKeras: weight "dense/kernel" must have shape [3, 5], got [3, 4]. ' +
        "model.weights.h5 has it as layers/dense/vars/0.",
    );
    const deeper = messageOf("bidirectional-stacked", (root) => {
      optionsOf(root, "bidirectional").backward_layer.config.cell.config.cells[1].config.units = 3;
    });
    expect(deeper).toBe(
      'loadKeras: weight "bidirectional/backward_layer/cell/lstm_cell/kernel" must have shape [3, 12], got [3, 8]. ' +
        "model.weights.h5 has it as layers/bidirectional/backward_layer/cell/cells/lstm_cell/vars/0.",
    );
  });

  test("of a GRU whose reset gate acts elsewhere are refused with the reason", () => {
    const message = messageOf("sequential-without-input", (root) => {
      optionsOf(root, "gru").reset_after = true;
    });
    expect(message).toBe(
      'loadKeras: weight "gru/cell/bias" must have shape [2, 6], got [6]. ' +
        "The file was saved with reset_after false; its config says true.",
    );
  });

  test("that are missing are refused", () => {
    const edit = ({ config }: Loose): void => {
      config.layers[1].class_name = "Other";
    };
    expect(messageOf("custom-layer", edit, { Leak })).toBe(
      'loadKeras: weight "leak/rate" must be in the file, got nothing. It would be layers/other/vars/0.',
    );
  });

  test("that are left over are refused", () => {
    const message = messageOf("sequential", (root) => {
      optionsOf(root, "dense").use_bias = false;
    });
    expect(message).toBe(
      "loadKeras: every weight of model.weights.h5 must belong to a layer, got layers/dense/vars/1 [4] beside.",
    );
  });

  test("that are not trained come behind those that are, as in a batch normalization", () => {
    const model = loadKeras(remade("convolution", () => undefined));
    expect(model.getLayer("batch_normalization").weights.map(({ name }) => name)).toEqual([
      "gamma",
      "beta",
      "movingMean",
      "movingVariance",
    ]);
  });
});
