import { describe, expect, test } from "vitest";
import { CharacterVocabulary, WordVocabulary } from "../../src/index.ts";
import { errorOf } from "../contract/tensors.ts";

describe("CharacterVocabulary", () => {
  const vocabulary = CharacterVocabulary.fromTexts(["das große ß", "🙂 é"]);

  test("gives back every text of its characters", () => {
    for (const text of ["großes das 🙂", "é", ""]) expect(vocabulary.decode(vocabulary.encode(text))).toBe(text);
    expect(vocabulary.size).toBe(2 + vocabulary.tokens.length);
  });

  test("counts a text by itself as one text", () => {
    expect(CharacterVocabulary.fromTexts("aab").tokens).toEqual(["a", "b"]);
  });

  test("shows what it does not know, and leaves out padding", () => {
    expect(vocabulary.encode("da!")).toEqual([...vocabulary.encode("da"), 1]);
    expect(vocabulary.decode([0, ...vocabulary.encode("da!"), 0])).toBe("da\uFFFD");
  });

  test("keeps the most frequent characters", () => {
    const few = CharacterVocabulary.fromTexts("cabbacca", { maxTokens: 4 });
    expect([few.tokens, few.size]).toEqual([["a", "c"], 4]);
  });

  test("goes to JSON and back", () => {
    const again = new CharacterVocabulary(JSON.parse(JSON.stringify(vocabulary)));
    expect(again.encode("große")).toEqual(vocabulary.encode("große"));
  });

  test("refuses ids and tokens that cannot be", () => {
    const { size } = vocabulary;
    expect(errorOf(() => vocabulary.decode([size]))).toBe(
      `RangeError: CharacterVocabulary: ids must be from 0 to ${size - 1}, got ${size}.`,
    );
    expect(errorOf(() => vocabulary.decode([1.5]))).toBe(
      "RangeError: CharacterVocabulary: an id must be an integer, got 1.5.",
    );
    expect(errorOf(() => new CharacterVocabulary({ tokens: ["a", "b", "a"] }))).toBe(
      'RangeError: CharacterVocabulary: tokens must not hold a token twice, got "a".',
    );
    expect(errorOf(() => new CharacterVocabulary({ tokens: [1] as never }))).toBe(
      "TypeError: CharacterVocabulary: tokens must be a list of strings, got [1].",
    );
    expect(errorOf(() => CharacterVocabulary.fromTexts("a", { maxTokens: 2 }))).toBe(
      "RangeError: CharacterVocabulary: maxTokens must be greater than 2, got 2.",
    );
  });

  test("refuses what is no text", () => {
    const rule = "TypeError: CharacterVocabulary: a text must be a string, got";
    expect(errorOf(() => vocabulary.encode(["a"] as never))).toBe(`${rule} ["a"].`);
    expect(errorOf(() => CharacterVocabulary.fromTexts(["a", 5] as never))).toBe(`${rule} 5.`);
    expect(errorOf(() => WordVocabulary.fromTexts(null as never))).toBe(
      "TypeError: WordVocabulary: texts must be a string, or strings, got null.",
    );
  });
});

describe("WordVocabulary", () => {
  test("takes words in lower case without punctuation", () => {
    const { tokens } = WordVocabulary.fromTexts(["Don't panic, DON'T!", "Straße 42 – наука, 'quoted'"]);
    expect(tokens).toEqual(["don't", "42", "panic", "quoted", "straße", "наука"]);
  });

  test("encodes and decodes, what it does not know too", () => {
    const vocabulary = WordVocabulary.fromTexts(["to be or not to be"], { maxTokens: 4 });
    expect(vocabulary.tokens).toEqual(["be", "to"]);
    expect(vocabulary.encode("To BE there.")).toEqual([3, 2, 1]);
    expect(vocabulary.decode([3, 2, 1, 0, 0])).toBe("to be [UNK]");
  });

  test("is the same whatever the order of the texts", () => {
    const texts = ["one two", "two three", "three one"];
    expect(WordVocabulary.fromTexts(texts.toReversed()).tokens).toEqual(WordVocabulary.fromTexts(texts).tokens);
  });
});
