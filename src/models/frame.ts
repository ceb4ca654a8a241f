/**
 * Frames: what a stream is given at one time step.
 *
 * @module
 */
import { wrongType } from "../check.ts";
import { asTensor, isTensorLike, type NumericArray, type TensorLike, tensor } from "../tensor.ts";

/** One input at one time step: its numbers, [batch, ...] in order; a plain number where there is just one. */
export type Frame = TensorLike | NumericArray | readonly number[] | number;

// A frame of one number, which is taken at once: no step makes an array of its own.
const one = [0];

/** The numbers of a frame, in order. @internal */
export function numbersOf(frame: Frame): ArrayLike<number> {
  if (typeof frame === "number") {
    one[0] = frame;
    return one;
  }
  if (frame instanceof Float32Array) return frame;
  if (isTensorLike(frame)) return asTensor("stream", frame).data;
  if (frame instanceof BigInt64Array || frame instanceof BigUint64Array) return tensor(frame).data;
  if (typeof frame === "object" && frame !== null && "length" in frame) return frame;
  throw wrongType("stream", "a frame must be numbers: a tensor, a typed array, an array or a number", frame);
}
