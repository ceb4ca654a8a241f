import { type Activation, affine, type Sequence, tanh, unroll } from "./recurrent.ts";

/** h' = φ(x·W + b + h·U); W [I, H], U [H, H], b [H]. Returns y, h. */
export function simpleRnn(
  sequence: Sequence,
  h0: ArrayLike<number> | undefined,
  W: ArrayLike<number>,
  U: ArrayLike<number>,
  b: ArrayLike<number>,
  phi: Activation = tanh,
): number[][] {
  return unroll(sequence, [h0], (x, [h]) => [phi(affine(h!, U, affine(x, W, Array.from(b))))]);
}
