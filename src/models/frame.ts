/**
 * Frames: what a stream is given at one time step.
 *
 * @module
 */
import { wrongType } from "../check.ts";
import { asTensor, isTensorLike, type NestedArray, type NumericArray, type TensorLike, tensor } from "../tensor.ts";

/** One input at one time step: its numbers, [batch, ...] in order, nested or not; a plain number where there is just one. */
export type Frame = TensorLike | NumericArray | NestedArray | number;

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
  // What holds anything but numbers is a tensor's to take or to refuse.
  if (Array.isArray(frame)) return areNumbers(frame) ? frame : tensor(frame).data;
  if (ArrayBuffer.isView(frame)) return typeof frame[0] === "number" ? (frame as Float64Array) : tensor(frame).data;
  throw wrongType("stream", "a frame must be numbers: a tensor, a typed array, an array or a number", frame);
}

function areNumbers(list: readonly unknown[]): list is number[] {
  for (let i = 0; i < list.length; i++) if (typeof list[i] !== "number") return false;
  return true;
}
