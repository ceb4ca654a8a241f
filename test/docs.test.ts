import { beforeAll, describe, expect, test, vi } from "vitest";
import { diagnose, findSnippets, writeSnippets } from "./docs/snippets.ts";

const snippets = findSnippets();
let diagnostics: Map<string, string[]>;

beforeAll(() => {
  writeSnippets(snippets);
  diagnostics = diagnose(snippets.map(({ file }) => file));
}, 120_000);

describe("code in documents and docstrings compiles, and gives what its comments say", () => {
  test.each(snippets)("$name", async ({ file, checked }) => {
    expect(diagnostics.get(file)).toEqual([]);
    vi.resetModules();
    await import(checked);
  });
});
