/**
 * Reading dates with an encoder–decoder that Keras trained: the encoder reads a text and hands its state to the decoder,
 * which writes the ISO date one character at a time.
 *
 * `train.py` beside this file is the Keras side.
 */
import { readFileSync } from "node:fs";
import {
  Dense,
  Embedding,
  type GRU,
  input,
  type LSTM,
  Model,
  type Tensor,
  tensor,
  type Value,
} from "../../src/index.ts";
import { loadKeras } from "../../src/keras/index.ts";

/** What train.py tells of the models it has made. */
export const expected = JSON.parse(readFileSync(new URL("expected.json", import.meta.url), "utf8"));

const { sourceCharacters, targetCharacters, startId, endId, maximumTargetLength } = expected;

/** Texts of this many characters at most were seen in training. */
const { maximumSourceLength } = expected;

/** Loads a model: `dates.keras` (GRU) or `dates-lstm.keras` (LSTM), or the URL of another file. */
export function loadDates(file: string): Model {
  return loadKeras(readFileSync(new URL(file, import.meta.url)));
}

/** The ids of a text's characters: their places in the alphabet, from 1; what is not in the alphabet is left out. */
export function sourceIds(text: string): number[] {
  return [...text.toLowerCase()].map((character) => sourceCharacters.indexOf(character) + 1).filter((id) => id > 0);
}

/** The ids of one text as a batch of its own. */
export function idsOf(text: string): Tensor {
  const ids = sourceIds(text);
  if (ids.length === 0 || ids.length > maximumSourceLength) {
    throw new RangeError(`dates: a date must have 1 to ${maximumSourceLength} characters, got ${ids.length}.`);
  }
  return tensor(Int32Array.from(ids), [1, ids.length]);
}

/** A function that reads a date. */
export type Reader = (text: string) => string;

/**
 * The encoder and the decoder as models of their own, of the loaded model's layers, as in Keras's lstm_seq2seq example.
 * The encoder gives its states (h for a GRU; h and c for an LSTM); the decoder takes one character and the states, and
 * gives the probabilities of the next character and the next states.
 */
export function takeApart(model: Model): { encoder: Model<readonly Value[]>; decoder: Model<readonly Value[]> } {
  const [source, target] = model.inputs as [Value, Value];
  const [, ...thought] = model.getLayer("encoder").outputs;
  const encoder = new Model({ inputs: source, outputs: thought });

  const states = thought.map(({ shape }) => input({ shape: shape.slice(1) }));
  const character = model.getLayer("decoder_embedding", Embedding).apply(target);
  const layer = model.getLayer("decoder") as GRU<Decoder> | LSTM<Decoder>;
  const [decoded, ...next] = layer.apply(character, { initialState: states });
  const probabilities = model.getLayer("probabilities", Dense).apply(decoded);
  return { encoder, decoder: new Model({ inputs: [target, ...states], outputs: [probabilities, ...next] }) };
}

type Decoder = { units: number; returnSequences: true; returnState: true };

/** Reads dates with the states passed from step to step by hand. */
export function readByHand(model: Model): Reader {
  const { encoder, decoder } = takeApart(model);
  return (text) => {
    let states: readonly Tensor[] = encoder.predict(idsOf(text));
    return write((character) => {
      const [probabilities, ...next] = decoder.predict([tensor([[character]]), ...states]) as [Tensor, ...Tensor[]];
      states = next;
      return probabilities;
    });
  };
}

/** Reads dates with a stream, which keeps the states itself: it begins with the encoder's. */
export function readByStream(model: Model): Reader {
  const { encoder } = takeApart(model);
  const [, target] = model.inputs as [Value, Value];
  const character = model.getLayer("decoder_embedding", Embedding).apply(target);
  const [decoded] = (model.getLayer("decoder") as GRU<Decoder> | LSTM<Decoder>).apply(character);
  const writer = new Model({ inputs: target, outputs: model.getLayer("probabilities", Dense).apply(decoded) }).stream();
  return (text) => {
    writer.reset(encoder.predict(idsOf(text)));
    return write((id) => writer.step(id));
  };
}

/** Writes characters, the likeliest each time, until the one that ends the date. */
function write(next: (character: number) => Tensor): string {
  let date = "";
  let id: number = startId;
  for (let length = 0; length < maximumTargetLength; length++) {
    id = likeliest(next(id).data);
    if (id === endId) break;
    date += targetCharacters[id - 1];
  }
  return date;
}

/** The place of the largest. */
export function likeliest(probabilities: ArrayLike<number>): number {
  let best = 0;
  for (let i = 1; i < probabilities.length; i++) if (probabilities[i]! > probabilities[best]!) best = i;
  return best;
}
