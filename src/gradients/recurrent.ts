/**
 * What the gradients of the three recurrent sequences have in common: one kernel goes back through all of a sequence.
 *
 * @module
 */
import { refused } from "../check.ts";
import type { Emitter } from "../graph/emitter.ts";
import { type Op, record, type Value, type ValueType } from "../graph/value.ts";
import { type CellShape, flagsOf, hasKernelGradient, type SequenceAttributes } from "../ops/recurrent.ts";
import { wasm } from "../wasm/load.ts";
import { type Rule, rule } from "./gradient.ts";

/** The attributes of the op, and which gradients come to it. */
type BackwardAttributes<A> = SequenceAttributes<A> & { readonly given: readonly boolean[] };

/** What `emit` of one cell gets: sizes, flags, and places; 0 for a gradient that does not come or that nobody reads. */
export interface BackwardCall {
  readonly T: number;
  readonly B: number;
  readonly I: number;
  readonly H: number;
  readonly flags: number;
  readonly x: number;
  readonly mask: number;
  /** W and U packed transposed. */
  readonly W: number;
  readonly U: number;
  readonly saved: number;
  readonly dy: number;
  /** One address a state. */
  readonly dFinal: readonly number[];
  readonly dx: number;
  readonly dInitial: readonly number[];
  readonly dW: number;
  readonly dU: number;
  readonly db: number;
  readonly work: number;
}

/** Of a cell with so many gradients of gates in a row, the rule of its op; `emit` appends its backward kernel. @internal */
export function sequenceRule<A extends { readonly phi: number; readonly sigma?: number }>(
  op: Op<SequenceAttributes<A>>,
  cell: CellShape<A>,
  slots: number,
  emit: (emitter: Emitter, call: BackwardCall, attributes: A) => void,
): Rule {
  const backwardOp = sequenceBackwardOp(cell, slots, emit);
  return rule(op, ({ inputs, outputs, attributes }, dOutputs) => {
    const { phi, sigma = phi, biased, masked, states } = attributes;
    if (!hasKernelGradient(phi, sigma)) throw refused(cell.name, "the kernel has no gradient for these activations");
    const coming = dOutputs.slice(0, -1);
    const given = coming.map((gradient) => gradient !== undefined);
    const [x, W, U] = inputs as [Value, Value, Value];
    const mask = masked ? [inputs[biased ? 4 : 3]!] : [];
    const read = [x, W, U, outputs.at(-1)!, ...mask, ...coming.filter((gradient) => gradient !== undefined)];
    const [dx, dW, dU, db, ...dInitial] = record(backwardOp, read, { ...attributes, given });
    return [dx, dW, dU, ...(biased ? [db] : []), ...mask.map(() => undefined), ...dInitial.slice(0, states)];
  });
}

/** Reads x, W, U, what was saved, the mask, and the gradients that come; makes dx, dW, dU, db and those of the states. */
function sequenceBackwardOp<A>(
  { name, states, gates: G, biasRows }: CellShape<A>,
  slots: number,
  emit: (emitter: Emitter, call: BackwardCall, attributes: A) => void,
): Op<BackwardAttributes<A>> {
  return {
    name,
    infer([x, W, U], attributes): ValueType[] {
      const [B, H] = [x!.shape[0]!, U!.shape[0]!];
      const width = U!.shape[1]!;
      const rows = biasRows(attributes);
      const shapes = [x!.shape, W!.shape, U!.shape, rows > 1 ? [rows, width] : [width]];
      return [...shapes, ...new Array(states).fill([B, H])].map((shape) => ({ shape, dtype: "float32" }));
    },
    emit(emitter, [x, kernel, recurrentKernel, saved, ...rest], [dx, dW, dU, db, ...dInitial], attributes) {
      const [B, T, I] = x!.shape as [number, number, number];
      const H = recurrentKernel!.shape[0]!;
      const mask = attributes.masked ? rest.shift()!.address : 0;
      const [dy, ...dFinal] = attributes.given.map((isGiven) => (isGiven ? rest.shift()!.address : 0));
      const call: BackwardCall = {
        T,
        B,
        I,
        H,
        flags: flagsOf(attributes),
        x: x!.address,
        mask,
        W: dx!.wanted ? emitter.packed(kernel!, { K: I, G, H, packer: "packTransposed" }) : 0,
        U: emitter.packed(recurrentKernel!, { K: H, G, H, packer: "packTransposed" }),
        saved: saved!.address,
        dy: dy!,
        dFinal,
        dx: dx!.address,
        dInitial: dInitial.map((place) => place.address),
        dW: dW!.address,
        dU: dU!.address,
        db: db!.address,
        work: emitter.scratch(wasm().exports.recurrentBackwardWork(T, B, I, H, slots)),
      };
      emit(emitter, call, attributes);
    },
  };
}
