/**
 * The loss of connectionist temporal classification.
 *
 * @module
 */
import { agree, wrongShape } from "../check.ts";
import { toValue } from "../graph/call.ts";
import type { Value } from "../graph/value.ts";
import { add, equal, greater, logicalAnd, logicalOr, multiply, notEqual } from "../ops/binary.ts";
import { stack } from "../ops/concatenate.ts";
import { gathered } from "../ops/gather.ts";
import { classLabels } from "../ops/labels.ts";
import { padded } from "../ops/pad.ts";
import { broadcastTo, sliced, transpose } from "../ops/rearrange.ts";
import { sum } from "../ops/reduce.ts";
import { repeated } from "../ops/repeat.ts";
import { expandDims, reshaped } from "../ops/reshape.ts";
import { logSoftmax } from "../ops/rowwise.ts";
import { logsumexp } from "../ops/statistics.ts";
import { negative } from "../ops/unary.ts";
import { where } from "../ops/where.ts";
import { tensor } from "../tensor.ts";
import { Loss, type LossOptions } from "./loss.ts";

// ln 0: far below the logarithm of any probability, and still finite when two are added.
const NEVER = -1e30;
// The loss of labels that cannot be spelt in so many steps: −ln of the least float64, as TensorFlow has it.
const IMPOSSIBLE = 708.4;

/**
 * −ln of the probability that logits [batch, timesteps, classes] spell labels [batch, length], however the labels are
 * stretched and blanks put between them; Graves et al. 2006. Class 0 is the blank; labels that are 0 fill up the rows.
 *
 * ```text
 * s     = blank, y₁, blank, y₂, ..., blank                            the states: S = 2·length + 1
 * αₜ[s] = ln(eᵅ[s] + eᵅ[s−1] + eᵅ[s−2]) + ln pₜ[s], α = αₜ₋₁          s−2 unless s is a blank or y[s] = y[s−2]
 * loss  = −ln(eᵅ[end] + eᵅ[end−1])                                    after the last step
 * ```
 *
 * Labels that do not fit into the timesteps have a loss of 708.4 and no gradient.
 *
 * @throws RangeError if a label is not from 0 to classes − 1.
 */
export class CTC extends Loss {
  static readonly className = "CTC";

  constructor(options: LossOptions = {}) {
    super(options, { name: "ctc" });
  }

  override call(yTrue: Value, yPred: Value): Value {
    if (yPred.shape.length !== 3) {
      throw wrongShape(this.name, "yPred must have shape [batch, timesteps, classes]", yPred.shape);
    }
    if (yTrue.shape.length !== 2 || !agree(yTrue.shape[0], yPred.shape[0])) {
      throw wrongShape(this.name, "yTrue must have shape [batch, length] with the batch of yPred", yTrue.shape);
    }
    // Sizes are unknown only while a model is put together, when nothing is computed.
    const [B, T, C] = yPred.shape.map((size) => size ?? 1) as [number, number, number];
    const labels = classLabels(reshaped(yTrue, [B, yTrue.shape[1] ?? 1]), C);
    const states = withBlanks(labels);
    const S = states.shape[1]!;

    const logits = transpose(logSoftmax(reshaped(yPred, [B, T, C])), [0, 2, 1]);
    const rows = add(states, tensor(rowStarts(B, C), [B, 1]));
    const emissions = transpose(gathered(rows, reshaped(logits, [B * C, T])), [0, 2, 1]);

    const isSkippable = logicalAnd(notEqual(states, 0), notEqual(states, behind(states, 2, 0)));
    const start = broadcastTo(toValue(this.name, tensor(startState(S))), [B, S]);
    const step = (ln: Value, [now]: readonly Value[]): { output: Value; states: readonly Value[] } => {
      const skipped = where(isSkippable, behind(now!, 2, NEVER), NEVER);
      const next = add(logsumexp(stack([now!, behind(now!, 1, NEVER), skipped]), 0), ln);
      return { output: next, states: [next] };
    };
    const sequence = { goBackwards: false, returnSequences: false, zeroOutputForMask: false };
    const type = { shape: [B, S], dtype: "float32" } as const;
    const final = repeated(step, emissions, [type], { initialState: [start], mask: undefined }, sequence).output;

    const end = expandDims(multiply(sum(notEqual(labels, 0), -1), 2), -1);
    const places = toValue(this.name, tensor(Int32Array.from({ length: S }, (_, i) => i)));
    const isEnd = logicalOr(equal(places, end), equal(add(places, 1), end));
    const total = logsumexp(where(isEnd, final, NEVER), -1);
    return where(greater(total, NEVER / 2), negative(total), IMPOSSIBLE);
  }
}

/** Labels [batch, length] with a blank before, between and behind them. */
function withBlanks(labels: Value): Value {
  const [B, N] = labels.shape as [number, number];
  const pairs = reshaped(stack([multiply(labels, 0), labels], 2), [B, 2 * N]);
  return padded(
    pairs,
    [
      [0, 0],
      [0, 1],
    ],
    0,
  );
}

/** Each state's neighbour so many places before it. */
function behind(states: Value, by: number, first: number): Value {
  const S = states.shape[1]!;
  const before = [
    [0, 0],
    [Math.min(by, S), 0],
  ] as const;
  return padded(sliced(states, 1, { stop: Math.max(0, S - by) }), before, first);
}

/** Where the classes of each sample begin among all rows. */
function rowStarts(B: number, C: number): Int32Array {
  return Int32Array.from({ length: B }, (_, i) => i * C);
}

/** Before the first step, all is in the first blank: it and the first label can be reached. */
function startState(S: number): Float32Array {
  return new Float32Array(S).fill(NEVER).fill(0, 0, 1);
}
