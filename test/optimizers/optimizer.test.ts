import { describe, expect, test } from "vitest";
import type { Value } from "../../src/graph/value.ts";
import { Variable } from "../../src/graph/variable.ts";
import { ops, optimizers, tensor } from "../../src/index.ts";
import { getOptimizer, optimizerClasses } from "../../src/optimizers/by-name.ts";
import { optimizerNames } from "../../src/optimizers/names.ts";
import { numbers } from "../numbers.ts";
import { Steps } from "./steps.ts";

const { Adam, SGD, schedules } = optimizers;

function weight(name = "kernel", seed = 1): Variable {
  return new Variable(name, [5], () => numbers(5, seed), true);
}

const gradient = tensor(numbers(5, 2), [5]);

describe("Optimizer", () => {
  test("is found by name, or taken as it is", () => {
    const own = new SGD();
    expect(getOptimizer("compile", own)).toBe(own);
    expect(optimizerNames.map((name) => getOptimizer("compile", name).className)).toEqual(
      Object.keys(optimizerClasses),
    );
    expect(() => getOptimizer("compile", "adamm")).toThrow(
      new RangeError(
        'compile: optimizer must be one of "adadelta", "adagrad", "adam", "adamax", "adamw", "lion", "nadam", "rmsprop", ' +
          '"sgd", got "adamm".',
      ),
    );
    expect(() => getOptimizer("compile", {})).toThrow(
      new TypeError("compile: optimizer must be the name of an optimizer, or an optimizer, got an object."),
    );
  });

  test.each(optimizerNames)("%s can be made again from its configuration", (name) => {
    const optimizer = getOptimizer("compile", name);
    const config = optimizer.getConfig();
    const again = optimizerClasses[optimizer.className]!.fromConfig(config);
    expect(again.getConfig()).toEqual(config);
    expect([again.name, again.learningRate]).toEqual([name, optimizer.learningRate]);
  });

  test("keeps its schedule in its configuration, also one of the user's own", () => {
    class Halving extends schedules.LearningRateSchedule<{ from?: number }> {
      static readonly className = "Halving";
      constructor(options: { from?: number } = {}) {
        super({ from: 1 }, options);
      }
      override call(step: number): number {
        return this.options.from / 2 ** step;
      }
    }
    const config = new Adam({ learningRate: new Halving({ from: 3 }) }).getConfig();
    expect(Adam.fromConfig(config, { Halving }).learningRate).toBe(3);
    expect(() => Adam.fromConfig(config)).toThrow(
      /^fromConfig: schedule "Halving" is not known\. Known: CosineDecay, /,
    );
    expect(() => new Adam({ learningRate: () => 1 }).getConfig()).toThrow(
      new Error("Adam: a learning rate that is a function cannot be kept. Use a schedule."),
    );
  });

  test("has a learning rate that can be set unless a schedule decides", () => {
    const optimizer = new SGD();
    expect(optimizer.learningRate).toBe(0.01);
    optimizer.learningRate = 0.5;
    expect([optimizer.learningRate, optimizer.getConfig()["learningRate"]]).toEqual([0.5, 0.5]);
    const scheduled = new SGD({ learningRate: (step) => 1 / (1 + step) });
    scheduled.iterations = 3;
    expect(scheduled.learningRate).toBe(0.25);
    expect(() => {
      scheduled.learningRate = 1;
    }).toThrow(new Error("SGD: learningRate cannot be set, because a schedule decides about it."));
    expect(() => {
      optimizer.learningRate = -1;
    }).toThrow(new RangeError("SGD: learningRate must be a number of 0 or more, got -1."));
  });

  test("remembers what was, so that another one can go on with it", () => {
    const options = { learningRate: 0.1, amsgrad: true, useEma: true, weightDecay: 0.1 };
    const [first, second] = [weight(), weight()];
    const whole = new Adam(options);
    using steps = new Steps(whole, [first]);
    for (let i = 0; i < 3; i++) steps.take([gradient]);

    const resumed = new Adam(options);
    resumed.build([second]);
    second.assign(first.data.slice());
    resumed.variables.forEach((slot, i) => {
      slot.assign(whole.variables[i]!.data.slice());
    });
    resumed.iterations = whole.iterations;
    using further = new Steps(resumed, [second]);
    for (let i = 0; i < 3; i++) {
      steps.take([gradient]);
      further.take([gradient]);
    }
    expect(second.data).toEqual(first.data);
  });

  test("trains some of the weights that it was built for, and no others", () => {
    const optimizer = new SGD();
    const [a, b, c] = [weight("a"), weight("b"), weight("c")];
    optimizer.build([a, b]);
    optimizer.build([b]);
    expect(() => optimizer.build([b, c])).toThrow(
      new Error("SGD: it was built for other weights. Use an optimizer for one model only."),
    );
    expect(() => optimizer.excludeFromWeightDecay({ names: ["bias"] })).toThrow(
      new Error("SGD: weights cannot be excluded from decay once the optimizer is built."),
    );
  });

  test("refuses a step without any gradient", () => {
    using steps = new Steps(new SGD(), [weight()]);
    expect(() => steps.take([undefined])).toThrow(
      new Error("SGD: there is nothing to train: no weight that can be trained has a part in the loss."),
    );
  });

  test("lets decay all weights but those excluded", () => {
    const optimizer = new SGD({ learningRate: 1, weightDecay: 0.5 });
    const [kernel, bias, gain] = [weight("kernel"), weight("bias"), weight("gain")];
    optimizer.excludeFromWeightDecay({ variables: [gain], names: ["bias"] });
    using steps = new Steps(optimizer, [kernel, bias, gain]);
    const none = [0, 1, 2].map(() => tensor(new Float32Array(5), [5]));
    steps.take(none);
    expect(kernel.data).toEqual(numbers(5, 1).map((x) => x / 2));
    expect([bias.data, gain.data]).toEqual([numbers(5, 1), numbers(5, 1)]);
  });

  test("can be of the user's own making", () => {
    class Halfway extends optimizers.Optimizer {
      static readonly className = "Halfway";
      constructor(options: optimizers.OptimizerOptions = {}) {
        super({ learningRate: 0.5 }, options);
      }
      protected override update(w: Value, _: Value, __: optimizers.Slots, [rate]: readonly Value[]): Value {
        return ops.multiply(w, rate!);
      }
    }
    const variable = weight();
    using steps = new Steps(new Halfway(), [variable]);
    steps.take([gradient]);
    expect(variable.data).toEqual(numbers(5, 1).map((x) => x / 2));
  });

  test("may remember what another slot held before the step", () => {
    class Remembering extends optimizers.Optimizer {
      static readonly className = "Remembering";
      constructor() {
        super({ learningRate: 0.5 }, {});
      }
      protected override makeSlots(weights: readonly Variable[]): void {
        this.addSlots(weights, ["last", "older"]);
      }
      protected override update(w: Value, g: Value, slots: optimizers.Slots): Value {
        const last = slots.get("last");
        slots.set("last", g);
        slots.set("older", last);
        return w;
      }
    }
    const [variable, optimizer] = [weight(), new Remembering()];
    using steps = new Steps(optimizer, [variable]);
    const gradients = [gradient, tensor(numbers(5, 3), [5])];
    for (const one of gradients) steps.take([one]);
    expect(optimizer.variables.map(({ data }) => data)).toEqual([gradients[1]!.data, gradients[0]!.data]);
    expect(variable.data).toEqual(numbers(5, 1));
  });

  test("says what is wrong with an option", () => {
    const wrong: readonly (readonly [() => unknown, string])[] = [
      [() => new SGD({ momentum: 2 }), "SGD: momentum must be a number from 0 to 1, got 2."],
      [
        () => new SGD({ clipnorm: 1, clipvalue: 1 }),
        'SGD: only one of clipnorm, clipvalue and globalClipnorm must be given, got ["clipnorm", "clipvalue"].',
      ],
      [() => new SGD({ clipnorm: 0 }), "SGD: clipnorm must be a positive number, got 0."],
      [
        () => new SGD({ gradientAccumulationSteps: 1 }),
        "SGD: gradientAccumulationSteps must be an integer of 2 or more, got 1.",
      ],
      [() => new SGD({ emaMomentum: 2 }), "SGD: emaMomentum must be a number from 0 to 1, got 2."],
      [
        () => new SGD({ learningRate: "fast" as never }),
        'SGD: learningRate must be a number, a schedule or a function of the step, got "fast".',
      ],
      [() => new Adam({ beta1: 1.5 }), "Adam: beta1 must be a number from 0 to 1, got 1.5."],
      [() => new optimizers.Lion({ beta1: 0 }), "Lion: beta1 must be above 0, got 0."],
      [
        () => new optimizers.AdamW({ weightDecay: null }),
        "AdamW: weightDecay must be a number of 0 or more, got null.",
      ],
    ];
    for (const [make, message] of wrong) expect(make).toThrow(message);
    expect(() => new SGD({ lossScaleFactor: 2 } as never)).toThrow(
      /^SGD: unknown option "lossScaleFactor"\. Options: /,
    );
  });
});
