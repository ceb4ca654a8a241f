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

/** A sequence that the way back walks along, and what stands for a step of it in the body. */
interface Walked {
  readonly step: Value;
  readonly sequence: Value;
  readonly isBackwards: boolean;
}

/** Those of several sequences that are there. `ahead` says which the way ahead walks from their end; of states it is none. */
function walkedOf(steps: readonly Maybe[], sequences: readonly Maybe[], ahead: readonly boolean[] = []): Walked[] {
  return steps.flatMap((step, i) => (step ? [{ step, sequence: sequences[i]!, isBackwards: !ahead[i] }] : []));
}

/** @internal */
export const repeatRule: Rule = /* @__PURE__ */ rule(
  repeatOp,
  ({ inputs, outputs, attributes: { body, reads, writes, given }, wants }, dOutputs, backward) => {
    const [steps, states] = [body.inputs.slice(0, reads.length), body.inputs.slice(reads.length)];
    // What a repetition gives: sequences, the states after the last step, and those before each step.
    const [atFinal, atBefore] = [writes.length, writes.length + states.length];
    const [dWritten, dFinal] = [dOutputs.slice(0, atFinal), dOutputs.slice(atFinal, atBefore)];
    const [before, dBefore] = [outputs.slice(atBefore), dOutputs.slice(atBefore)];
    const firstOutside = inputs.length - takeApart(body).outside.length;
    const outside = inputs.slice(firstOutside);

    // One step of the gradient: from those of what the step has made to those of what it was made of.
    const dSteps = dWritten.map((dSequence, i) => dSequence && placeholder(body.outputs[i]!));
    const dNext = states.map(placeholder);
    const dState = dBefore.map((dSequence, i) => dSequence && placeholder(states[i]!));
    const wanted = outside.filter((_, i) => wants[firstOutside + i]);
    const sources = [...steps.filter((_, i) => wants[i]), ...states, ...wanted];
    const results = backward(body.outputs, [...dSteps, ...dNext], sources);
    const found = new Map(sources.map((source, i) => [source, results[i]]));

    // It makes a step of the gradient of each sequence, the gradients of the states before, and sums over all steps.
    const read = steps.filter((step) => found.get(step));
    const dStates = states.map((state, i) => sumOf(found.get(state), dState[i]) ?? filled(state, 0));
    const used = wanted.filter((value) => found.get(value));
    const sums = used.map(placeholder);
    const made = [
      ...read.map((step) => found.get(step)!),
      ...dStates.map(apart),
      ...used.map((value, i) => plus(sums[i]!, found.get(value)!)),
    ];

    // It reads what the step had read and, from the last on, the gradients that come to it and the states it had found.
    const reached = new Set(inOrder(made));
    const walked = [
      ...walkedOf(steps, inputs, reads),
      ...walkedOf(dSteps, dWritten, writes),
      ...walkedOf(dState, dBefore),
      ...walkedOf(
        states.map((state) => (reached.has(state.node) ? state : undefined)),
        before,
      ),
    ];
    const { written, final } = repeat(
      {
        body: { inputs: [...walked.map(({ step }) => step), ...dNext, ...sums], outputs: made },
        reads: walked.map(({ isBackwards }) => isBackwards),
        writes: reads.filter((_, i) => found.get(steps[i]!)).map((isBackwards) => !isBackwards),
        given: [...dFinal.map(isThere), ...sums.map(() => false)],
      },
      walked.map(({ sequence }) => sequence),
      dFinal.filter(isThere),
    );
    const gradients = [...written, ...final.slice(states.length)];
    const bySource = new Map([...read, ...used].map((source, i) => [source, gradients[i]]));
    return [
      ...steps.map((step) => bySource.get(step)),
      ...final.slice(0, states.length).filter((_, i) => given[i]),
      ...outside.map((value) => bySource.get(value)),
    ];
  },
);
