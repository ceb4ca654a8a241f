import { type Differentiable, type Gradients, gatesOf, throughProduct, unrollBack, zeros } from "./backward.ts";
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

/**
 * do = dh' ⊙ φ(c') ⊙ σ'(o)   d = dc' + dh' ⊙ o ⊙ φ'(φ(c'))
 * di = d ⊙ c̃ ⊙ σ'(i)   df = d ⊙ c ⊙ σ'(f)   dc̃ = d ⊙ i ⊙ φ'(c̃)   dc = d ⊙ f   dh = (di, df, dc̃, do)·Uᵀ
 */
export function lstmBack(
  sequence: Sequence,
  initial: (ArrayLike<number> | undefined)[],
  W: ArrayLike<number>,
  U: ArrayLike<number>,
  b: ArrayLike<number>,
  phi: Differentiable,
  sigma: Differentiable,
  dy: ArrayLike<number> | undefined,
  dFinal: (ArrayLike<number> | undefined)[],
): Gradients {
  const { H } = sequence;
  const [dW, dU, db] = [zeros(W.length), zeros(U.length), zeros(b.length)];
  const back = unrollBack(sequence, initial, dy, dFinal, (x, states) => {
    const [h, c] = states as [number[], number[]];
    const rows = gatesOf(affine(h, U, affine(x, W, Array.from(b))), H);
    const [i, f, candidate, o] = rows.map((row, q) => row.map(q === 2 ? phi.of : sigma.of)) as [
      number[],
      number[],
      number[],
      number[],
    ];
    const next = c.map((value, j) => f[j]! * value + i[j]! * candidate[j]!);
    const squashed = next.map(phi.of);
    return {
      states: [o.map((value, j) => value * squashed[j]!), next],
      back([dh, dc]) {
        const d = dc!.map((value, j) => value + dh![j]! * o[j]! * phi.slope(squashed[j]!));
        const g = [
          ...d.map((value, j) => value * candidate[j]! * sigma.slope(i[j]!)),
          ...d.map((value, j) => value * c[j]! * sigma.slope(f[j]!)),
          ...d.map((value, j) => value * i[j]! * phi.slope(candidate[j]!)),
          ...dh!.map((value, j) => value * squashed[j]! * sigma.slope(o[j]!)),
        ];
        g.forEach((value, j) => {
          db[j]! += value;
        });
        const before = d.map((value, j) => value * f[j]!);
        return {
          dx: throughProduct(x, W, g, 0, 4 * H, dW),
          dStates: [throughProduct(h, U, g, 0, 4 * H, dU), before],
        };
      },
    };
  });
  return { ...back, dW, dU, db };
}
