/**
 * Texts as ids, and ids as texts.
 *
 * @module
 */
import { integer, positiveInteger, withDefaults, wrongType, wrongValue } from "../check.ts";

/** A vocabulary in plain data: what `JSON.stringify` writes, and what a constructor takes. */
export interface VocabularyOptions {
  /** The tokens, each once; the first has id 2. */
  tokens: readonly string[];
}

/** Options of `CharacterVocabulary.fromTexts` and `WordVocabulary.fromTexts`. */
export interface FromTextsOptions {
  /** The largest `size`, ids 0 and 1 included: rarer tokens are left out. Defaults to undefined, no limit. */
  maxTokens?: number | undefined;
}

/** Id 0 is padding, id 1 stands for whatever is not in the vocabulary. */
const RESERVED = 2;
const UNKNOWN = 1;

/** What {@link CharacterVocabulary} and {@link WordVocabulary} have in common. */
export abstract class Vocabulary {
  /** The tokens by falling frequency; the first has id 2. */
  readonly tokens: readonly string[];
  readonly #ids: ReadonlyMap<string, number>;

  constructor(options: VocabularyOptions) {
    const { tokens } = withDefaults<VocabularyOptions>(this.constructor.name, { tokens: [] }, options);
    if (!Array.isArray(tokens) || !tokens.every((token) => typeof token === "string")) {
      throw wrongType(this.constructor.name, "tokens must be a list of strings", tokens);
    }
    this.tokens = Object.freeze([...tokens]);
    this.#ids = new Map(tokens.map((token, i) => [token, RESERVED + i]));
    if (this.#ids.size < tokens.length) {
      const twice = tokens.find((token, i) => tokens.indexOf(token) < i);
      throw wrongValue(this.constructor.name, "tokens must not hold a token twice", twice);
    }
  }

  /** Every id is less than this: the tokens, padding (0) and what is unknown (1). An Embedding's `inputDim`. */
  get size(): number {
    return RESERVED + this.tokens.length;
  }

  /** A text's tokens. @internal */
  protected abstract split(text: string): string[];
  /** Stands between two tokens of a text. @internal */
  protected abstract readonly separator: string;
  /** Stands for id 1. @internal */
  protected abstract readonly unknown: string;

  /** The ids of a text's tokens; 1 for a token that is not in the vocabulary. */
  encode(text: string): number[] {
    return this.split(checkText(this.constructor.name, text)).map((token) => this.#ids.get(token) ?? UNKNOWN);
  }

  /**
   * The text of ids; padding (0) is left out.
   *
   * @throws RangeError if an id is not an integer from 0 to `size` − 1.
   */
  decode(ids: Iterable<number>): string {
    const tokens = Array.from(ids, (id) => {
      integer(this.constructor.name, "an id", id);
      if (id < 0 || id >= this.size)
        throw wrongValue(this.constructor.name, `ids must be from 0 to ${this.size - 1}`, id);
      return id === UNKNOWN ? this.unknown : this.tokens[id - RESERVED];
    });
    return tokens.filter((token) => token !== undefined).join(this.separator);
  }

  /** The vocabulary in plain data. */
  toJSON(): VocabularyOptions {
    return { tokens: this.tokens };
  }
}

/** The tokens of texts by falling frequency, equally frequent ones in the order of their code units. @internal */
export function countTokens(
  where: string,
  texts: string | Iterable<string>,
  split: (text: string) => string[],
  options: FromTextsOptions,
): string[] {
  const { maxTokens } = withDefaults<FromTextsOptions>(where, { maxTokens: undefined }, options);
  if (maxTokens !== undefined && positiveInteger(where, "maxTokens", maxTokens) <= RESERVED) {
    throw wrongValue(where, "maxTokens must be greater than 2", maxTokens);
  }
  const all = typeof texts === "string" ? [texts] : texts;
  if (typeof all?.[Symbol.iterator] !== "function") {
    throw wrongType(where, "texts must be a string, or strings", texts);
  }
  const counts = new Map<string, number>();
  for (const text of all) {
    for (const token of split(checkText(where, text))) counts.set(token, (counts.get(token) ?? 0) + 1);
  }
  const sorted = [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
  return sorted.slice(0, maxTokens && maxTokens - RESERVED).map(([token]) => token);
}

function checkText(where: string, text: unknown): string {
  if (typeof text === "string") return text;
  throw wrongType(where, "a text must be a string", text);
}
