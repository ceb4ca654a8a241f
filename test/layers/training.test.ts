import { describe, expect, test } from "vitest";
import { toValue } from "../../src/graph/call.ts";
import { Runner } from "../../src/graph/runner.ts";
import { currentTrace } from "../../src/graph/trace.ts";
import {
  type AnyLayer,
  BatchNormalization,
  Bidirectional,
  Cell,
  Dense,
  Dropout,
  Embedding,
  GRU,
  initializers,
  input,
  Layer,
  LSTM,
  Model,
  ops,
  optimizers,
  RNN,
  regularizers,
  Sequential,
  SimpleRNN,
  type Tensor,
  type TracedOptions,
  tensor,
  type Value,
} from "../../src/index.ts";
import { modelFromJSON } from "../../src/keras/index.ts";
import { gradientsOf, lossesOf, trained } from "../contract/in-training.ts";
import { errorOf, tensorOf } from "../contract/tensors.ts";
import { decode, type GoldenArray, goldenCases } from "../golden/case.ts";

interface TrainingCase {
  readonly name: string;
  readonly config: { readonly class_name: string };
  readonly training: boolean;
  readonly calls: number;
  readonly input: GoldenArray;
  readonly mask: GoldenArray | null;
  readonly before: readonly GoldenArray[];
  readonly after: readonly GoldenArray[];
  readonly trainable: readonly string[];
  readonly outputs: readonly GoldenArray[];
  readonly losses: readonly number[];
}

/** Keras's numbers and ours agree to 1e-5, absolute plus relative. */
function expectNear(got: ArrayLike<number>, wanted: ArrayLike<number>): void {
  expect(got.length).toBe(wanted.length);
  for (let i = 0; i < wanted.length; i++) {
    expect(Math.abs(got[i]! - wanted[i]!), `element ${i}`).toBeLessThanOrEqual(1e-5 * (1 + Math.abs(wanted[i]!)));
  }
}

function layerOf(config: TrainingCase["config"]): AnyLayer {
  if (config.class_name === "Sequential") return modelFromJSON(config);
  const model = modelFromJSON({ class_name: "Sequential", config: { name: "model", layers: [config] } });
  return [...model.children().values()].at(-1)!;
}

describe("layers called by Keras in training", () => {
  test.each(goldenCases("training-layers") as unknown as TrainingCase[])("$name", (golden) => {
    const layer = layerOf(golden.config);
    const x = decode(golden.input);
    const mask = golden.mask ? { mask: decode(golden.mask) } : {};
    layer.apply(x);
    layer.setWeights(golden.before.map(decode));
    expect(layer.trainableWeights.map(({ name }) => name.toLowerCase())).toEqual(
      golden.trainable.map((name) => name.replaceAll("_", "")),
    );
    let losses: readonly Value[] = [];
    const record = ([value, ...given]: readonly Value[]): readonly Value[] => {
      const options = { ...(given[0] ? { mask: given[0] } : {}), training: golden.training };
      const outputs = [layer.apply(value!, options)].flat() as Value[];
      const rules = layer.trainableWeights.filter(({ regularizer }) => regularizer);
      losses = [...currentTrace()!.losses, ...rules.map((w) => w.regularizer!.call(toValue("test", w)))];
      return [...outputs, ...losses];
    };
    const runner = new Runner();
    const tensors = [x, ...(mask.mask ? [mask.mask] : [])];
    for (let i = 1; i < golden.calls; i++) runner.run(tensors, record);
    const results = runner.run(tensors, record) as readonly Tensor[];
    golden.outputs.forEach((output, i) => {
      expect(results[i]!.shape).toEqual(output.shape);
      expectNear(results[i]!.data, decode(output).data);
    });
    // Keras has one for each step where it applies a layer step by step.
    const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0);
    const added = results.slice(golden.outputs.length).map(({ data }) => data[0]!);
    if (added.length === golden.losses.length) expectNear(added, golden.losses);
    expectNear([sum(added)], [sum(golden.losses)]);
    golden.after.forEach((weight, i) => {
      expectNear(layer.getWeights()[i]!.data, decode(weight).data);
    });
    runner.dispose();
  });
});

describe("trainable", () => {
  test("is an option, and a property that reaches the layers inside", () => {
    const layer = new LSTM({ units: 2, trainable: false });
    layer.apply(tensorOf([2, 3, 2]));
    expect([layer.trainable, layer.cell.trainable]).toEqual([false, false]);
    expect(layer.trainableWeights).toEqual([]);
    expect(layer.nonTrainableWeights).toEqual(layer.weights);
    layer.trainable = true;
    expect(layer.cell.trainable).toBe(true);
    expect(layer.trainableWeights).toEqual(layer.weights);
    expect(layer.getConfig()["trainable"]).toBe(true);
    expect(errorOf(() => new LSTM({ units: 2, trainable: 0 as never }))).toBe(
      "TypeError: LSTM: trainable must be true or false, got 0.",
    );
  });

  test("of a model holds for its layers, one of which may be trained again", () => {
    const model = new Sequential([input({ shape: [3] }), new Dense({ units: 2 }), new Dense({ units: 1 })]);
    model.trainable = false;
    expect(model.trainableWeights).toEqual([]);
    const last = model.layers.at(-1)!;
    last.trainable = true;
    const outer = new Sequential([input({ shape: [3] }), model]);
    expect(outer.trainableWeights).toEqual(last.weights);
  });

  test("leaves the order of weights, and the moving averages, as they are", () => {
    const layer = new BatchNormalization();
    layer.apply(tensorOf([2, 3]));
    const names = (): string[] => layer.weights.map(({ name }) => name);
    const before = names();
    layer.trainable = false;
    expect(names()).toEqual(before);
    layer.trainable = true;
    expect(layer.trainableWeights.map(({ name }) => name)).toEqual(["gamma", "beta"]);
    expect(layer.nonTrainableWeights.map(({ name }) => name)).toEqual(["movingMean", "movingVariance"]);
  });

  test("decides about batch statistics, also after calls that are kept", () => {
    const x = tensorOf([8, 3]);
    const layer = new BatchNormalization();
    const model = new Sequential([input({ shape: [3] }), layer]);
    const apply = (): Tensor["data"] => (model.apply(x, { training: true }) as Tensor).data;
    const batch = apply();
    layer.trainable = false;
    const moved = layer.getWeights();
    expect(apply()).not.toEqual(batch);
    expect(layer.getWeights()).toEqual(moved);
    layer.trainable = true;
    expect(apply()).toEqual(batch);
    expect(layer.getWeights()).not.toEqual(moved);
  });
});

describe("BatchNormalization in training", () => {
  test("moves on from where an earlier use in the same step has left it", () => {
    const layer = new BatchNormalization({ momentum: 0.5 });
    const x = tensor([[1], [3]]);
    const source = input({ shape: [1] });
    const shared = new Model({ inputs: source, outputs: layer.apply(layer.apply(source)) });
    shared.apply(x, { training: true });
    // The first use has mean 2, the second 0: (0 · ½ + 2 · ½) · ½ + 0 · ½.
    expect(layer.getWeights()[2]!.data[0]).toBeCloseTo(0.5, 5);
  });

  test.each([
    ["without a mask", {}],
    ["with a mask", { mask: tensor(Uint8Array.of(1, 1, 0, 1, 0, 1, 1, 1, 1, 0, 0, 1), [4, 3]) }],
  ])("has the gradients of finite differences %s", (_, options) => {
    const x = tensorOf([4, 3, 2]);
    const model = new Sequential([
      input({ shape: [3, 2] }),
      new BatchNormalization(),
      new Dense({ units: 2, activation: "tanh" }),
    ]);
    model.apply(x);
    model.setWeights(model.getWeights().map(({ shape }, i) => tensorOf(shape, 30 + i)));
    const [dx, ...dWeights] = gradientsOf(model, x, options);
    const loss = (given: Tensor): number =>
      Array.from(trained(model, given, options)[0]!.data).reduce((sum, value) => sum + value * value, 0);
    const STEP = 1e-2;
    const slope = (data: Tensor["data"], at: number, of: (moved: Float32Array) => number): number => {
      const [less, more] = [-STEP, STEP].map((by) => of(Float32Array.from(data, (v, i) => (i === at ? v + by : v))));
      return (more! - less!) / (2 * STEP);
    };
    for (let i = 0; i < x.data.length; i++) {
      const wanted = slope(x.data, i, (data) => loss(tensor(data, x.shape)));
      expect(Math.abs(dx!.data[i]! - wanted)).toBeLessThan(0.01 * (1 + Math.abs(wanted)));
    }
    const before = model.getWeights();
    model.trainableWeights.forEach((weight, w) => {
      const wanted = slope(weight.data, 0, (data) => {
        model.setWeights(before.map((one, i) => (model.weights[i] === weight ? tensor(data, one.shape) : one)));
        return loss(x);
      });
      model.setWeights(before);
      expect(Math.abs(dWeights[w]!.data[0]! - wanted)).toBeLessThan(0.01 * (1 + Math.abs(wanted)));
    });
  });

  test("refuses a mask of another shape", () => {
    const layer = new BatchNormalization({ name: "b" });
    const x = tensorOf([2, 3, 4]);
    expect(errorOf(() => layer.apply(x, { training: true, mask: tensor([1, 0]) }))).toBe(
      'RangeError: BatchNormalization "b": mask must have shape [2, 3], got [2].',
    );
  });
});

describe("a stateful layer in training", () => {
  test("passes no gradient to where an earlier use in the same step has left its state", async () => {
    const layer = new SimpleRNN({
      units: 1,
      activation: "linear",
      useBias: false,
      stateful: true,
      returnSequences: true,
      kernelInitializer: new initializers.Constant({ value: 2 }),
      recurrentInitializer: new initializers.Constant({ value: 0.5 }),
    });
    const [first, second] = [input({ batchShape: [1, 1, 1] }), input({ batchShape: [1, 1, 1] })];
    const after = ops.add(second, ops.multiply(layer.apply(first), 0));
    const model = new Model({ inputs: [first, second], outputs: layer.apply(after) });
    model.compile({ optimizer: new optimizers.SGD({ learningRate: 0.01 }), loss: "mse" });
    // h = 2·3, y = 2·1 + 0.5·h: of the squared y the gradient by W is 2y·1 and by U 2y·h, as Keras has it.
    const { loss } = await model.trainOnBatch([tensor([[[3]]]), tensor([[[1]]])], tensor([[[0]]]));
    expect(loss).toBe(25);
    const [W, U] = model.getWeights().map(({ data }) => data[0]);
    expect(W).toBeCloseTo(1.9, 6);
    expect(U).toBeCloseTo(-0.1, 6);
  });
});

describe("training", () => {
  class Training extends Layer {
    override call(x: Value, { training }: TracedOptions): Value {
      return ops.add(x, training ? 1 : 0);
    }
  }
  const layer = new Training({});
  const x = tensor([[1]]);
  const applied = (options: object): number => (layer.apply(x, options) as Tensor).data[0]!;

  test("is told to layers of one's own, as the call says or one around it", () => {
    expect([applied({}), applied({ training: true }), applied({ training: false })]).toEqual([1, 2, 1]);
    const model = new Sequential([input({ shape: [1] }), layer]);
    expect((model.apply(x, { training: true }) as Tensor).data[0]).toBe(2);
    expect((model.predict(x) as Tensor).data[0]).toBe(1);
    expect(trained(model, x)[0]!.data[0]).toBe(2);
    expect(trained(model, x, { training: false })[0]!.data[0]).toBe(1);
  });

  test("stays in the configuration of a model", () => {
    const source = input({ shape: [1] });
    const model = new Model({ inputs: source, outputs: layer.apply(source, { training: true }) as Value });
    const again = Model.fromConfig(JSON.parse(JSON.stringify(model.getConfig())), { Training } as never) as Model;
    expect(again.predict(x).data[0]).toBe(2);
  });
});

describe("what layers add to the loss", () => {
  test("may be told in call", () => {
    class Penalized extends Layer {
      override call(x: Value): Value {
        this.addLoss(ops.square(x));
        return x;
      }
    }
    const x = tensor([
      [1, 2],
      [3, 4],
    ]);
    expect(lossesOf(new Penalized({}), x)).toEqual([30]);
    expect(lossesOf(new Penalized({ activityRegularizer: "l1" }), x)[1]).toBeCloseTo(0.05, 6);
    expect((new Penalized({}).apply(x) as Tensor).data).toEqual(x.data);
  });

  test("is refused in a step that is repeated", () => {
    class Normalized extends Cell {
      readonly inner = new BatchNormalization();
      override readonly stateSize = [2] as const;
      override build(shape: readonly number[]): void {
        this.inner.ensureBuilt(shape);
      }
      override step(x: Value, [h]: readonly [Value]) {
        const next = ops.add(this.inner.apply(x), h);
        return { output: next, states: [next] };
      }
    }
    const layer = new RNN({ cell: new Normalized({ name: "cell" }) });
    const x = tensorOf([2, 3, 2]);
    expect(layer.apply(x).shape).toEqual([2, 2]);
    expect(errorOf(() => layer.apply(x, { training: true }))).toBe(
      'Error: Normalized "cell": a step that is repeated cannot add to the loss or move averages along.',
    );
  });

  test("is nothing in a stream", () => {
    const x = input({ shape: [null, 2] });
    const model = new Model({ inputs: x, outputs: new GRU({ units: 2, activityRegularizer: "l2" }).apply(x) });
    using stream = model.stream();
    expect(stream.step([1, 2]).shape).toEqual([1, 2]);
  });

  test("is kept in configurations", () => {
    const layer = new Embedding({
      inputDim: 3,
      outputDim: 2,
      embeddingsRegularizer: new regularizers.L2({ l2: 0.5 }),
      embeddingsConstraint: "nonNeg",
      activityRegularizer: "l1",
    });
    const config = JSON.parse(JSON.stringify(layer.getConfig()));
    expect(config.embeddingsRegularizer).toEqual({ className: "L2", config: { l2: 0.5 } });
    const again = Embedding.fromConfig(config);
    expect(again.getConfig()).toEqual(layer.getConfig());
    again.apply(tensor([0]));
    expect(again.weights[0]!.constraint).toBeDefined();
    expect("activityRegularizer" in new Dense({ units: 1 }).getConfig()).toBe(false);
    const copied = new Bidirectional({ layer: new GRU({ units: 1, kernelRegularizer: new regularizers.L1() }) });
    expect(copied.forwardLayer.getConfig()["kernelRegularizer"]).toEqual({ className: "L1", config: { l1: 0.01 } });
  });

  test("is refused if it is not known", () => {
    expect(errorOf(() => new GRU({ units: 1, biasRegularizer: "l3" as never }))).toBe(
      'RangeError: GRU: biasRegularizer must be one of "l1", "l2", "l1l2", "orthogonalRegularizer", got "l3".',
    );
    expect(errorOf(() => new Dropout({ rate: 0.5, activityRegularizer: 1 as never }))).toMatch(
      /^RangeError: Dropout: activityRegularizer must be one of /,
    );
  });
});
