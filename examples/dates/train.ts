/**
 * Trains the model of dates from nothing, as train.py does with Keras, and saves it as a .keras file.
 *
 *   npm run train:dates
 *   npm run demo -- --model examples/dates/trained.keras
 */
import { writeFileSync } from "node:fs";
import {
  callbacks,
  Dense,
  Embedding,
  GRU,
  initializers,
  input,
  Model,
  optimizers,
  padSequences,
  type Tensor,
  tensor,
} from "../../src/index.ts";
import { saveKeras } from "../../src/keras/index.ts";
import { choose, random, shuffled } from "../random.ts";
import { expected, likeliest, sourceIds, takeApart } from "./dates.ts";
import { iso, splitDays, write } from "./texts.ts";

const SEED = 2026;
const UNITS = 128;
const BATCH = 64;
const EPOCHS = 6;
const STEPS_PER_EPOCH = 500;
const LEARNING_RATE = 4e-3;
const UNSEEN = 1000; // dates on which accuracy is measured
const FILE = "examples/dates/trained.keras";

const { sourceCharacters, targetCharacters, startId, endId, maximumTargetLength } = expected;
const uniform = random(SEED);
const { seen, unseen } = splitDays(uniform, UNSEEN);

// --- The model -------------------------------------------------------------------------------------------------

/** Options by which weights begin the same way in every run; each layer has a seed of its own. */
function seeded(seed: number) {
  return {
    kernelInitializer: new initializers.GlorotUniform({ seed }),
    recurrentInitializer: new initializers.Orthogonal({ seed: seed + 1 }),
  };
}

function encoderDecoder(): Model {
  const source = input({ shape: [null], name: "source" });
  const characters = new Embedding({
    inputDim: 1 + sourceCharacters.length,
    outputDim: 32,
    maskZero: true,
    embeddingsInitializer: new initializers.RandomUniform({ seed: 1 }),
    name: "encoder_embedding",
  }).apply(source);
  const [, state] = new GRU({ units: UNITS, returnState: true, name: "encoder", ...seeded(2) }).apply(characters);

  const target = input({ shape: [null], name: "target" });
  const written = new Embedding({
    inputDim: 1 + targetCharacters.length,
    outputDim: 16,
    embeddingsInitializer: new initializers.RandomUniform({ seed: 4 }),
    name: "decoder_embedding",
  }).apply(target);
  const decoder = new GRU({ units: UNITS, returnSequences: true, returnState: true, name: "decoder", ...seeded(5) });
  const [sequence] = decoder.apply(written, { initialState: state });
  const probabilities = new Dense({
    units: 1 + targetCharacters.length,
    activation: "softmax",
    kernelInitializer: new initializers.GlorotUniform({ seed: 7 }),
    name: "probabilities",
  });
  return new Model({ inputs: [source, target], outputs: probabilities.apply(sequence), name: "dates" });
}

// --- What it learns from ---------------------------------------------------------------------------------------

/** Padded behind to a multiple of four steps, so that there are few lengths; padding is masked. */
function sources(texts: readonly string[]): Tensor {
  const ids = texts.map(sourceIds);
  const longest = Math.max(...ids.map(({ length }) => length));
  return padSequences(ids, { maxlen: 4 * Math.ceil(longest / 4), padding: "post" });
}

const targetIds = (text: string): number[] => Array.from(text, (character) => targetCharacters.indexOf(character) + 1);

/** Endless batches of new texts, each of about equally long ones. The decoder reads "\t2026-11-21", answers "2026-11-21\n". */
function* batches(): Generator<[[Tensor, Tensor], Tensor]> {
  for (;;) {
    const dates = Array.from({ length: 16 * BATCH }, () => {
      const date = choose(uniform, seen);
      return { text: write(date, uniform), date: iso(date) };
    });
    dates.sort((a, b) => a.text.length - b.text.length);
    for (const at of shuffled(uniform, [...Array(16).keys()])) {
      const batch = dates.slice(at * BATCH, (at + 1) * BATCH);
      const read = tensor(batch.map(({ date }) => targetIds(`\t${date}`)));
      const answer = tensor(batch.map(({ date }) => targetIds(`${date}\n`)));
      yield [[sources(batch.map(({ text }) => text)), read], answer];
    }
  }
}

// --- How well it reads dates it has not seen --------------------------------------------------------------------

/** Greedy decoding of many texts at a time. */
function readAll(model: Model, texts: readonly string[]): string[] {
  const { encoder, decoder } = takeApart(model);
  let states: readonly Tensor[] = encoder.predict(sources(texts));
  let characters = tensor(texts.map(() => [startId as number]));
  const dates = texts.map((): number[] => []);
  for (let length = 0; length < maximumTargetLength; length++) {
    const [probabilities, ...next] = decoder.predict([characters, ...states]);
    const { data } = probabilities!;
    const size = data.length / texts.length;
    const ids = texts.map((_, i) => likeliest(data.subarray(i * size, (i + 1) * size)));
    dates.forEach((date, i) => void date.push(ids[i]!));
    characters = tensor(ids.map((id) => [id]));
    states = next;
  }
  return dates.map((ids) => {
    const end = ids.indexOf(endId);
    return ids
      .slice(0, end < 0 ? ids.length : end)
      .map((id) => targetCharacters[id - 1])
      .join("");
  });
}

const questions = unseen.map((date) => ({ text: write(date, uniform), date: iso(date) }));

function exactMatch(model: Model): number {
  const dates = readAll(
    model,
    questions.map(({ text }) => text),
  );
  return dates.filter((date, i) => date === questions[i]!.date).length / dates.length;
}

// --- Training ---------------------------------------------------------------------------------------------------

const model = encoderDecoder();
const learningRate = new optimizers.schedules.CosineDecay({
  initialLearningRate: LEARNING_RATE,
  decaySteps: EPOCHS * STEPS_PER_EPOCH,
});
model.compile({
  optimizer: new optimizers.Adam({ learningRate, clipnorm: 1 }),
  loss: "sparseCategoricalCrossentropy",
});
const start = performance.now();
await model.fit(batches(), {
  epochs: EPOCHS,
  stepsPerEpoch: STEPS_PER_EPOCH,
  callbacks: [
    new callbacks.LambdaCallback({
      onEpochEnd: (_, logs) => {
        logs["exactMatch"] = exactMatch(model);
      },
    }),
  ],
});
writeFileSync(FILE, saveKeras(model));
const seconds = ((performance.now() - start) / 1000).toFixed(0);
const accuracy = exactMatch(model);
console.log(
  `${(accuracy * 100).toFixed(1)} % of ${UNSEEN} unseen dates exactly right after ${seconds} s; saved as ${FILE}`,
);
if (accuracy < 0.99) process.exitCode = 1;
