/**
 * A graph repeated along the time axis: how `RNN` runs any cell. The loop itself is an instruction of the program, so it
 * runs inside WebAssembly like the loops of the built-in cells.
 *
 * @module
 */
import type { Dimension } from "../check.ts";
import { toValue } from "../graph/call.ts";
import { type Emitter, Moving, type Place } from "../graph/emitter.ts";
import { inOrder, type Op, OpNode, Placeholder, record, type Value, type ValueType } from "../graph/value.ts";
import { sizeOf } from "../tensor.ts";
import { LINEAR } from "../wasm/tags.ts";
import type { Sequence } from "./recurrent.ts";
import { reshaped } from "./reshape.ts";
import { mapElements } from "./unary.ts";
import { chosen } from "./where.ts";

/** One step of a cell, as recorded. */
interface Body {
  /** The input at one step [B, ...], the mask at that step [B] if there is one, the last output, then the states. */
  readonly inputs: readonly Value[];
  /** The output, then the states. */
  readonly outputs: readonly Value[];
}

interface RepeatAttributes extends Sequence {
  readonly body: Body;
  readonly masked: boolean;
  /** How many states are given; the others start from zeros. */
  readonly given: number;
}

const repeatOp: Op<RepeatAttributes> = {
  name: "RNN",
  infer([x], { body, returnSequences }): ValueType[] {
    const [y, ...states] = body.outputs as [Value, ...Value[]];
    const [batch, time] = x!.shape as [Dimension, Dimension];
    const output = returnSequences ? { shape: [batch, time, ...y.shape.slice(1)], dtype: y.dtype } : y;
    return [output, ...states];
  },
  walk: (_, { returnSequences }) => (returnSequences ? "step" : "prefix"),
  emit(emitter, inputs, outputs, { body, masked, given, goBackwards, returnSequences }) {
    const x = inputs[0]!;
    const mask = masked ? inputs[1]! : undefined;
    const initial = inputs.slice(masked ? 2 : 1).slice(0, given);
    const T = x.shape[1]!;

    // Memory that stays from step to step, one piece for each input of the body.
    const buffers = body.inputs.map((input) => emitter.scratch(bytesOf(input)));
    const [xt, ...after] = buffers as [number, ...number[]];
    const maskAt = masked ? after.shift() : undefined;
    const carried = after;
    const carriedValues = body.inputs.slice(masked ? 2 : 1);
    carriedValues.forEach((value, i) => {
      // The first is the last output, which starts from zeros; the states follow.
      const start = i >= 1 ? initial[i - 1] : undefined;
      if (start) emitter.copy(start.size, start.address, carried[i]!);
      else emitter.call("fill", sizeOf(value.shape as number[]), emitter.zeros(4), carried[i]!);
    });

    const { nodes } = takeApart(body);
    const bound = new Map(body.inputs.map((input, i) => [input, buffers[i]!]));
    if (T > 0) {
      emitter.loop(T, () => {
        copyStep(emitter, x, xt, goBackwards);
        if (mask && maskAt !== undefined) copyStep(emitter, mask, maskAt, goBackwards);
        const results = emitter.graph(body.outputs, nodes, bound);
        // Two states may be made of one another, so all are computed before any is replaced.
        results.forEach((result, i) => {
          emitter.copy(result.size, result.address, carried[i]!);
        });
        if (returnSequences) copyOut(emitter, carried[0]!, outputs[0]!);
        emitter.drop(body.outputs);
      });
    }
    if (!returnSequences) emitter.copy(outputs[0]!.size, carried[0]!, outputs[0]!.address);
    outputs.slice(1).forEach((state, i) => {
      if (state.wanted) emitter.copy(state.size, carried[i + 1]!, state.address);
    });
  },
};

function bytesOf(value: Value): number {
  return sizeOf(value.shape as readonly number[]) * 4;
}

/** The ops of a body that depend on its inputs, and the values from outside that they read. */
function takeApart({ inputs, outputs }: Body): { nodes: OpNode[]; outside: Value[] } {
  const dependent = new Set<Value>(inputs);
  const nodes = inOrder(outputs).filter((node): node is OpNode => {
    if (!(node instanceof OpNode) || !node.inputs.some((input) => dependent.has(input))) return false;
    for (const output of node.outputs) dependent.add(output);
    return true;
  });
  const read = [...nodes.flatMap((node) => node.inputs), ...outputs];
  return { nodes, outside: [...new Set(read.filter((value) => !dependent.has(value)))] };
}

/** Copies step t of [B, T, ...] to [B, ...]; the next turn of the loop copies the next step. */
function copyStep(emitter: Emitter, x: Place, to: number, goBackwards: boolean): void {
  const [B, T] = x.shape as [number, number];
  const width = sizeOf(x.shape.slice(2));
  const first = goBackwards ? x.address + (T - 1) * width * 4 : x.address;
  const from = new Moving(first, goBackwards ? -width * 4 : width * 4);
  emitter.call("copy", 1, 1, B, width, from, 0, 0, T * width, 1, to, 0, 0, width, 1);
}

function copyOut(emitter: Emitter, from: number, y: Place): void {
  const [B, T] = y.shape as [number, number];
  const width = sizeOf(y.shape.slice(2));
  const to = new Moving(y.address, width * 4);
  emitter.call("copy", 1, 1, B, width, from, 0, 0, width, 1, to, 0, 0, T * width, 1);
}

/** One step of a cell: its input and states to its output and next states. */
export type Step = (x: Value, states: readonly Value[]) => { output: Value; states: readonly Value[] };

/** Records the repetition of a step along axis 1 of x. @internal */
export function repeated(
  step: Step,
  x: Value,
  stateTypes: readonly ValueType[],
  { initialState, mask }: { readonly initialState: readonly Value[] | undefined; readonly mask: Value | undefined },
  sequence: Sequence,
): { output: Value; states: readonly Value[] } {
  const given = (type: ValueType, name: string): Value => new Placeholder(type, name).outputs[0]!;
  const xt = given({ shape: [x.shape[0]!, ...x.shape.slice(2)], dtype: x.dtype }, "step");
  const states = stateTypes.map((type) => given(type, "state"));
  const next = step(xt, states);
  const last = given(next.output, "last output");
  const inputs = [
    xt,
    ...(mask ? [given({ shape: [mask.shape[0]!], dtype: mask.dtype }, "mask")] : []),
    last,
    ...states,
  ];
  const keep = (value: Value, otherwise: Value): Value =>
    mask ? chosen(column(inputs[1]!, value), value, otherwise) : value;
  const skipped = sequence.zeroOutputForMask ? toValue("RNN", 0) : last;
  const outputs = [keep(next.output, skipped), ...next.states.map((state, i) => keep(state, states[i]!))].map(apart);
  const body = { inputs, outputs };
  const attributes = { ...sequence, body, masked: mask !== undefined, given: initialState?.length ?? 0 };
  const operands = [x, ...(mask ? [mask] : []), ...(initialState ?? []), ...takeApart(body).outside];
  const [output, ...final] = record(repeatOp, operands, attributes);
  return { output: output!, states: final };
}

/** A mask [B] as [B, 1, ...], to be broadcast against a value. */
function column(mask: Value, value: Value): Value {
  return reshaped(mask, [mask.shape[0]!, ...new Array<number>(value.shape.length - 1).fill(1)]);
}

/** A value in memory of its own: one that is an input of the body is overwritten while others may still be copied. */
function apart(value: Value): Value {
  let source = value;
  while (source.node instanceof OpNode && source.node.op.alias) source = source.node.inputs[0]!;
  return source.node instanceof Placeholder ? mapElements("RNN", LINEAR, value, value.dtype) : value;
}
