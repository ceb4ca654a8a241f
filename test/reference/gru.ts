import { type Differentiable, type Gradients, gatesOf, plus, throughProduct, unrollBack, zeros } from "./backward.ts";
import { type Activation, affine, gate, type Sequence, sigmoid, tanh, unroll } from "./recurrent.ts";

/**
 * z = σ(x·Wz + bz + h·Uz + cz)   r = σ(x·Wr + br + h·Ur + cr)   h' = z ⊙ h + (1 − z) ⊙ h̃
 * h̃ = φ(x·Wh + bh + r ⊙ (h·Uh + ch)), or φ(x·Wh + bh + (r ⊙ h)·Uh) when the bias is [3H] alone.
 * W [I, 3H], U [H, 3H], bias (b, c) [2, 3H]. Returns y, h.
 */
export function gru(
  sequence: Sequence,
  h0: ArrayLike<number> | undefined,
  W: ArrayLike<number>,
  U: ArrayLike<number>,
  bias: ArrayLike<number>,
  phi: Activation = tanh,
  sigma: Activation = sigmoid,
): number[][] {
  const { H } = sequence;
  const b = Array.from(bias).slice(0, 3 * H);
  const c = Array.from({ length: 3 * H }, (_, j) => bias[3 * H + j] ?? 0);
  const resetAfter = bias.length > 3 * H;
  return unroll(sequence, [h0], (x, states) => {
    const h = states[0]!;
    const X = affine(x, W, b);
    const C = affine(h, U, c);
    const sum = (g: number) => gate(X, g, H).map((value, j) => value + gate(C, g, H)[j]!);
    const z = sigma(sum(0));
    const r = sigma(sum(1));
    const s = h.map((value, j) => r[j]! * value);
    const inner = resetAfter ? gate(C, 2, H).map((value, j) => r[j]! * value) : gate(affine(s, U, c), 2, H);
    const candidate = phi(gate(X, 2, H).map((value, j) => value + inner[j]!));
    return [h.map((value, j) => z[j]! * value + (1 - z[j]!) * candidate[j]!)];
  });
}

/**
 * dh̃ = dh' ⊙ (1 − z) ⊙ φ'(h̃)   dz = dh' ⊙ (h − h̃) ⊙ σ'(z)   dr = dh̃ ⊙ Ch ⊙ σ'(r)   dCh = dh̃ ⊙ r
 * dh = dh' ⊙ z + (dz, dr, dCh)·Uᵀ   with C = h·U + c; and when the bias is [3H] alone, with s = r ⊙ h and ds = dh̃·Uhᵀ,
 * dr = ds ⊙ h ⊙ σ'(r)   dh = dh' ⊙ z + ds ⊙ r + (dz, dr)·(Uz, Ur)ᵀ
 */
export function gruBack(
  sequence: Sequence,
  initial: (ArrayLike<number> | undefined)[],
  W: ArrayLike<number>,
  U: ArrayLike<number>,
  bias: ArrayLike<number>,
  phi: Differentiable,
  sigma: Differentiable,
  dy: ArrayLike<number> | undefined,
  dFinal: (ArrayLike<number> | undefined)[],
): Gradients {
  const { H } = sequence;
  const b = Array.from(bias).slice(0, 3 * H);
  const resetAfter = bias.length > 3 * H;
  const c = resetAfter ? Array.from(bias).slice(3 * H) : zeros(3 * H);
  const [dW, dU, db] = [zeros(W.length), zeros(U.length), zeros(bias.length)];
  const back = unrollBack(sequence, initial, dy, dFinal, (x, states) => {
    const h = states[0]!;
    const [Xz, Xr, Xh] = gatesOf(affine(x, W, b), H) as [number[], number[], number[]];
    const [Cz, Cr, Ch] = gatesOf(affine(h, U, c), H) as [number[], number[], number[]];
    const z = plus(Xz, Cz).map(sigma.of);
    const r = plus(Xr, Cr).map(sigma.of);
    const s = h.map((value, j) => r[j]! * value);
    const inner = resetAfter ? Ch.map((value, j) => r[j]! * value) : gate(affine(s, U, c), 2, H);
    const candidate = plus(Xh, inner).map(phi.of);
    return {
      states: [h.map((value, j) => z[j]! * value + (1 - z[j]!) * candidate[j]!)],
      back([dNext]) {
        const d = dNext!;
        const dCandidate = d.map((value, j) => value * (1 - z[j]!) * phi.slope(candidate[j]!));
        const dz = d.map((value, j) => value * (h[j]! - candidate[j]!) * sigma.slope(z[j]!));
        const dCh = resetAfter ? dCandidate.map((value, j) => value * r[j]!) : dCandidate;
        // Of resetAfter, what comes through Uh is of h itself.
        const ds = throughProduct(resetAfter ? h : s, U, dCh, 2 * H, 3 * H, dU);
        const dReset = resetAfter ? dCandidate.map((value, j) => value * Ch[j]!) : ds.map((value, j) => value * h[j]!);
        const dr = dReset.map((value, j) => value * sigma.slope(r[j]!));
        const direct = d.map((value, j) => value * z[j]! + ds[j]! * (resetAfter ? 1 : r[j]!));
        const gates = throughProduct(h, U, [...dz, ...dr], 0, 3 * H, dU);
        [...dz, ...dr, ...dCandidate].forEach((value, j) => {
          db[j]! += value;
        });
        if (resetAfter) {
          [...dz, ...dr, ...dCh].forEach((value, j) => {
            db[3 * H + j]! += value;
          });
        }
        const dx = throughProduct(x, W, [...dz, ...dr, ...dCandidate], 0, 3 * H, dW);
        return { dx, dStates: [plus(direct, gates)] };
      },
    };
  });
  return { ...back, dW, dU, db };
}
