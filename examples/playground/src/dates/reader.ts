/** The encoder–decoder of examples/dates, taken apart: the encoder's state, and what the decoder thinks at each step. */
import { Dense, Embedding, type GRU, Model, tensor, type Value } from "rivulet";
import { loadKeras } from "rivulet/keras";
import { endId, maximumTargetLength, sourceCharacters, startId, targetCharacters } from "../../../dates/expected.json";

/** A character that was written, and the likeliest others. */
export interface Written {
  /** The character; empty where the date ends. */
  readonly character: string;
  readonly probability: number;
  /** The second likeliest. */
  readonly other: { readonly character: string; readonly probability: number };
}

export interface Reading {
  /** The encoder's state, one number a unit. */
  readonly state: Float32Array;
  readonly written: readonly Written[];
  readonly date: string;
}

/** Reads a text; undefined if it has no character that the model knows. */
export type Reader = (text: string) => Reading | undefined;

/** Opens dates.keras. */
export function openReader(bytes: ArrayBuffer): Reader {
  const model = loadKeras(bytes);
  const [source, target] = model.inputs as [Value, Value];
  const [, thought] = model.getLayer("encoder").outputs as [Value, Value];
  const encoder = new Model({ inputs: source, outputs: thought });

  const character = model.getLayer("decoder_embedding", Embedding).apply(target);
  const decoder = model.getLayer("decoder") as GRU<{ units: number; returnSequences: true; returnState: true }>;
  const probabilities = model.getLayer("probabilities", Dense).apply(decoder.apply(character)[0]);
  const writer = new Model({ inputs: target, outputs: probabilities }).stream();

  return (text) => {
    const ids = idsOf(text);
    if (ids.length === 0) return undefined;
    const state = encoder.predict(tensor(Int32Array.from(ids), [1, ids.length]));
    writer.reset([state]);
    const written: Written[] = [];
    for (let id: number = startId; id !== endId && written.length < maximumTargetLength; ) {
      const { data } = writer.step(id);
      const [best, second] = twoLikeliest(data);
      const at = (which: number) => ({ character: characterOf(which), probability: data[which]! });
      written.push({ ...at(best), other: at(second) });
      id = best;
    }
    return { state: state.data as Float32Array, written, date: written.map((one) => one.character).join("") };
  };
}

/** The ids of a text's characters: their places in the alphabet, from 1; what is not in the alphabet is left out. */
function idsOf(text: string): number[] {
  return [...text.toLowerCase()].map((character) => sourceCharacters.indexOf(character) + 1).filter((id) => id > 0);
}

/** Ids before those of the digits say where a date begins and ends. */
function characterOf(id: number): string {
  return id <= endId ? "" : targetCharacters[id - 1]!;
}

function twoLikeliest(probabilities: ArrayLike<number>): [number, number] {
  const order = Array.from(probabilities, (_, i) => i).sort((a, b) => probabilities[b]! - probabilities[a]!);
  return [order[0]!, order[1]!];
}
