/** What layers must pass that are made of other layers, or give several outputs: cells, RNN and the wrappers. */
import { describe, expect, test } from "vitest";
import { type AnyLayer, input, Model, type Tensor, type Value } from "../../src/index.ts";
import { memoryBytes } from "../../src/wasm/memory.ts";
import { part } from "./tensors.ts";

/** A layer, an input of several rows, and what comes of it. */
export interface CompositeSubject {
  make(): AnyLayer;
  input: Tensor;
  /** The shapes of all outputs. */
  outputs: readonly (readonly number[])[];
  /** Names and shapes of the weights, in order; none by default. */
  weights?: readonly (readonly [name: string, shape: readonly number[]])[];
  /** The classes of the layers inside it, which `fromConfig` needs. */
  classes?: object;
}

/** The contract of one layer. */
export function describeComposite(
  name: string,
  { make, input: x, outputs, weights = [], classes }: CompositeSubject,
): void {
  const apply = (layer: AnyLayer, given: Tensor): Tensor[] => [layer.apply(given)].flat();

  describe(name, () => {
    test("gives outputs of its shapes", () => {
      expect(apply(make(), x).map(({ shape }) => shape)).toEqual(outputs);
    });

    test("has its weights, by name and in order", () => {
      const layer = make();
      apply(layer, x);
      expect(layer.weights.map((weight) => [weight.name, weight.shape])).toEqual(weights);
      expect(layer.getWeights().map(({ shape }) => shape)).toEqual(weights.map(([, shape]) => shape));
    });

    test("is made again by its configuration", () => {
      const layer = make();
      const results = apply(layer, x);
      const type = layer.constructor as unknown as { fromConfig(config: object, classes?: object): AnyLayer };
      const again = type.fromConfig(JSON.parse(JSON.stringify(layer.getConfig())), classes);
      expect(again.getConfig()).toEqual(layer.getConfig());
      expect(again.name).toBe(layer.name);
      apply(again, x);
      again.setWeights(layer.getWeights());
      expect(apply(again, x)).toEqual(results);
    });

    test("gives each row the same bits, whatever rows are beside it", () => {
      const layer = make();
      const whole = apply(layer, x);
      for (let row = 0; row < x.shape[0]!; row++) {
        const own = (one: Tensor): Tensor => part(one, 0, row, row + 1);
        expect(apply(layer, own(x)).map(({ data }) => data)).toEqual(whole.map((one) => own(one).data));
      }
    });

    test("gives the same bits in a model whose batch is open", () => {
      const layer = make();
      const source = input({ shape: x.shape.slice(1) });
      const outputsOf: Value | readonly Value[] = layer.apply(source);
      const values = [outputsOf].flat();
      expect(values.map(({ shape }) => shape)).toEqual(outputs.map(([, ...rest]) => [null, ...rest]));
      expect(new Model({ inputs: source, outputs: values }).predict(x)).toEqual(apply(layer, x));
    });

    test("leaves no memory behind after dispose", () => {
      const use = (): void => {
        const layer = make();
        apply(layer, x);
        layer.dispose();
      };
      use();
      const before = memoryBytes();
      // If a use left as little as half a KiB, this many would need another page of 64 KiB.
      for (let i = 0; i < 128; i++) use();
      expect(memoryBytes()).toBe(before);
    });
  });
}
