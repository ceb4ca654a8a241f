/**
 * Translating English into French, a character at a time: data and models.
 * After {@link https://keras.io/examples/nlp/lstm_seq2seq/}
 */
import { readFileSync } from "node:fs";
import { Dense, input, LSTM, Model, type Tensor, tensor, type Value } from "../../src/index.ts";
import { random, shuffled } from "../random.ts";
import { english, french } from "./numbers.ts";

/** Latent dimensionality of the encoding space. */
const LATENT_DIM = 128;
/** Number of samples to train on. */
const NUM_SAMPLES = 10_000;

/** Pairs of an English and a French text: of a file with a pair a line, split by tabs, or of numbers in words. */
export function makePairs(file?: string): string[][] {
  const numbers = Array.from({ length: NUM_SAMPLES }, (_, n) => [english(n), french(n)]);
  const lines = file && readFileSync(file, "utf8").trim().split("\n");
  const pairs = lines ? lines.slice(0, NUM_SAMPLES).map((line) => line.split("\t").slice(0, 2)) : numbers;
  return shuffled(random(1), pairs);
}

/** The texts of one language as characters. */
export interface Language {
  readonly characters: readonly string[];
  readonly maxLength: number;
}

/** Vectorizes the data: one-hot characters, [samples, length, characters]. */
export function vectorize(pairs: readonly string[][]) {
  const inputTexts = pairs.map(([text]) => text!);
  // We use "tab" as the "start sequence" character for the targets, and "\n" as "end sequence" character.
  const targetTexts = pairs.map(([, text]) => `\t${text}\n`);
  const source = languageOf(inputTexts);
  const target = languageOf(targetTexts);
  return {
    source,
    target,
    encoderInputData: oneHot(inputTexts, source),
    decoderInputData: oneHot(targetTexts, target),
    // decoderTargetData will be ahead by one timestep and will not include the start character.
    decoderTargetData: oneHot(
      targetTexts.map((text) => text.slice(1)),
      target,
    ),
  };
}

function languageOf(texts: readonly string[]): Language {
  const characters = [...new Set([" ", ...texts.join("")])].sort();
  return { characters, maxLength: Math.max(...texts.map((text) => [...text].length)) };
}

/** Behind the end of a text there are spaces. */
export function oneHot(texts: readonly string[], { characters, maxLength }: Language): Tensor {
  const data = new Float32Array(texts.length * maxLength * characters.length);
  texts.forEach((text, i) => {
    const padded = [...text, ...Array(maxLength).fill(" ")].slice(0, maxLength);
    padded.forEach((character, t) => {
      data[(i * maxLength + t) * characters.length + characters.indexOf(character)] = 1;
    });
  });
  return tensor(data, [texts.length, maxLength, characters.length]);
}

export function buildModel(source: Language, target: Language): Model {
  // Define an input sequence and process it.
  const encoderInputs = input({ shape: [null, source.characters.length] });
  const encoder = new LSTM({ units: LATENT_DIM, returnState: true, name: "encoder" });
  // We discard the outputs and only keep the states.
  const [, stateH, stateC] = encoder.apply(encoderInputs);

  // Set up the decoder, using the states as initial state.
  const decoderInputs = input({ shape: [null, target.characters.length] });
  // We set up our decoder to return full output sequences, and to return internal states as well. We don't use the
  // return states in the training model, but we will use them in inference.
  const decoderLstm = new LSTM({ units: LATENT_DIM, returnSequences: true, returnState: true, name: "decoder" });
  const [decoderOutputs] = decoderLstm.apply(decoderInputs, { initialState: [stateH, stateC] });
  const decoderDense = new Dense({ units: target.characters.length, activation: "softmax", name: "characters" });

  // Define the model that will turn encoderInputData & decoderInputData into decoderTargetData.
  return new Model({ inputs: [encoderInputs, decoderInputs], outputs: decoderDense.apply(decoderOutputs) });
}

/** A function that translates one-hot texts, made of the trained model's layers. */
export function translator(model: Model, target: Language): (inputs: Tensor) => string {
  const [encoderInputs, decoderInputs] = model.inputs as [Value, Value];
  const [, ...encoderStates] = model.getLayer("encoder").outputs;
  const encoderModel = new Model({ inputs: encoderInputs, outputs: encoderStates });

  const [stateH, stateC] = [input({ shape: [LATENT_DIM] }), input({ shape: [LATENT_DIM] })];
  const decoderLstm = model.getLayer("decoder") as LSTM<{ units: number; returnSequences: true; returnState: true }>;
  const [sequence, ...states] = decoderLstm.apply(decoderInputs, { initialState: [stateH, stateC] });
  const decoderOutputs = model.getLayer("characters", Dense).apply(sequence);
  const decoderModel = new Model({ inputs: [decoderInputs, stateH, stateC], outputs: [decoderOutputs, ...states] });

  const single = { ...target, maxLength: 1 };
  return (inputs) => {
    // Encode the input as state vectors.
    let states: readonly Tensor[] = encoderModel.predict(inputs);
    // Start with the start character; sample until the stop character or the max length.
    let character = "\t";
    let decoded = "";
    while (decoded.length < target.maxLength) {
      const [probabilities, ...next] = decoderModel.predict([oneHot([character], single), ...states]);
      const { data } = probabilities!;
      character = target.characters[data.indexOf(Math.max(...data))]!;
      if (character === "\n") break;
      decoded += character;
      states = next;
    }
    return decoded;
  };
}
