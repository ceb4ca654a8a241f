/**
 * The vocabulary of words.
 *
 * @module
 */
import { countTokens, type FromTextsOptions, Vocabulary } from "./vocabulary.ts";

// Letters and digits of any script, with the marks that belong to them, and apostrophes inside.
const WORD = /[\p{L}\p{N}\p{M}]+(?:['’][\p{L}\p{N}\p{M}]+)*/gu;

const wordsOf = (text: string): string[] => text.toLowerCase().match(WORD) ?? [];

/**
 * Texts as ids of their words, in lower case and without punctuation. Id 0 is padding, id 1 a word that is not in the
 * vocabulary, which `decode` shows as "[UNK]".
 *
 * @example
 * ```ts
 * const vocabulary = WordVocabulary.fromTexts(["To be, or not to be?"], { maxTokens: 5 });
 * vocabulary.tokens; // ["be", "to", "not"]
 * vocabulary.encode("To err, or not."); // [3, 1, 1, 4]
 * vocabulary.decode([3, 1, 1, 4, 0]); // "to [UNK] [UNK] not"
 * ```
 */
export class WordVocabulary extends Vocabulary {
  protected override readonly separator = " ";
  protected override readonly unknown = "[UNK]";

  /** Makes a vocabulary of the words of a text, or of several. */
  static fromTexts(texts: string | Iterable<string>, options: FromTextsOptions = {}): WordVocabulary {
    return new WordVocabulary({ tokens: countTokens("WordVocabulary", texts, wordsOf, options) });
  }

  /** @internal */
  protected override split(text: string): string[] {
    return wordsOf(text);
  }
}
