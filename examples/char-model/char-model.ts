/**
 * A language model of characters: what comes next in a text? Data and model.
 * After {@link https://keras.io/examples/generative/lstm_character_level_text_generation/}
 */
import { readFileSync } from "node:fs";
import { CharacterVocabulary, Dense, Embedding, GRU, input, Sequential, type Tensor, tensor } from "../../src/index.ts";
import { random, shuffled } from "../random.ts";

/** Characters of a window. */
const TIMESTEPS = 100;

/** A text to learn from if none is named: JavaScript's own types, as TypeScript (Apache-2.0) declares them. */
const defaultFile = new URL("../../node_modules/typescript/lib/lib.es5.d.ts", import.meta.url);

/** The text of a file. */
export function readText(file: string | URL = defaultFile): string {
  return readFileSync(file, "utf8").replaceAll("\r\n", "\n");
}

/** Windows of a text, x, and the same one character later, y. The last tenth of the text is for validation. */
export function loadData(text: string) {
  const vocabulary = CharacterVocabulary.fromTexts(text);
  const ids = vocabulary.encode(text);
  const starts = Array.from({ length: Math.floor((ids.length - 1) / TIMESTEPS) }, (_, i) => i * TIMESTEPS);
  const split = Math.floor(starts.length * 0.9);
  const windows = (starts: readonly number[], shift: number): Tensor => {
    const data = starts.flatMap((start) => ids.slice(start + shift, start + shift + TIMESTEPS));
    return tensor(Int32Array.from(data), [starts.length, TIMESTEPS]);
  };
  const train = shuffled(random(1), starts.slice(0, split));
  const val = starts.slice(split);
  return {
    vocabulary,
    xTrain: windows(train, 0),
    yTrain: windows(train, 1),
    xVal: windows(val, 0),
    yVal: windows(val, 1),
  };
}

export function buildModel(vocabularySize: number): Sequential {
  return new Sequential([
    input({ shape: [null] }),
    new Embedding({ inputDim: vocabularySize, outputDim: 32 }),
    new GRU({ units: 128, returnSequences: true }),
    new Dense({ units: vocabularySize, activation: "softmax" }),
  ]);
}
