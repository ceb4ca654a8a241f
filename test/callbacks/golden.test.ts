import { readFileSync } from "node:fs";
import { describe, expect, test, vi } from "vitest";
import { callbacks, type Logs } from "../../src/index.ts";

interface Case {
  readonly kind: "EarlyStopping" | "ReduceLROnPlateau" | "ModelCheckpoint" | "TerminateOnNaN";
  readonly options: Readonly<Record<string, unknown>>;
  readonly steps: number;
  readonly logs: readonly Readonly<Record<string, number | string>>[];
  readonly seen: readonly { readonly stop: boolean; readonly rate: number; readonly saved: number }[];
  readonly weights: number;
}

const golden = JSON.parse(readFileSync(new URL("../golden/callbacks.json", import.meta.url), "utf8")) as {
  readonly cases: readonly Case[];
  readonly csv: readonly { readonly separator: string; readonly logs: Case["logs"]; readonly text: string }[];
};

/** JSON has no NaN: numbers that are none are strings there. */
function logsOf(logs: Case["logs"][number]): Logs {
  const number = (value: number | string): number => Number(String(value).replace("inf", "Infinity"));
  return Object.fromEntries(Object.entries(logs).map(([name, value]) => [name, number(value)]));
}

const camelCase = (name: string): string =>
  name === "min_lr" ? "minLR" : name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());

/** As much of a model as callbacks look at; its weights are the epoch's number. */
function fakeModel() {
  return {
    stopTraining: false,
    optimizer: { learningRate: Math.fround(0.1) },
    weights: -1,
    getWeights() {
      return [this.weights];
    },
    setWeights([epoch]: number[]) {
      this.weights = epoch!;
    },
  };
}

describe("callbacks decide as Keras's do", () => {
  test.each(golden.cases.map((one, i) => [`${one.kind} ${i} ${JSON.stringify(one.options)}`, one] as const))(
    "%s",
    async (_, { kind, options, steps, logs, seen, weights }) => {
      vi.spyOn(console, "log").mockReturnValue();
      const model = fakeModel();
      let saved = 0;
      const given: Record<string, unknown> = Object.fromEntries(
        Object.entries(options).map(([name, value]) => [camelCase(name), value]),
      );
      if (kind === "ModelCheckpoint") {
        given["save"] = () => {
          saved++;
        };
      }
      const callback = new callbacks[kind](given as never) as callbacks.Callback;
      callback.model = model as never;
      callback.params = { epochs: logs.length, steps, verbose: 0, grows: () => false };
      const decisions: Case["seen"][number][] = [];
      await callback.onTrainBegin();
      for (const [epoch, entry] of logs.entries()) {
        const log = logsOf(entry);
        await callback.onEpochBegin(epoch);
        for (let step = 0; step < steps; step++) await callback.onTrainBatchEnd(step, log);
        model.weights = epoch;
        await callback.onEpochEnd(epoch, log);
        decisions.push({ stop: model.stopTraining, rate: model.optimizer.learningRate, saved });
        if (model.stopTraining) break;
      }
      await callback.onTrainEnd({});
      expect(decisions.map(({ stop, saved }) => ({ stop, saved }))).toEqual(
        seen.map(({ stop, saved }) => ({ stop, saved })),
      );
      decisions.forEach(({ rate }, i) => {
        expect(Math.abs(rate - seen[i]!.rate)).toBeLessThanOrEqual(1e-6 * seen[i]!.rate);
      });
      expect(model.weights).toBe(weights);
    },
  );

  test.each(golden.csv)(
    "CSVLogger writes the same table, separated by $separator",
    async ({ separator, logs, text }) => {
      let written = "";
      const logger = new callbacks.CSVLogger({ write: (line) => (written += line), separator });
      logger.onTrainBegin();
      for (const [epoch, entry] of logs.entries()) await logger.onEpochEnd(epoch, logsOf(entry));
      // Python writes 1.0 and nan where JavaScript writes 1 and NaN.
      const cells = (table: string): (string | number)[][] =>
        table
          .split("\n")
          .map((line) => line.split(separator).map((cell) => (/\d|nan/i.test(cell) ? Number(cell) : cell)));
      expect(cells(written)).toEqual(cells(text.replaceAll("nan", "NaN")));
    },
  );
});
