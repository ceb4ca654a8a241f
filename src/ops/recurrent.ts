/**
 * What the three recurrent sequences have in common: their inputs, the shapes of their outputs, and their flags.
 *
 * @module
 */
import type { Dimension, Shape } from "../check.ts";
import type { Emitter, Place } from "../graph/emitter.ts";
import { currentTrace } from "../graph/trace.ts";
import { type Op, record, type Value, type ValueType, type Walk } from "../graph/value.ts";
import { inStrips, padded } from "../graph/variable.ts";
import * as tags from "../wasm/tags.ts";

/** How a sequence is walked along; Keras's options. */
export interface Sequence {
  readonly goBackwards: boolean;
  readonly returnSequences: boolean;
  readonly zeroOutputForMask: boolean;
}

/** The operands of a sequence. */
export interface SequenceOperands {
  /** [B, T, I] */
  readonly x: Value;
  /** W [I, G·H] */
  readonly kernel: Value;
  /** U [H, G·H] */
  readonly recurrentKernel: Value;
  readonly bias: Value | undefined;
  /** Each [B, H]; undefined for zeros. */
  readonly initialState: readonly Value[] | undefined;
  /** [B, T]; undefined when every step counts. */
  readonly mask: Value | undefined;
}

/** The attributes of a sequence op: `A`, and which optional operands are there. */
export type SequenceAttributes<A> = A &
  Sequence & { readonly biased: boolean; readonly masked: boolean; readonly states: number };

/** What `emit` of one cell gets: sizes, places (0 for an operand that is not there) and flags. */
export interface SequenceCall {
  readonly T: number;
  readonly B: number;
  readonly I: number;
  readonly H: number;
  readonly flags: number;
  readonly x: number;
  readonly mask: number;
  /** One address a state, 0 for zeros. */
  readonly initial: readonly number[];
  /** W and U packed, the bias padded by gate. */
  readonly W: number;
  readonly U: number;
  readonly b: number;
  /** 0 if nobody reads it. */
  readonly y: number;
  /** One address a state, 0 for one that nobody reads. */
  readonly final: readonly number[];
  /** What each step leaves to the backward pass; 0 if there is none. */
  readonly saved: number;
}

/** What tells a cell from another here. */
export interface CellShape<A> {
  readonly name: string;
  /** States of size H: h, or h and c. */
  readonly states: number;
  /** Gates side by side in W and U. */
  readonly gates: number;
  /** What a step saves for the backward pass beside h, in rows of units. */
  readonly saves: number;
  /** Rows of gates in the bias: 2 where there is one for the input and one for the state. */
  readonly biasRows: (attributes: A) => number;
  /** Whether a step multiplies h by all of U at once. */
  readonly multipliesOnce: (attributes: A) => boolean;
}

// Their derivatives are functions of what they give, which is all that the kernels save.
const DIFFERENTIABLE = new Set<number>([
  tags.LINEAR,
  tags.SIGMOID,
  tags.TANH,
  tags.RELU,
  tags.RELU6,
  tags.HARD_TANH,
  tags.HARD_SIGMOID,
]);

/** Whether the backward kernels know the derivatives of some activations, given by their tags. @internal */
export function hasKernelGradient(...activations: readonly number[]): boolean {
  return activations.every((tag) => DIFFERENTIABLE.has(tag));
}

/** Makes the op of a cell; `emit` appends its kernel. @internal */
export function sequenceOp<A>(
  { name, states: stateCount, gates: G, saves, biasRows, multipliesOnce }: CellShape<A>,
  emit: (emitter: Emitter, call: SequenceCall, attributes: A) => void,
): Op<SequenceAttributes<A>> {
  return {
    name,
    infer: ([x, , U], { returnSequences }) =>
      sequenceTypes(x!.shape, U!.shape[0] as number, stateCount, saves, returnSequences),
    replacesStates: true,
    walk: (_, { returnSequences }): Walk => (returnSequences ? "step" : "prefix"),
    emit(emitter, inputs, outputs, attributes) {
      const rest = [...inputs.slice(3)];
      const bias = attributes.biased ? rest.shift() : undefined;
      const mask = attributes.masked ? rest.shift() : undefined;
      const [x, kernel, recurrentKernel] = inputs as [Place, Place, Place];
      const [B, T, I] = x.shape as [number, number, number];
      const H = recurrentKernel.shape[0]!;
      const strips = multipliesOnce(attributes) && inStrips(B);
      const call: SequenceCall = {
        T,
        B,
        I,
        H,
        flags: flagsOf(attributes) + (strips ? tags.STRIPS : 0),
        x: x.address,
        mask: mask?.address ?? 0,
        initial: Array.from({ length: stateCount }, (_, i) => rest[i]?.address ?? 0),
        W: emitter.packed(kernel, { K: I, G, H, packer: strips && inStrips(T * B) ? "packStrips" : "pack" }),
        U: emitter.packed(recurrentKernel, { K: H, G, H, packer: strips ? "packStrips" : "pack" }),
        b: emitter.packedBias(bias, G * biasRows(attributes), H),
        y: outputs[0]!.address,
        final: outputs.slice(1, -1).map((place) => place.address),
        saved: outputs.at(-1)!.address,
      };
      emit(emitter, call, attributes);
    },
  };
}

// Floats between the rows of what is saved; see assembly/forward.ts.
const GAP = 16;

/** The types of y, of the states, and of what is saved. */
function sequenceTypes(x: Shape, H: number, states: number, saves: number, returnSequences: boolean): ValueType[] {
  const [B, T] = x as [Dimension, Dimension];
  const state: ValueType = { shape: [B, H], dtype: "float32" };
  const y: ValueType = returnSequences ? { shape: [B, T, H], dtype: "float32" } : state;
  const saved: ValueType = { shape: [T, B, (1 + saves) * padded(H) + GAP], dtype: "float32" };
  return [y, ...new Array<ValueType>(states).fill(state), saved];
}

/** The flags of the kernels. @internal */
export function flagsOf({ goBackwards, returnSequences, zeroOutputForMask }: Sequence): number {
  return (
    (goBackwards ? tags.GO_BACKWARDS : 0) +
    (returnSequences ? tags.RETURN_SEQUENCES : 0) +
    (zeroOutputForMask ? tags.ZERO_OUTPUT_FOR_MASK : 0)
  );
}

/** Records a sequence; the first value is y, the others are the states after the last step. @internal */
export function sequence<A>(
  op: Op<SequenceAttributes<A>>,
  operands: SequenceOperands,
  options: Sequence & A,
): { output: Value; states: readonly Value[] } {
  const { recurrentKernel, bias, mask, initialState } = operands;
  const given = [operands.x, operands.kernel] as const;
  const [x, kernel] = currentTrace()?.factors?.(...given) ?? given;
  const inputs = [x, kernel, recurrentKernel, bias, mask, ...(initialState ?? [])].filter(
    (value) => value !== undefined,
  );
  const present = { biased: bias !== undefined, masked: mask !== undefined, states: initialState?.length ?? 0 };
  const [output, ...states] = record(op, inputs, { ...options, ...present }).slice(0, -1);
  return { output: output!, states };
}
