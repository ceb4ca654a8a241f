import { type Activation, affine, gate, type Sequence, sigmoid, tanh, unroll } from "./recurrent.ts";

/**
 * i = σ(Xi)   f = σ(Xf)   c̃ = φ(Xc)   o = σ(Xo)   c' = f ⊙ c + i ⊙ c̃   h' = o ⊙ φ(c')   where X = x·W + b + h·U.
 * W [I, 4H], U [H, 4H], b [4H]. Returns y, h, c.
 */
export function lstm(
  sequence: Sequence,
  h0: ArrayLike<number> | undefined,
  c0: ArrayLike<number> | undefined,
  W: ArrayLike<number>,
  U: ArrayLike<number>,
  b: ArrayLike<number>,
  phi: Activation = tanh,
  sigma: Activation = sigmoid,
): number[][] {
  const { H } = sequence;
  return unroll(sequence, [h0, c0], (x, states) => {
    const [h, c] = states as [number[], number[]];
    const X = affine(h, U, affine(x, W, Array.from(b)));
    const i = sigma(gate(X, 0, H));
    const f = sigma(gate(X, 1, H));
    const candidate = phi(gate(X, 2, H));
    const o = sigma(gate(X, 3, H));
    const next = c.map((value, j) => f[j]! * value + i[j]! * candidate[j]!);
    const squashed = phi(next);
    return [o.map((value, j) => value * squashed[j]!), next];
  });
}
