/**
 * The gradient of a repetition: a repetition from the last step to the first. Each step computes again what it needs of
 * the forward step, from its inputs and from the states that it had found.
 *
 * @module
 */
import { inOrder, Placeholder, type Value } from "../graph/value.ts";
import { apart, takeApart } from "../ops/body.ts";
import { filled } from "../ops/like.ts";
import { repeat, repeatOp } from "../ops/repeat.ts";
import { plus } from "./arithmetic.ts";
import { type Maybe, type Rule, rule, sumOf } from "./gradient.ts";

const placeholder = (like: Value): Value => new Placeholder(like, "gradient").outputs[0]!;
const isThere = (value: Maybe): value is Value => value !== undefined;
const turned = (isBackwards: boolean): boolean => !isBackwards;

/** @internal */
export const repeatRule: Rule = /* @__PURE__ */ rule(
  repeatOp,
  ({ inputs, outputs, attributes: { body, reads, writes, given }, wants }, dOutputs, backward) => {
    const [steps, states] = [body.inputs.slice(0, reads.length), body.inputs.slice(reads.length)];
    const [dWritten, dFinal, dBefore] = [0, writes.length, writes.length + states.length].map((start, i) => {
      return dOutputs.slice(start, start + (i === 0 ? writes.length : states.length));
    }) as [Maybe[], Maybe[], Maybe[]];
    const isOutside = inputs.length - takeApart(body).outside.length;
    const outside = inputs.filter((_, i) => i >= isOutside && wants[i]);

    // One step of the gradient: from those of what the step has made to those of what it was made of.
    const dSteps = dWritten.map((dSequence, i) => dSequence && placeholder(body.outputs[i]!));
    const dNext = states.map(placeholder);
    const dState = dBefore.map((dSequence, i) => dSequence && placeholder(states[i]!));
    const sources = [...steps.filter((_, i) => wants[i]), ...states, ...outside];
    const results = backward(body.outputs, [...dSteps, ...dNext], sources);
    const found = new Map(sources.map((source, i) => [source, results[i]]));

    const read = steps.filter((step) => found.get(step));
    const dStates = states.map((state, i) => sumOf(found.get(state), dState[i]) ?? filled(state, 0));
    const used = outside.filter((value) => found.get(value));
    const sums = used.map(placeholder);
    const made = [
      ...read.map((step) => found.get(step)!),
      ...dStates.map(apart),
      ...used.map((value, i) => plus(sums[i]!, found.get(value)!)),
    ];
    const reached = new Set(inOrder(made));
    const before = states.map((state) => reached.has(state.node));
    const sequences = [
      ...inputs.slice(0, steps.length),
      ...[...dWritten, ...dBefore].filter(isThere),
      ...outputs.slice(writes.length + states.length).filter((_, i) => before[i]),
    ];
    const { written, final } = repeat(
      {
        body: {
          inputs: [
            ...steps,
            ...[...dSteps, ...dState].filter(isThere),
            ...states.filter((_, i) => before[i]),
            ...dNext,
            ...sums,
          ],
          outputs: made,
        },
        reads: [
          ...reads.map(turned),
          ...writes.filter((_, i) => dWritten[i]).map(turned),
          // States are written from the first step on.
          ...[...dBefore.filter(isThere), ...before.filter((is) => is)].map(() => true),
        ],
        writes: reads.filter((_, i) => found.get(steps[i]!)).map(turned),
        given: [...dFinal.map(isThere), ...sums.map(() => false)],
      },
      sequences,
      dFinal.filter(isThere),
    );
    const initial = final.slice(0, states.length).filter((_, i) => given[i]);
    const bySource = new Map(
      [...read, ...used].map((source, i) => [source, [...written, ...final.slice(states.length)][i]]),
    );
    return [
      ...steps.map((step) => bySource.get(step)),
      ...initial,
      ...inputs.slice(isOutside).map((value) => bySource.get(value)),
    ];
  },
);
