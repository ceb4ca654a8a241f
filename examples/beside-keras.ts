/** The six examples that are compared with Keras, as one table: the tests and figures.ts go through it. */
import { readFileSync } from "node:fs";
import { type CompileOptions, callbacks, type FitOptions, type Model, optimizers, Tensor } from "../src/index.ts";
import { loadKeras } from "../src/keras/index.ts";
import * as addition from "./addition-rnn/addition.ts";
import * as charModel from "./char-model/char-model.ts";
import * as longMemory from "./long-memory/long-memory.ts";
import * as sentiment from "./sentiment/sentiment.ts";
import * as seq2seq from "./seq2seq/seq2seq.ts";
import * as weather from "./weather/weather.ts";

/** Inputs and labels of a batch. */
export type Batch = readonly [x: Tensor | readonly Tensor[], y: Tensor];

/** An example, ready to be trained. */
export interface Example {
  readonly model: Model;
  readonly compile: CompileOptions;
  /** The batches of an epoch, of a size. */
  batches(size: number): Iterable<Batch>;
  /** Options of `fit`. */
  readonly fit?: FitOptions;
  /** What the trained model can do, named as in keras.json. */
  figures(model: Model): Promise<Record<string, number>>;
}

/** What Keras's side of an example recorded. */
export interface KerasRecord {
  readonly batchSize: number;
  readonly epochs: number;
  /** The loss of each of the first steps. */
  readonly losses: readonly number[];
  /** Each of several runs: its seed, and what the trained model could do. */
  readonly figures: readonly Record<string, number>[];
}

export const examples: Readonly<Record<string, () => Example>> = {
  "addition-rnn": () => {
    const { xTrain, yTrain, xVal, yVal } = addition.loadData();
    const answers = addition.decode(yVal);
    return {
      model: addition.buildModel(),
      compile: { loss: "categoricalCrossentropy", optimizer: "adam" },
      batches: (size) => cut([xTrain], yTrain, size),
      figures: async (model) => {
        const guesses = addition.decode(model.predict(xVal));
        const digits = guesses.flatMap((guess, i) => Array.from(guess, (digit, t) => digit === answers[i]![t]));
        return { "digits right": share(digits), "sums right": share(guesses.map((guess, i) => guess === answers[i])) };
      },
    };
  },
  seq2seq: () => {
    const pairs = seq2seq.makePairs();
    const { source, target, encoderInputData, decoderInputData, decoderTargetData } = seq2seq.vectorize(pairs);
    const all = [encoderInputData, decoderInputData, decoderTargetData] as const;
    const split = pairs.length * 0.8;
    const [encoderTrain, decoderTrain, targetTrain] = all.map((data) => rows(data, 0, split)) as [
      Tensor,
      Tensor,
      Tensor,
    ];
    const [encoderVal, decoderVal, targetVal] = all.map((data) => rows(data, split)) as [Tensor, Tensor, Tensor];
    return {
      model: seq2seq.buildModel(source, target),
      compile: { loss: "categoricalCrossentropy", optimizer: "rmsprop", metrics: ["accuracy"] },
      batches: (size) => cut([encoderTrain, decoderTrain], targetTrain, size),
      figures: (model) => validation(model, [encoderVal, decoderVal], targetVal),
    };
  },
  "char-model": () => {
    const { vocabulary, xTrain, yTrain, xVal, yVal } = charModel.loadData(charModel.readText());
    return {
      model: charModel.buildModel(vocabulary.size),
      compile: { loss: "sparseCategoricalCrossentropy", optimizer: new optimizers.Adam({ learningRate: 0.005 }) },
      batches: (size) => cut([xTrain], yTrain, size),
      figures: async (model) => {
        const { "validation loss": loss } = await validation(model, xVal, yVal);
        return { "bits per character": loss! / Math.LN2 };
      },
    };
  },
  weather: () => {
    const { train, val, deviation } = weather.loadData();
    return {
      model: weather.buildModel(),
      compile: {
        loss: "meanSquaredError",
        optimizer: new optimizers.Adam({ learningRate: 0.001 }),
        metrics: ["meanAbsoluteError"],
      },
      batches: () => train,
      fit: {
        validationData: val,
        callbacks: [new callbacks.EarlyStopping({ monitor: "val_loss", patience: 5, restoreBestWeights: true })],
      },
      figures: async (model) => {
        const logs = await model.evaluate(val, { verbose: 0 });
        return { "validation loss": logs["loss"]!, "°C off on average": logs["meanAbsoluteError"]! * deviation };
      },
    };
  },
  sentiment: () => {
    const { xTrain, yTrain, xVal, yVal } = sentiment.loadData();
    return {
      model: sentiment.buildModel(),
      compile: { loss: "binaryCrossentropy", optimizer: "adam", metrics: ["accuracy"] },
      batches: (size) => cut([xTrain], yTrain, size),
      figures: (model) => validation(model, xVal, yVal),
    };
  },
  "long-memory": () => {
    const { xTrain, yTrain, xVal, yVal } = longMemory.loadData();
    return {
      model: longMemory.buildModel(),
      compile: { loss: "meanSquaredError", optimizer: longMemory.buildOptimizer() },
      batches: (size) => cut([xTrain], yTrain, size),
      figures: (model) => validation(model, xVal, yVal),
    };
  },
};

/** What Keras's side of an example recorded. */
export function kerasRecord(name: string): KerasRecord {
  return JSON.parse(readFileSync(new URL(`${name}/keras.json`, import.meta.url), "utf8"));
}

/** An example with the weights that Keras began its first run with. */
export function prepared(name: string): Example {
  const example = examples[name]!();
  example.model.setWeights(loadKeras(readFileSync(new URL(`${name}/initial.keras`, import.meta.url))).getWeights());
  example.model.compile(example.compile);
  return example;
}

function share(found: readonly boolean[]): number {
  return found.filter((one) => one).length / found.length;
}

async function validation(model: Model, x: Tensor | readonly Tensor[], y: Tensor): Promise<Record<string, number>> {
  const logs = await model.evaluate(x, y, { verbose: 0 });
  return Object.fromEntries(Object.entries(logs).map(([name, value]) => [`validation ${name}`, value]));
}

/** Batches in the order of the data, any number of times. */
function cut(x: readonly Tensor[], y: Tensor, size: number): Iterable<Batch> {
  return {
    *[Symbol.iterator]() {
      for (let at = 0; at < y.shape[0]!; at += size) {
        yield [x.map((data) => rows(data, at, at + size)), rows(y, at, at + size)] as const;
      }
    },
  };
}

function rows({ data, shape: [count, ...rest] }: Tensor, from: number, to: number = count!): Tensor {
  const row = data.length / count!;
  const part = data.subarray(from * row, to * row);
  return new Tensor(part, [part.length / row, ...rest]);
}
