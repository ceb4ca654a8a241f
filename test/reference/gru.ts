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
    const reset = affine(
      h.map((value, j) => r[j]! * value),
      U,
      c,
    );
    const n = resetAfter ? gate(C, 2, H).map((value, j) => r[j]! * value) : gate(reset, 2, H);
    const candidate = phi(gate(X, 2, H).map((value, j) => value + n[j]!));
    return [h.map((value, j) => z[j]! * value + (1 - z[j]!) * candidate[j]!)];
  });
}
