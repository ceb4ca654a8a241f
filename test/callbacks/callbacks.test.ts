import { afterEach, describe, expect, test, vi } from "vitest";
import {
  callbacks,
  Dense,
  input,
  type Logs,
  Model,
  metrics,
  ops,
  optimizers,
  type Tensor,
  tensor,
  type Value,
} from "../../src/index.ts";
import { loadKeras, saveKeras } from "../../src/keras/index.ts";
import { problem, rejection, weightsOf } from "../training/problem.ts";

const quiet = { verbose: 0, seed: 1 } as const;

afterEach(() => {
  vi.restoreAllMocks();
});

/** A model with two outputs, each with a metric. */
function twoOutputs(): { model: Model<never>; x: Tensor; y: Tensor[] } {
  const x = input({ shape: [2] });
  const outputs = [
    new Dense({ units: 1, name: "number" }).apply(x),
    new Dense({ units: 2, name: "kind", activation: "softmax" }).apply(x),
  ];
  const model = new Model({ inputs: x, outputs });
  const far = (yTrue: Value, yPred: Value) => ops.greater(ops.abs(ops.subtract(yTrue, yPred)), 1);
  model.compile({
    optimizer: "sgd",
    loss: ["mse", "sparseCategoricalCrossentropy"],
    metrics: { number: [far, "mae"], kind: ["accuracy", new metrics.SparseCategoricalCrossentropy({ name: "nats" })] },
  });
  const data = tensor([
    [1, 2],
    [3, 1],
    [0, 1],
  ]);
  return { model: model as never, x: data, y: [tensor([[1], [0], [2]]), tensor([[1], [0], [1]])] };
}

describe("callbacks that watch a result", () => {
  test.each([
    ["number_loss", false],
    ["loss", false],
    ["number_mae", false],
    ["kind_nats", false],
    ["kind_accuracy", true],
    ["val_kind_accuracy", true],
  ])("know which way %s gets better", async (monitor, grows) => {
    const { model, x, y } = twoOutputs();
    const best: number[] = [];
    const stop = new callbacks.EarlyStopping({ monitor, patience: 9 });
    const watch = new callbacks.LambdaCallback({
      onEpochEnd: (epoch, logs) => {
        logs[monitor] = epoch;
      },
    });
    const after = new callbacks.LambdaCallback({ onEpochEnd: () => void best.push(stop.best!) });
    await model.fit(x, y, { ...quiet, epochs: 3, validationData: [x, y], callbacks: [watch, stop, after] });
    expect(best).toEqual(grows ? [0, 1, 2] : [0, 0, 0]);
  });

  test("must be told where that is not known", async () => {
    const { model, x, y } = twoOutputs();
    const stop = new callbacks.EarlyStopping({ monitor: "number_far" });
    expect(await rejection(model.fit(x, y, { ...quiet, callbacks: [stop] }))).toBe(
      'EarlyStopping: whether "number_far" gets better by growing or by falling is not known. Give mode: "max" or mode: "min".',
    );
    const told = new callbacks.EarlyStopping({ monitor: "number_far", mode: "min" });
    expect(await rejection(model.fit(x, y, { ...quiet, callbacks: [told] }))).toBe("no error");
  });

  test("say so where there is no such result, and go on", async () => {
    const lines: string[] = [];
    vi.spyOn(console, "log").mockImplementation((line: string) => void lines.push(line));
    const { model, x, y } = problem();
    const stop = new callbacks.EarlyStopping();
    const reduce = new callbacks.ReduceLROnPlateau();
    const { epoch } = await model.fit(x, y, { ...quiet, epochs: 2, callbacks: [stop, reduce] });
    expect(epoch).toEqual([0, 1]);
    expect(lines.slice(0, 2)).toEqual([
      'EarlyStopping: there is no result "val_loss". Results: loss.',
      'ReduceLROnPlateau: there is no result "val_loss". Results: loss, learning_rate.',
    ]);
  });

  test("print what they do, if asked", async () => {
    const lines: string[] = [];
    vi.spyOn(console, "log").mockImplementation((line: string) => void lines.push(line));
    const { model, x, y } = problem();
    const common = { monitor: "loss", mode: "max", verbose: 1 } as const;
    const given = [
      new callbacks.ReduceLROnPlateau({ ...common, patience: 1, factor: 0.5 }),
      new callbacks.ModelCheckpoint({ ...common, save: () => {} }),
      new callbacks.EarlyStopping({ ...common, restoreBestWeights: true }),
      new callbacks.LearningRateScheduler((_, rate) => rate, 1),
    ];
    await model.fit(x, y, { ...quiet, epochs: 2, callbacks: given });
    expect(lines).toEqual([
      "Epoch 1: LearningRateScheduler sets the learning rate to 0.01.",
      "Epoch 1: the model is saved",
      "Epoch 2: LearningRateScheduler sets the learning rate to 0.01.",
      "Epoch 2: ReduceLROnPlateau reduces the learning rate to 0.005.",
      "Epoch 2: the model is saved",
      "Epoch 2: early stopping",
      "Restoring the weights of the best epoch, 1.",
    ]);
  });

  test.each([
    [
      () => new callbacks.EarlyStopping({ mode: "least" as never }),
      'EarlyStopping: mode must be one of "auto", "min", "max", got "least".',
    ],
    [
      () => new callbacks.EarlyStopping({ patience: -1 }),
      "EarlyStopping: patience must be a number of 0 or more, got -1.",
    ],
    [
      () => new callbacks.EarlyStopping({ monitor: 1 as never }),
      "EarlyStopping: monitor must be the name of a result, got 1.",
    ],
    [() => new callbacks.ReduceLROnPlateau({ factor: 1 }), "ReduceLROnPlateau: factor must be less than 1, got 1."],
    [
      () => new callbacks.ModelCheckpoint({} as never),
      "ModelCheckpoint: save must be a function that takes the model, got undefined.",
    ],
    [
      () => new callbacks.CSVLogger({} as never),
      "CSVLogger: write must be a function that takes a line, got undefined.",
    ],
    [
      () => new callbacks.LearningRateScheduler(1 as never),
      "LearningRateScheduler: schedule must be a function of the epoch and the rate, got 1.",
    ],
    [() => new callbacks.LambdaCallback({ onEpoch: () => {} } as never), 'LambdaCallback: unknown option "onEpoch".'],
  ])("refuse options that make no sense: %#", (make, message) => {
    expect(make).toThrow(message);
  });
});

describe("ModelCheckpoint", () => {
  test("saves a file of the best model, from which training goes on", async () => {
    const { model, x, y } = problem();
    let file = new Uint8Array();
    let at: { readonly epoch: number; readonly logs: Logs } | undefined;
    const checkpoint = new callbacks.ModelCheckpoint({
      monitor: "loss",
      saveBestOnly: true,
      save: (model, moment) => {
        file = saveKeras(model) as typeof file;
        at = moment;
      },
    });
    await model.fit(x, y, { ...quiet, epochs: 4, callbacks: [checkpoint] });
    expect(at!.epoch).toBe(3);
    expect(at!.logs["loss"]).toBe(checkpoint.best);
    const opened = loadKeras(file) as unknown as typeof model;
    expect(weightsOf(opened)).toEqual(weightsOf(model));
    expect(opened.compiled).toBe(true);
    await model.fit(x, y, quiet);
    await opened.fit(x, y, quiet);
    expect(weightsOf(opened)).toEqual(weightsOf(model));
  });
});

describe("TerminateOnNaN", () => {
  const explode = async (callback: callbacks.Callback): Promise<[string, number]> => {
    vi.spyOn(console, "log").mockReturnValue();
    const { model, x, y } = problem();
    model.compile({ optimizer: new optimizers.SGD({ learningRate: 1e30 }), loss: "mse" });
    const options = { ...quiet, batchSize: 1, epochs: 2, callbacks: [callback] };
    return [await rejection(model.fit(x, y, options)), model.optimizer!.iterations];
  };

  test("ends training behind the step in which the loss is no number", async () => {
    const [message, steps] = await explode(new callbacks.TerminateOnNaN());
    expect(message).toBe("no error");
    expect(steps).toBeLessThan(10);
  });

  test("fails, if asked", async () => {
    const [message] = await explode(new callbacks.TerminateOnNaN({ raiseError: true }));
    expect(message).toMatch(/^TerminateOnNaN: the loss must be finite at batch \d+, got (Infinity|NaN)\.$/);
  });
});

describe("History", () => {
  test("given to fit collects several runs", async () => {
    const { model, x, y } = problem();
    const history = new callbacks.History();
    const options = { ...quiet, epochs: 2, callbacks: [history] };
    expect(await model.fit(x, y, options)).toBe(history);
    await model.fit(x, y, options);
    expect(history.epoch).toEqual([0, 1]);
    expect(history.history["loss"]).toHaveLength(4);
  });
});
