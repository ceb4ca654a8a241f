import { afterEach, describe, expect, test, vi } from "vitest";
import { problem } from "../training/problem.ts";

/** What is printed, with times left out and the code that clears a line by name. */
function printed(lines: readonly string[]): string[] {
  return lines.map((line) => line.replace(/\d+s \d+(ms|µs|s)\/step/, "TIME").replace("\x1b[K", "CLEAR"));
}

function lines(): string[] {
  const found: string[] = [];
  vi.spyOn(console, "log").mockImplementation((line: string) => void found.push(line));
  return found;
}

/** Has the process write to a terminal of so many columns. */
function terminal(columns: number): string[] {
  const found: string[] = [];
  vi.stubGlobal("process", {
    stdout: { isTTY: true, columns, write: (text: string) => found.push(text) },
  });
  return found;
}

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

describe("progress", () => {
  const { x, y } = problem();
  const options = { seed: 1, batchSize: 5, validationData: [x, y] } as const;

  test("is a line an epoch where there is no terminal", async () => {
    const found = lines();
    const { model } = problem();
    const { history } = await model.fit(x, y, { ...options, epochs: 2, verbose: "auto" });
    const results = (epoch: number): string =>
      ["loss", "val_loss"].map((name) => `${name}: ${history[name]![epoch]!.toFixed(4)}`).join(" - ");
    expect(printed(found)).toEqual([
      `Epoch 1/2 - 4/4 - TIME - ${results(0)}`,
      `Epoch 2/2 - 4/4 - TIME - ${results(1)}`,
    ]);
  });

  test("is one line of its own for an evaluation", async () => {
    const found = lines();
    const { model } = problem();
    const { loss } = await model.evaluate(x, y);
    expect(printed(found)).toEqual([`1/1 - TIME - loss: ${loss!.toFixed(4)}`]);
  });

  test("is a bar in a terminal, drawn anew on its line", async () => {
    const found = terminal(200);
    const { model } = problem();
    await model.fit(x, y, { ...options, epochs: 2 });
    expect(printed([found[0]!])[0]).toMatch(/^\rEpoch 1\/2 - 1\/4 ━{5}─{15} - TIME - loss: [\d.]+CLEAR$/);
    expect(found.at(-1)).toBe("\n");
    expect(printed([found.at(-2)!])[0]).toMatch(
      /^\rEpoch 2\/2 - 4\/4 ━{20} - TIME - loss: [\d.]+ - val_loss: [\d.]+CLEAR$/,
    );
  });

  test("is a full bar where an epoch has more batches than the last", async () => {
    const found = terminal(200);
    const { model } = problem();
    let epochs = 0;
    const batches = {
      *[Symbol.iterator]() {
        epochs++;
        for (let i = 0; i < epochs; i++) yield [x, y] as const;
      },
    };
    await model.fit(batches, { epochs: 2 });
    expect(printed([found.at(-2)!])[0]).toMatch(/^\rEpoch 2\/2 - 2\/2 ━{20} - /);
  });

  test("is no longer than the terminal is wide, but for the last line, which says all", async () => {
    const found = terminal(30);
    const { model } = problem();
    await model.fit(x, y, options);
    const drawn = found.slice(0, -2);
    expect(Math.max(...drawn.map((text) => text.length))).toBe("\r".length + 29 + "\x1b[K".length);
    expect(printed([found.at(-2)!])[0]).toMatch(/val_loss: \d+\.\d{4}CLEAR$/);
  });

  test("is whole where a terminal says 0 columns", async () => {
    const found = terminal(0);
    const { model } = problem();
    await model.fit(x, y, options);
    expect(printed([found[0]!])[0]).toMatch(/ - loss: \d+\.\d{4}CLEAR$/);
  });

  test("leaves the line of a bar that was not finished", async () => {
    const found = terminal(80);
    const { model } = problem();
    const fit = model.fit(x, y, { ...options, epochs: 1e6, signal: AbortSignal.timeout(50) });
    await expect(fit).rejects.toThrow("due to timeout");
    expect(found.at(-1)).toBe("\n");
  });

  test("is nothing with verbose 0", async () => {
    const found = [lines(), terminal(80)];
    const { model } = problem();
    await model.fit(x, y, { ...options, verbose: 0 });
    await model.evaluate(x, y, { verbose: 0 });
    expect(found.flat()).toEqual([]);
  });
});
