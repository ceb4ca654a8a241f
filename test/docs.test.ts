import { existsSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import {
  diagnose,
  documents,
  findSnippets,
  linksOf,
  removeSnippets,
  undocumentedOptions,
  writeSnippets,
} from "./docs/snippets.ts";

const snippets = findSnippets();
let diagnostics: Map<string, string[]>;

beforeAll(() => {
  writeSnippets(snippets);
  diagnostics = diagnose(snippets.map(({ file }) => file));
}, 120_000);

afterAll(removeSnippets);

describe("code in documents and docstrings compiles, and gives what its comments say", () => {
  test.each(snippets)("$name", async ({ file, checked }) => {
    expect(diagnostics.get(file)).toEqual([]);
    vi.resetModules();
    await import(checked);
  });
});

test.each(documents)("%s links to files that are there", (document) => {
  expect(linksOf(document).filter((file) => !existsSync(file))).toEqual([]);
});

test("every option has a docstring", () => {
  expect(undocumentedOptions()).toEqual([]);
});
