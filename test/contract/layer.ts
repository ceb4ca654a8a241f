/**
 * What every layer must do, whatever it computes.
 */
import { describe, expect, test } from "vitest";
import { type AnyLayer, input, Model, type Tensor, tensor } from "../../src/index.ts";
import { expectSlopes } from "./slopes.ts";
import { errorOf, part, tensorOf } from "./tensors.ts";

/** One layer with options, and what is known of it without looking at its numbers. */
export interface LayerCase {
  /** What the options say, for the test's name. */
  readonly name: string;
  readonly make: () => AnyLayer;
  /** Shapes of the inputs, batch first. A layer of several inputs has several. */
  readonly inputs: readonly (readonly number[])[];
  readonly output: readonly number[];
  /** The names and shapes of the weights, in order; defaults to none. */
  readonly weights?: readonly (readonly [name: string, shape: readonly number[]])[];
  /**
   * What it does in a stream: `"step"` if each step gives a step of the whole sequence, `"prefix"` if each gives what the
   * steps so far come to, or the reason for which it is refused.
   */
  readonly stream: "step" | "prefix" | { readonly refused: string };
}

/** Weights that are not what any initializer gives. */
function withWeights(layer: AnyLayer, xs: readonly Tensor[]): AnyLayer {
  layer.apply(xs.length === 1 ? xs[0]! : xs);
  // Positive, because some are variances.
  layer.setWeights(
    layer.getWeights().map(({ shape }, i) => {
      const { data } = tensorOf(shape, 100 + i);
      return tensor(
        Float32Array.from(data, (value) => Math.abs(value) + 0.1),
        shape,
      );
    }),
  );
  return layer;
}

function outputOf(layer: AnyLayer, xs: readonly Tensor[]): Tensor {
  return layer.apply(xs.length === 1 ? xs[0]! : xs) as Tensor;
}

/** A model of the layer alone, its batch and times unknown. */
function modelOf(layer: AnyLayer, xs: readonly Tensor[]): Model {
  const inputs = xs.map(({ shape }) => input({ shape: [null, ...shape.slice(2)] }));
  return new Model({ inputs, outputs: layer.apply(inputs.length === 1 ? inputs[0]! : inputs) as never });
}

/** A class of layers, as far as the suite needs it. */
interface LayerClass {
  readonly className: string;
  fromConfig(config: never): AnyLayer;
}

/** The suite for one layer. */
export function describeLayer(Class: LayerClass, cases: readonly LayerCase[]): void {
  describe.each(cases)(`${Class.className} $name`, ({ make, inputs, output, weights = [], stream }) => {
    const xs = inputs.map((shape, i) => tensorOf(shape, i + 1));

    test("gives the output shape, also before sizes are known", () => {
      const layer = make();
      expect(outputOf(layer, xs).shape).toEqual(output);
      const symbolic = xs.map(({ shape }) => input({ shape: shape.slice(1) }));
      const value = make().apply(symbolic.length === 1 ? symbolic[0]! : symbolic) as { shape: readonly unknown[] };
      expect(value.shape).toEqual([null, ...output.slice(1)]);
    });

    test("has its weights in Keras's order", () => {
      const layer = make();
      outputOf(layer, xs);
      expect(layer.weights.map(({ name, shape }) => [name, shape])).toEqual(weights);
    });

    test("comes back from its configuration", () => {
      const layer = withWeights(make(), xs);
      const again = Class.fromConfig(JSON.parse(JSON.stringify(layer.getConfig())) as never);
      expect(again.getConfig()).toEqual(layer.getConfig());
      outputOf(again, xs);
      again.setWeights(layer.getWeights());
      expect(outputOf(again, xs)).toEqual(outputOf(layer, xs));
    });

    test("takes each row of a batch by itself", () => {
      const layer = withWeights(make(), xs);
      const whole = outputOf(layer, xs);
      const rows = xs.map((x) => part(x, 0, 1, 2));
      expect(outputOf(layer, rows).data).toEqual(part(whole, 0, 1, 2).data);
    });

    test("has the gradients that differences give", () => {
      const layer = withWeights(make(), xs);
      expectSlopes(layer, xs, (values) => layer.apply(values.length === 1 ? values[0]! : values));
    });

    test(typeof stream === "string" ? "gives the same bits step by step" : "is refused in a stream", () => {
      if (typeof stream !== "string") {
        const layer = make();
        expect(errorOf(() => modelOf(layer, xs).stream({ batch: inputs[0]![0]! }))).toBe(
          `Error: stream: ${layer.where} ${stream.refused}, so it cannot run step by step.`,
        );
        return;
      }
      const model = modelOf(withWeights(make(), xs), xs);
      using steps = model.stream({ batch: inputs[0]![0]! });
      const whole = model.predict(xs) as Tensor;
      for (let t = 0; t < inputs[0]![1]!; t++) {
        const frames = xs.map((x) => part(x, 1, t, t + 1));
        const y = steps.step(frames.length === 1 ? frames[0]! : frames) as Tensor;
        const wanted =
          stream === "step" ? part(whole, 1, t, t + 1) : (model.predict(xs.map((x) => part(x, 1, 0, t + 1))) as Tensor);
        expect(y.data, `step ${t}`).toEqual(wanted.data);
        expect(y.shape).toEqual(stream === "step" ? wanted.shape.filter((_, axis) => axis !== 1) : wanted.shape);
      }
    });
  });
}
