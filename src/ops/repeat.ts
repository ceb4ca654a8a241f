/**
 * A graph repeated along the time axis: how `RNN` runs any cell. The loop itself is an instruction of the program, so it
 * runs inside WebAssembly like the loops of the built-in cells.
 *
 * @module
 */
import type { Dimension } from "../check.ts";
import { toValue } from "../graph/call.ts";
import { type Op, Placeholder, record, type Value, type ValueType } from "../graph/value.ts";
import { sizeOf } from "../tensor.ts";
import { apart, type Body, copyIn, copyOut, takeApart } from "./body.ts";
import type { Sequence } from "./recurrent.ts";
import { reshaped } from "./reshape.ts";
import { chosen } from "./where.ts";

/** @internal */
export interface RepeatAttributes {
  readonly body: Body;
  /** Of each sequence that is read, whether it is from its end. */
  readonly reads: readonly boolean[];
  /** Of each sequence that is written, whether it is from its end. */
  readonly writes: readonly boolean[];
  /** Of each state, whether it is given what it starts from; if not it is zeros. */
  readonly given: readonly boolean[];
}

/**
 * Reads sequences [B, T, ...], the given states, and what the body reads from outside. Writes sequences, the states after
 * the last step, and, for the gradient, the sequences of the states before each step. @internal
 */
export const repeatOp: Op<RepeatAttributes> = {
  name: "RNN",
  infer([x], { body, writes }): ValueType[] {
    const time = x!.shape[1] as Dimension;
    const steps = ({ shape: [batch, ...rest], dtype }: ValueType): ValueType => {
      return { shape: batch === undefined ? [time] : [batch, time, ...rest], dtype };
    };
    const states = body.outputs.slice(writes.length);
    return [...body.outputs.slice(0, writes.length).map(steps), ...states, ...states.map(steps)];
  },
  walk: (_, { writes }) => (writes.length > 0 ? "step" : "prefix"),
  emit(emitter, inputs, outputs, { body, reads, writes, given }) {
    // Memory that stays from step to step, one piece for each input of the body.
    const buffers = body.inputs.map((input) => emitter.scratch(sizeOf(input.shape as number[]) * 4));
    const states = buffers.slice(reads.length);
    const initial = inputs.slice(reads.length);
    states.forEach((state, i) => {
      const start = given[i] ? initial.shift()! : undefined;
      const size = sizeOf(body.inputs[reads.length + i]!.shape as number[]);
      if (start) emitter.copy(size, start.address, state);
      else emitter.call("fill", size, emitter.zeros(4), state);
    });

    const [written, final] = [outputs.slice(0, writes.length), outputs.slice(writes.length)];
    const before = final.splice(states.length);
    const { nodes } = takeApart(body);
    const bound = new Map(body.inputs.map((input, i) => [input, buffers[i]!]));
    if (inputs[0]!.shape[1]! > 0) {
      emitter.loop(inputs[0]!.shape[1]!, () => {
        reads.forEach((isBackwards, i) => {
          copyIn(emitter, inputs[i]!, buffers[i]!, isBackwards);
        });
        before.forEach((sequence, i) => {
          if (sequence.wanted) copyOut(emitter, states[i]!, sequence, false);
        });
        const results = emitter.graph(body.outputs, nodes, bound);
        written.forEach((sequence, i) => {
          if (sequence.wanted) copyOut(emitter, results[i]!.address, sequence, writes[i]!);
        });
        // Two states may be made of one another, so all are computed before any is replaced.
        states.forEach((state, i) => {
          const { size, address } = results[writes.length + i]!;
          emitter.copy(size, address, state);
        });
        emitter.drop(body.outputs);
      });
    }
    final.forEach((state, i) => {
      if (state.wanted) emitter.copy(state.size, states[i]!, state.address);
    });
  },
};

/** Records a repetition, of sequences and of the states that are given. @internal */
export function repeat(
  attributes: RepeatAttributes,
  sequences: readonly Value[],
  initial: readonly Value[],
): { written: readonly Value[]; final: readonly Value[] } {
  const values = record(repeatOp, [...sequences, ...initial, ...takeApart(attributes.body).outside], attributes);
  const [count, states] = [attributes.writes.length, attributes.given.length];
  return { written: values.slice(0, count), final: values.slice(count, count + states) };
}

/** One step of a cell: its input and states to its output and next states. */
export type Step = (x: Value, states: readonly Value[]) => { output: Value; states: readonly Value[] };

/** Records the repetition of a step along axis 1 of x. @internal */
export function repeated(
  step: Step,
  x: Value,
  stateTypes: readonly ValueType[],
  { initialState, mask }: { readonly initialState: readonly Value[] | undefined; readonly mask: Value | undefined },
  { goBackwards, returnSequences, zeroOutputForMask }: Sequence,
): { output: Value; states: readonly Value[] } {
  const input = (type: ValueType, name: string): Value => new Placeholder(type, name).outputs[0]!;
  const steps = [x, ...(mask ? [mask] : [])].map(({ shape: [batch, , ...rest], dtype }) => {
    return input({ shape: [batch!, ...rest], dtype }, "step");
  });
  const states = stateTypes.map((type) => input(type, "state"));
  const next = step(steps[0]!, states);
  const last = input(next.output, "last output");
  const keep = (value: Value, otherwise: Value): Value =>
    mask ? chosen(column(steps[1]!, value), value, otherwise) : value;
  const output = keep(next.output, zeroOutputForMask ? toValue("RNN", 0) : last);
  // The last output is one more state, if it is wanted at the end or by the next step.
  const lasts = !returnSequences || (mask && !zeroOutputForMask) ? [last] : [];
  const after = [...lasts.map(() => output), ...next.states.map((state, i) => keep(state, states[i]!))];
  const { written, final } = repeat(
    {
      body: {
        inputs: [...steps, ...lasts, ...states],
        outputs: [...(returnSequences ? [output] : []), ...after.map(apart)],
      },
      reads: steps.map(() => goBackwards),
      writes: returnSequences ? [false] : [],
      given: [...lasts.map(() => false), ...states.map((_, i) => initialState?.[i] !== undefined)],
    },
    [x, ...(mask ? [mask] : [])],
    initialState ?? [],
  );
  return { output: (written[0] ?? final[0])!, states: final.slice(lasts.length) };
}

/** A mask [B] as [B, 1, ...], to be broadcast against a value. */
function column(mask: Value, value: Value): Value {
  return reshaped(mask, [mask.shape[0]!, ...new Array<number>(value.shape.length - 1).fill(1)]);
}
