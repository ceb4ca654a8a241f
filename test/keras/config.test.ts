import { describe, expect, test } from "vitest";
import { constraints, GRU, initializers, LSTM, regularizers } from "../../src/index.ts";
import { callArguments } from "../../src/keras/arguments.ts";
import { loadKeras, modelFromJSON } from "../../src/keras/index.ts";
import { goldenConfig, type Loose, partOf, remade } from "../golden/file.ts";
import { Leak } from "../golden/leak.ts";

/** What is said of a file whose config was changed. */
function messageOf(name: string, edit: (config: Loose) => unknown): string {
  const bytes = remade(name, edit);
  try {
    loadKeras(bytes, { layers: { Leak } });
  } catch (error) {
    return (error as Error).message;
  }
  return "no error";
}

const layerOf = ({ config }: Loose, name: string): Loose =>
  config.layers.find((layer: Loose) => (layer.name ?? layer.config.name) === name);

describe("configs of files", () => {
  test("become options in camelCase", () => {
    const model = modelFromJSON(goldenConfig("sequential-without-input"));
    const { options } = model.getLayer("gru", GRU);
    expect(options).toMatchObject({
      units: 2,
      resetAfter: false,
      recurrentActivation: "sigmoid",
      returnSequences: false,
    });
  });

  test("may say that a call has no masks, although its inputs carry some", () => {
    const node = { args: ["query and value"], kwargs: { mask: [null, null], training: null } };
    expect(callArguments("here", "attention", "Attention", node, {}).kwargs).toEqual({ mask: [null, null] });
    const without = { args: ["query and value"], kwargs: { mask: null } };
    expect(callArguments("here", "attention", "Attention", without, {}).kwargs).toEqual({});
  });

  test("name the modes of initializers in snake_case", () => {
    const config = goldenConfig("sequential");
    const given = { scale: 2, mode: "fan_avg", distribution: "untruncated_normal", seed: null };
    layerOf(config, "lstm").config.kernel_initializer = { class_name: "VarianceScaling", config: given };
    const { kernelInitializer } = modelFromJSON(config).getLayer("lstm", LSTM).options;
    expect(kernelInitializer).toMatchObject({ options: { mode: "fanAvg", distribution: "untruncatedNormal" } });
  });

  test("are taken as text or parsed, and give fresh weights", () => {
    const config = goldenConfig("functional");
    const models = [modelFromJSON(config), modelFromJSON(JSON.stringify(config))];
    for (const model of models) expect(model.getLayer("lstm").weights[0]!.data.some((value) => value !== 0)).toBe(true);
  });

  test("may hold NaN and Infinity as Python writes them", () => {
    for (const number of ["NaN", "Infinity", "-Infinity"]) {
      const config = goldenConfig("operations");
      layerOf(config, "greater").inbound_nodes[0].args[1] = "here";
      const text = JSON.stringify(config).replace('"here"', number);
      expect(() => JSON.parse(text)).toThrow();
      const model = modelFromJSON(text);
      const { layers } = model.getConfig() as Loose;
      const greater = layers.find(({ className }: Loose) => className === "ops.Greater");
      expect(greater.inboundNodes[0].args[1]).toBe(Number(number));
    }
  });

  test("keep regularizers and constraints, and nothing of dtypes and other options without effect", () => {
    const bytes = remade("sequential", (root) => {
      Object.assign(layerOf(root, "gru").config, {
        kernel_regularizer: { module: "keras.regularizers", class_name: "L2", config: { l2: 0.1 } },
        bias_constraint: { module: "keras.constraints", class_name: "NonNeg", config: {} },
        implementation: 1,
        use_cudnn: true,
        time_major: false,
      });
    });
    const { options } = loadKeras(bytes).getLayer("gru", GRU);
    expect(options).toMatchObject({ kernelRegularizer: { options: { l2: 0.1 } } });
    expect(options.biasConstraint).toBeInstanceOf(constraints.NonNeg);
  });

  test("ask for regularizers, constraints and initializers of one's own by name, or do without", () => {
    const own = (className: string): object => {
      return { module: null, class_name: className, config: { how_much: 2 }, registered_name: `Custom>${className}` };
    };
    const bytes = remade("sequential", (root) => {
      Object.assign(layerOf(root, "gru").config, {
        kernel_regularizer: own("Mine"),
        bias_constraint: own("L2"),
        kernel_initializer: own("Start"),
      });
    });
    const Mine = { fromConfig: ({ howMuch }: { howMuch: number }) => new regularizers.L2({ l2: howMuch }) };
    const Start = { fromConfig: () => new initializers.Ones() };
    const objects = { Mine, "Custom>L2": null, Start };
    const { options } = loadKeras(bytes, { objects }).getLayer("gru", GRU);
    expect(options.kernelRegularizer).toEqual(new regularizers.L2({ l2: 2 }));
    expect(options.kernelInitializer).toBeInstanceOf(initializers.Ones);
    expect(options.biasConstraint).toBe(null);
    expect(() => loadKeras(bytes, { objects: { Mine, Start } })).toThrow(
      'loadKeras: layer "gru" has the bias_constraint L2, which is not known. ' +
        "Give it by { objects: { L2 } }, or null in its place to do without it.",
    );
    const again = modelFromJSON(partOf(bytes, "config.json"), { objects });
    expect(again.getLayer("gru", GRU).options.kernelRegularizer).toEqual(options.kernelRegularizer);
  });

  test("of layers that are not supported are refused, with those that are", () => {
    const message = messageOf("convolution", (root) => {
      layerOf(root, "conv1d").class_name = "Conv2D";
    });
    expect(message).toMatch(
      /^loadKeras: layer "conv1d" is a Conv2D, which is not supported\. Supported: Activation, Add, .*TimeDistributed\. Give others by \{ layers: \{ Conv2D \} \}\.$/,
    );
  });

  test("with options that would change the results are refused", () => {
    const message = messageOf("sequential", (root) => {
      layerOf(root, "gru").config.peephole = true;
    });
    expect(message).toMatch(
      /^loadKeras: layer "gru" is a GRU with peephole true, which is not supported\. Options: name, trainable, units, activation, /,
    );
    const timeMajor = messageOf("sequential", (root) => {
      layerOf(root, "gru").config.time_major = true;
    });
    expect(timeMajor).toMatch(/^loadKeras: layer "gru" is a GRU with timeMajor true, which is not supported\./);
  });

  test("of quantized layers are refused", () => {
    const message = messageOf("sequential", (root) => {
      layerOf(root, "dense").config.dtype = { class_name: "QuantizedDTypePolicy", config: { mode: "int8" } };
    });
    expect(message).toBe(
      'loadKeras: layer "dense" is quantized, which is not supported. Save the model as it was before.',
    );
  });

  test("with values that the layer refuses are refused in its words", () => {
    const message = messageOf("functional", (root) => {
      layerOf(root, "gru").config.units = 0;
    });
    expect(message).toBe(
      'loadKeras: layer "gru" cannot be made or applied: GRU: units must be a positive integer, got 0.',
    );
  });

  test("with operations that are not supported are refused, with those that are", () => {
    const message = messageOf("operations", (root) => {
      layerOf(root, "tanh").class_name = "Bartlett";
    });
    expect(message).toMatch(
      /^loadKeras: operation "tanh" is "Bartlett", which is not supported\. Supported: Absolute, Add, All, /,
    );
  });

  test("of the hard sigmoid of Keras 2 are refused: it was another function", () => {
    const bytes = remade(
      "sequential",
      (root) => {
        layerOf(root, "gru").config.recurrent_activation = "hard_sigmoid";
      },
      { "metadata.json": JSON.stringify({ keras_version: "2.15.0" }) },
    );
    expect(() => loadKeras(bytes)).toThrow(
      new Error(
        'loadKeras: layer "gru" has the recurrent_activation hard_sigmoid of Keras 2.15.0, which is another function.',
      ),
    );
  });

  test("whose nodes go round in circles or lead nowhere are refused", () => {
    const history = (config: Loose, name: string): unknown[] =>
      layerOf(config, name).inbound_nodes[0].args[0].config.keras_history;
    const circle = messageOf("masked-reader", (root) => {
      history(root, "embedding").splice(0, 3, "lstm", 0, 0);
    });
    expect(circle).toBe('loadKeras: layer "embedding" waits for its own output: the graph has a cycle.');
    const nowhere = messageOf("masked-reader", (root) => {
      history(root, "embedding").splice(0, 3, "nobody", 0, 0);
    });
    expect(nowhere).toBe('loadKeras: layer "embedding" takes a value of "nobody", which is not in the model.');
    const use = messageOf("masked-reader", (root) => {
      history(root, "lstm").splice(0, 3, "embedding", 7, 0);
    });
    expect(use).toBe('loadKeras: layer "lstm" takes a value of use 7 of "embedding", which has 1.');
    const output = messageOf("masked-reader", (root) => {
      history(root, "lstm").splice(0, 3, "embedding", 0, 1);
    });
    expect(output).toMatch(/^loadKeras: layer "embedding" has no output 1 of use 0\.$/);
  });
});
