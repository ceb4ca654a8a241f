import { execFileSync, spawnSync } from "node:child_process";
import { describe, expect, test } from "vitest";

const environment = { ...process.env, CI: "true" };

/** What an example prints, without blanks at the ends of lines. */
function run(file: string, ...args: string[]): string[] {
  const output = execFileSync("npx", ["tsx", file, ...args], { encoding: "utf8", env: environment });
  return output.split("\n").map((line) => line.trim());
}

describe("examples/return-sequences-and-state.ts", () => {
  const lines = run("examples/return-sequences-and-state.ts");
  const part = (title: string): string[] => {
    const start = lines.findIndex((line) => line.startsWith(title));
    const end = lines.findIndex((line, i) => i > start && /^(GRU:|LSTM:|From )/.test(line));
    return lines.slice(start, end < 0 ? undefined : end);
  };
  const results = (title: string): string[] =>
    part(title)
      .map((line) => /(output|h|c) +(\[[\d, ]+\]) +-?\d/.exec(line))
      .filter((found) => found !== null)
      .map(([, what, shape]) => `${what} ${shape}`);

  test("shows what a GRU returns for each setting of the two options", () => {
    expect(results("GRU: one state")).toEqual([
      "output [1, 2]",
      "output [1, 3, 2]",
      "output [1, 2]",
      "h [1, 2]",
      "output [1, 3, 2]",
      "h [1, 2]",
    ]);
  });

  test("shows what an LSTM returns for each setting of the two options", () => {
    expect(results("LSTM: two states")).toEqual([
      "output [1, 2]",
      "output [1, 3, 2]",
      "output [1, 2]",
      "h [1, 2]",
      "c [1, 2]",
      "output [1, 3, 2]",
      "h [1, 2]",
      "c [1, 2]",
    ]);
  });

  test("finds h equal to the last step of the sequence, and c equal to nothing that is returned beside it", () => {
    for (const title of ["GRU: one state", "LSTM: two states"]) {
      expect(part(title)).toContain("output without returnSequences = last step of output with it");
      expect(part(title)).toContain("h = last step of output");
    }
    expect(part("LSTM: two states")).toContain("c ≠ h");
  });

  test("finds a decoder that is given the encoder's states equal to one layer over both sequences", () => {
    expect(part("From a GRU")).toContain("decoded = steps 4 to 7 of one GRU over x and target in a row");
    expect(part("From an LSTM")).toContain("decoded = steps 4 to 7 of one LSTM over x and target in a row");
  });

  test("finds a decoder without the state deaf to the encoder", () => {
    expect(part("From a GRU")).toContain("decoded ≠ decoded after another x");
    expect(part("From a GRU")).toContain("decoded ≠ decoded without initialState");
  });

  test("shows that an LSTM's h alone is refused", () => {
    expect(part("From an LSTM")).toContain(
      'LSTM "decoder": initialState must be 2 tensors (h, c) of shape [1, 2], got 1.',
    );
  });
});

describe("examples/dates/demo.ts", () => {
  /** `text → date`, the time left out. */
  const dates = (lines: readonly string[]): string[] =>
    lines
      .filter((line) => line.includes("→"))
      .map((line) => line.replace(/ +→ +/, " → ").replace(/ +[\d.]+ [µm]s$/, ""));

  test("reads its own dates, by stream and by hand alike", () => {
    const lines = run("examples/dates/demo.ts");
    expect(dates(lines)).toContain("21 Nov 2026 → 2026-11-21");
    expect(dates(lines)).toContain("the 3rd of March, 1999 → 1999-03-03");
    expect(dates(lines)).toContain("11/21/26 → 2026-11-21");
    expect(lines).toContain("With the decoder's state passed by hand: the same dates");
  });

  test("reads the dates on its command line", () => {
    expect(dates(run("examples/dates/demo.ts", "7 July 1984", "12/24/2001"))).toEqual([
      "7 July 1984 → 1984-07-07",
      "12/24/2001 → 2001-12-24",
    ]);
  });

  test("reads dates from standard input, a line each", () => {
    const { stdout } = spawnSync("npx", ["tsx", "examples/dates/demo.ts"], {
      encoding: "utf8",
      input: "7 July 1984\n\n12/24/2001\n",
      env: environment,
    });
    expect(dates(stdout.split("\n").map((line) => line.trim()))).toEqual([
      "7 July 1984 → 1984-07-07",
      "12/24/2001 → 2001-12-24",
    ]);
  });
});
