/**
 * Windows that slide along the time axis, for convolution and pooling.
 *
 * @module
 */
import { type Dimension, type Shape, wrongShape } from "../check.ts";
import { refuseWalk, type Value } from "../graph/value.ts";
import { padded } from "./pad.ts";
import { type Reading, rearranged } from "./rearrange.ts";

/** How windows lie on a sequence. */
export interface Sliding {
  /** The number of steps in a window. */
  readonly size: number;
  /** How far a window is from the one before. */
  readonly stride: number;
  /** How far a step of a window is from the one before. */
  readonly dilation: number;
  /** Where windows may reach over the ends: nowhere, on both sides, or before the beginning. */
  readonly padding: "valid" | "same" | "causal";
}

/** The number of steps from the first of a window to its last. */
function spanOf({ size, dilation }: Sliding): number {
  return (size - 1) * dilation + 1;
}

/** How many steps are missing before and after T steps. @internal */
export function missingSteps(T: number, sliding: Sliding): readonly [before: number, after: number] {
  const span = spanOf(sliding);
  if (sliding.padding === "valid") return [0, 0];
  if (sliding.padding === "causal") return [span - 1, 0];
  const missing = Math.max(0, (Math.ceil(T / sliding.stride) - 1) * sliding.stride + span - T);
  return [Math.floor(missing / 2), Math.ceil(missing / 2)];
}

/** The windows [batch, windows, size, features] of x [batch, timesteps, features]; beyond the ends all is `fill`. @internal */
export function windows(where: string, x: Value, sliding: Sliding, fill: number): Value {
  const { size, stride, dilation, padding } = sliding;
  const [batch, T, features] = x.shape as [Dimension, Dimension, Dimension];
  if (size === 1 && stride === 1) return laidOut(x, [batch, T, 1, features], 1, 1);
  if (x.walk === "step") refuseWalk(`windows of ${size} steps, stride ${stride}, padding "${padding}"`);
  if (T === null) return laidOut(x, [batch, null, size, features], stride, dilation);
  const missing = missingSteps(T, sliding);
  const around = padded(x, [[0, 0], missing, [0, 0]], fill);
  const room = T + missing[0] + missing[1] - spanOf(sliding);
  // Of no steps, filled up, there are no windows.
  if (room < 0 && padding === "valid") {
    throw wrongShape(where, `input must have ${spanOf(sliding)} timesteps or more`, x.shape, 'Set padding: "same".');
  }
  return laidOut(around, [batch, Math.floor(room / stride) + 1, size, features], stride, dilation);
}

function laidOut(x: Value, shape: Shape, stride: number, dilation: number): Value {
  const read = ([, T, C]: readonly number[]): Reading => {
    return { offset: 0, strides: [T! * C!, stride * C!, dilation * C!, 1] };
  };
  return rearranged("sliding windows", x, shape, read, x.walk === "step" ? "step" : undefined);
}
