import { type Differentiable, type Gradients, throughProduct, unrollBack, zeros } from "./backward.ts";
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

/** g = dh' ⊙ φ'(h')   dh = g·Uᵀ */
export function simpleRnnBack(
  sequence: Sequence,
  initial: (ArrayLike<number> | undefined)[],
  W: ArrayLike<number>,
  U: ArrayLike<number>,
  b: ArrayLike<number>,
  phi: Differentiable,
  _sigma: Differentiable,
  dy: ArrayLike<number> | undefined,
  dFinal: (ArrayLike<number> | undefined)[],
): Gradients {
  const { H } = sequence;
  const [dW, dU, db] = [zeros(W.length), zeros(U.length), zeros(b.length)];
  const back = unrollBack(sequence, initial, dy, dFinal, (x, [h]) => {
    const next = affine(h!, U, affine(x, W, Array.from(b))).map(phi.of);
    return {
      states: [next],
      back([dNext]) {
        const g = dNext!.map((value, j) => value * phi.slope(next[j]!));
        g.forEach((value, j) => {
          db[j]! += value;
        });
        return { dx: throughProduct(x, W, g, 0, H, dW), dStates: [throughProduct(h!, U, g, 0, H, dU)] };
      },
    };
  });
  return { ...back, dW, dU, db };
}
