/**
 * The vocabulary of characters.
 *
 * @module
 */
import { countTokens, type FromTextsOptions, Vocabulary } from "./vocabulary.ts";

const charactersOf = (text: string): string[] => [...text];

/**
 * Texts as ids of their characters (code points). Id 0 is padding, id 1 a character that is not in the vocabulary, which
 * `decode` shows as "\uFFFD".
 *
 * @example
 * ```ts
 * const vocabulary = CharacterVocabulary.fromTexts(["banana", "bandana"]);
 * vocabulary.tokens; // ["a", "n", "b", "d"]
 * vocabulary.encode("ban!"); // [4, 2, 3, 1]
 * vocabulary.decode([4, 2, 3, 0, 0]); // "ban"
 * const again = new CharacterVocabulary(JSON.parse(JSON.stringify(vocabulary)));
 * again.size; // 6
 * ```
 */
export class CharacterVocabulary extends Vocabulary {
  protected override readonly separator = "";
  protected override readonly unknown = "\uFFFD";

  /** Makes a vocabulary of the characters of a text, or of several. */
  static fromTexts(texts: string | Iterable<string>, options: FromTextsOptions = {}): CharacterVocabulary {
    return new CharacterVocabulary({ tokens: countTokens("CharacterVocabulary", texts, charactersOf, options) });
  }

  /** @internal */
  protected override split(text: string): string[] {
    return charactersOf(text);
  }
}
