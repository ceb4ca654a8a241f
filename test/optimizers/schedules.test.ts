import { describe, expect, test } from "vitest";
import type { Config } from "../../src/configured.ts";
import { schedules } from "../../src/optimizers/index.ts";
import { configFrom, differs, ruleCases } from "../golden/rules.ts";

interface ScheduleCase {
  readonly kind: string;
  readonly name: string;
  readonly className: string;
  readonly config: Config;
  readonly steps: readonly number[];
  readonly rates: readonly number[];
}

const cases = ruleCases<ScheduleCase>("rules").filter(({ kind }) => kind === "schedule");
const classes = schedules as unknown as Readonly<
  Record<string, { fromConfig(config: Config): schedules.LearningRateSchedule }>
>;

describe("schedules", () => {
  test.each(cases)("$name gives Keras's learning rates", ({ className, config, steps, rates }) => {
    const schedule = classes[className]!.fromConfig(configFrom(config));
    const got = steps.map((step) => schedule.call(step));
    expect(differs(got, rates)).toBeUndefined();
    expect(schedule.getConfig()).toEqual(configFrom(config));
  });

  test("say what is wrong with an option", () => {
    const decay = { initialLearningRate: 0.1, decaySteps: 10 };
    expect(() => new schedules.ExponentialDecay({ ...decay, decayRate: -1 })).toThrow(
      new RangeError("ExponentialDecay: decayRate must be a number of 0 or more, got -1."),
    );
    expect(() => new schedules.CosineDecay({ initialLearningRate: 0.1 } as never)).toThrow(
      new TypeError("CosineDecay: decaySteps must be a positive number, got undefined."),
    );
    expect(() => new schedules.CosineDecayRestarts({ initialLearningRate: 1, firstDecaySteps: 5, tMul: 0.5 })).toThrow(
      new RangeError("CosineDecayRestarts: tMul must be a number of 1 or more, got 0.5."),
    );
    expect(() => new schedules.PiecewiseConstantDecay({ boundaries: [2, 5], values: [1, 2] })).toThrow(
      new RangeError(
        "PiecewiseConstantDecay: values must be 3 numbers, one more than there are boundaries, got [1, 2].",
      ),
    );
    expect(() => new schedules.PiecewiseConstantDecay({ boundaries: [5, 5], values: [1, 2, 3] })).toThrow(
      new RangeError("PiecewiseConstantDecay: boundaries must grow, got [5, 5]."),
    );
  });
});
