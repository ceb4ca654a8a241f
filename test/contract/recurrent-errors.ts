/** What every recurrent layer refuses, and in which words. */
import { describe, expect, test } from "vitest";
import { input, Model, type Tensor, tensor } from "../../src/index.ts";
import type { RecurrentSubject } from "./recurrent-subject.ts";
import { errorOf, part, tensorOf } from "./tensors.ts";

/** The refusals of one subject. */
export function describeErrors(name: string, subject: RecurrentSubject): void {
  const x = tensorOf([2, 4, 3]);
  const { states } = subject;
  const layer = subject.layer({ units: 5, name: "r" });
  layer.apply(x);
  const className = layer.className;
  const where = `${className} "r"`;
  const zeros = (...shape: number[]): Tensor => tensor(new Float32Array(shape.reduce((a, b) => a * b, 1)), shape);

  describe(`${name} refuses`, () => {
    test("units that are no positive integer", () => {
      const of = (units: unknown) => errorOf(() => subject.layer({ units: units as number }));
      expect(of(0)).toBe(`RangeError: ${className}: units must be a positive integer, got 0.`);
      expect(of(-3)).toBe(`RangeError: ${className}: units must be a positive integer, got -3.`);
      expect(of(1.5)).toBe(`RangeError: ${className}: units must be a positive integer, got 1.5.`);
      expect(of("4")).toBe(`TypeError: ${className}: units must be a positive integer, got "4".`);
      expect(of(undefined)).toBe(`TypeError: ${className}: units must be a positive integer, got undefined.`);
    });

    test("options that it does not have", () => {
      const known = Object.keys((layer.constructor as unknown as { defaults: object }).defaults);
      expect(errorOf(() => subject.layer({ units: 4, unit: 4 } as never))).toBe(
        `TypeError: ${className}: unknown option "unit". Options: ${[...known, "name", "trainable", "activityRegularizer"].join(", ")}.`,
      );
    });

    test("activations and initializers that it does not know", () => {
      const message = errorOf(() => subject.layer({ units: 4, activation: "than" } as never));
      expect(message).toMatch(
        new RegExp(`^RangeError: ${className}: activation must be one of "linear", .*"tanh".*, got "than"\\.$`),
      );
      const initial = errorOf(() => subject.layer({ units: 4, kernelInitializer: "zero" } as never));
      expect(initial).toMatch(
        new RegExp(`^RangeError: ${className}: kernelInitializer must be one of "zeros", .*, got "zero"\\.$`),
      );
    });

    test("flags that are not true or false", () => {
      expect(errorOf(() => subject.layer({ units: 4, returnState: 1 } as never))).toBe(
        `TypeError: ${className}: returnState must be true or false, got 1.`,
      );
    });

    test("inputs of another shape", () => {
      expect(errorOf(() => layer.apply(zeros(2, 3)))).toBe(
        `RangeError: ${where}: input must have shape [batch, timesteps, 3], got [2, 3]. ` +
          "Set returnSequences: true on the layer before it.",
      );
      expect(errorOf(() => layer.apply(zeros(2, 4, 5)))).toBe(
        `RangeError: ${where}: input must have shape [batch, timesteps, 3], got [2, 4, 5].`,
      );
      expect(errorOf(() => subject.layer({ units: 5, name: "r" }).apply(zeros(2, 4, 5, 3)))).toBe(
        `RangeError: ${where}: input must have shape [batch, timesteps, 5], got [2, 4, 5, 3]. ` +
          "TimeDistributed takes each of several sequences by itself.",
      );
      expect(errorOf(() => subject.layer({ units: 5, name: "r" }).apply(input({ shape: [4, null] })))).toBe(
        `RangeError: ${where}: input must have shape [batch, timesteps, features] with a known number of features, ` +
          "got [batch, 4, any].",
      );
    });

    test("states among the inputs", () => {
      const fresh = subject.layer({ units: 5, name: "r" });
      expect(errorOf(() => fresh.apply([x, zeros(2, 5)]))).toBe(
        `RangeError: ${where}: input must be one tensor, got 2. Give states as { initialState }.`,
      );
    });

    test("initial states of another number or shape", () => {
      const letters = `(${states.join(", ")})`;
      const wanted = `${states.length} tensor${states.length === 1 ? "" : "s"} ${letters} of shape [2, 5]`;
      const more = [...states.map(() => zeros(2, 5)), zeros(2, 5)];
      expect(errorOf(() => layer.apply(x, { initialState: more }))).toBe(
        `RangeError: ${where}: initialState must be ${wanted}, got ${more.length}.`,
      );
      expect(errorOf(() => layer.apply(x, { initialState: [] }))).toBe(
        `RangeError: ${where}: initialState must be ${wanted}, got 0.`,
      );
      expect(errorOf(() => layer.apply(x, { initialState: [[0, 0, 0, 0, 0]] as never }))).toBe(
        `TypeError: ${where}: initialState must be ${wanted}, got [[0, 0, 0, 0, 0]].`,
      );
      const option = states.length === 1 ? "initialState" : "tensor 0 of initialState";
      const all = (...shape: number[]) => ({ initialState: states.map(() => zeros(...shape)) });
      expect(errorOf(() => layer.apply(x, all(2, 4)))).toBe(
        `RangeError: ${where}: ${option} must have shape [2, 5], got [2, 4].`,
      );
      expect(errorOf(() => layer.apply(x, all(1, 5)))).toBe(
        `RangeError: ${where}: ${option} must have shape [2, 5], got [1, 5]. ` +
          "One state for all rows must be repeated for each.",
      );
      expect(errorOf(() => layer.apply(part(x, 0, 0, 1), all(2, 5)))).toBe(
        `RangeError: ${where}: ${option} must have shape [1, 5], got [2, 5].`,
      );
    });

    test("what a call does not take, lest states that are misspelt are zeros", () => {
      expect(errorOf(() => layer.apply(x, { initial_state: zeros(2, 5) } as never))).toBe(
        `TypeError: ${where}: unknown option "initial_state". Options: initialState, mask, training.`,
      );
    });

    test("masks of another shape", () => {
      expect(errorOf(() => layer.apply(x, { mask: zeros(2, 3) }))).toBe(
        `RangeError: ${where}: mask must have shape [2, 4], got [2, 3].`,
      );
      expect(errorOf(() => layer.apply(x, { mask: zeros(2, 4, 3) }))).toBe(
        `RangeError: ${where}: mask must have shape [2, 4], got [2, 4, 3].`,
      );
    });

    test("to be stateful over batches that are open or change", () => {
      const stateful = subject.layer({ units: 5, name: "r", stateful: true });
      expect(errorOf(() => stateful.apply(input({ shape: [4, 3] })))).toBe(
        `RangeError: ${where}: input of a stateful layer must have a fixed batch size, got [batch, 4, 3]. ` +
          "Give input({ batchShape }).",
      );
      stateful.apply(x);
      expect(errorOf(() => stateful.apply(part(x, 0, 0, 1)))).toBe(
        `RangeError: ${where}: input must have the batch size of the states, 2, got [1, 4, 3].`,
      );
      expect(errorOf(() => layer.resetStates())).toBe(
        `Error: ${where}: resetStates needs a stateful layer. Set stateful: true.`,
      );
    });

    test("to unroll a sequence of unknown length", () => {
      const unrolled = subject.layer({ units: 5, name: "r", unroll: true });
      expect(errorOf(() => unrolled.apply(input({ shape: [null, 3] })))).toBe(
        `RangeError: ${where}: input must have a known number of timesteps with unroll: true, got [batch, timesteps, 3].`,
      );
      expect(unrolled.apply(input({ shape: [4, 3] }))).toBeDefined();
    });

    test("to go backwards in a stream", () => {
      const source = input({ shape: [null, 3] });
      const outputs = subject.layer({ units: 5, name: "r", goBackwards: true }).apply(source) as never;
      expect(errorOf(() => new Model({ inputs: source, outputs }).stream())).toBe(
        `Error: stream: ${where} goes backwards, so it cannot run step by step.`,
      );
    });
  });
}
