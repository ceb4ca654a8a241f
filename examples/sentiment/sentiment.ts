/**
 * Is a review positive? Data and model.
 * After {@link https://keras.io/examples/nlp/bidirectional_lstm_imdb/}
 */
import {
  Bidirectional,
  Dense,
  Embedding,
  input,
  LSTM,
  Model,
  padSequences,
  type Tensor,
  tensor,
  WordVocabulary,
} from "../../src/index.ts";
import { makeReviews, type Review } from "./reviews.ts";

/** Only consider the top words. */
const MAX_FEATURES = 80;
/** Only consider the first words of each review. */
const MAXLEN = 40;

export function loadData() {
  const [train, val] = [makeReviews(4000, 1), makeReviews(1000, 2)];
  const vocabulary = WordVocabulary.fromTexts(
    train.map(({ text }) => text),
    { maxTokens: MAX_FEATURES },
  );
  const encode = (texts: readonly string[]): Tensor =>
    padSequences(
      texts.map((text) => vocabulary.encode(text)),
      { maxlen: MAXLEN, truncating: "post" },
    );
  const x = (reviews: readonly Review[]): Tensor => encode(reviews.map(({ text }) => text));
  const y = (reviews: readonly Review[]): Tensor => tensor(reviews.map(({ label }) => [label]));
  return { xTrain: x(train), yTrain: y(train), xVal: x(val), yVal: y(val), encode };
}

export function buildModel(): Model {
  // Input for variable-length sequences of integers.
  const inputs = input({ shape: [null] });
  // Embed each integer in a 32-dimensional vector; 0 is padding.
  let x = new Embedding({ inputDim: MAX_FEATURES, outputDim: 32, maskZero: true }).apply(inputs);
  // Add 2 bidirectional LSTMs.
  x = new Bidirectional({ layer: new LSTM({ units: 32, returnSequences: true }) }).apply(x);
  x = new Bidirectional({ layer: new LSTM({ units: 32 }) }).apply(x);
  // Add a classifier.
  return new Model({ inputs, outputs: new Dense({ units: 1, activation: "sigmoid" }).apply(x) });
}
