/**
 * Learning to add numbers written as text, a character at a time: data and model.
 * After {@link https://keras.io/examples/nlp/addition_rnn/}
 */
import { Dense, input, LSTM, RepeatVector, Sequential, type Tensor, toCategorical } from "../../src/index.ts";
import { below, random } from "../random.ts";

// Parameters for the model and dataset.
const TRAINING_SIZE = 50_000;
export const DIGITS = 3;
export const REVERSE = true;

/** Maximum length of input is 'int + int' (e.g., '345+678'). Maximum length of int is DIGITS. */
const MAXLEN = DIGITS + 1 + DIGITS;

/** All the numbers, plus sign and space for padding. */
const characters = " +0123456789";

/** Given texts: as one-hot vectors of their characters, [texts, length, 12]. */
export function encode(texts: readonly string[]): Tensor {
  const ids = texts.map((text) => Array.from(text, (character) => characters.indexOf(character)));
  return toCategorical(ids, { numClasses: characters.length });
}

/** The likeliest characters of one-hot vectors or probabilities, as texts. */
export function decode({ data, shape }: Tensor): string[] {
  const [texts, length, size] = shape as [number, number, number];
  const character = (at: number): string => {
    const row = data.subarray(at * size, (at + 1) * size);
    return characters[row.indexOf(Math.max(...row))]!;
  };
  return Array.from({ length: texts }, (_, i) => Array.from({ length }, (_, t) => character(i * length + t)).join(""));
}

/** Questions, padded with spaces to MAXLEN, and their answers, each once and in random order. */
export function makeTexts(): { questions: string[]; answers: string[] } {
  const uniform = random(1);
  const number = (): number => below(uniform, 10 ** (1 + below(uniform, DIGITS)));
  const [questions, answers, seen] = [[] as string[], [] as string[], new Set<string>()];
  while (questions.length < TRAINING_SIZE) {
    const [a, b] = [number(), number()];
    // Skip any addition questions we've already seen. Also skip any such that x+Y == Y+x.
    const key = String([a, b].sort((x, y) => x - y));
    if (seen.has(key)) continue;
    seen.add(key);
    const query = `${a}+${b}`.padEnd(MAXLEN);
    // Answers can be of maximum size DIGITS + 1.
    answers.push(String(a + b).padEnd(DIGITS + 1));
    // Reverse the query, e.g., '12+345  ' becomes '  543+21'.
    questions.push(REVERSE ? [...query].reverse().join("") : query);
  }
  return { questions, answers };
}

/** Training data, and 10 % set apart for validation data that we never train over. */
export function loadData() {
  const { questions, answers } = makeTexts();
  const split = TRAINING_SIZE * 0.9;
  return {
    xTrain: encode(questions.slice(0, split)),
    yTrain: encode(answers.slice(0, split)),
    xVal: encode(questions.slice(split)),
    yVal: encode(answers.slice(split)),
  };
}

export function buildModel(): Sequential {
  return new Sequential([
    input({ shape: [MAXLEN, characters.length] }),
    // "Encode" the input sequence using a LSTM, producing an output of size 128.
    new LSTM({ units: 128 }),
    // As the decoder RNN's input, repeatedly provide with the last output of RNN for each time step. Repeat 'DIGITS + 1'
    // times as that's the maximum length of output, e.g., when DIGITS=3, max output is 999+999=1998.
    new RepeatVector({ n: DIGITS + 1 }),
    new LSTM({ units: 128, returnSequences: true }),
    // For each step of the output sequence, decide which character should be chosen.
    new Dense({ units: characters.length, activation: "softmax" }),
  ]);
}
