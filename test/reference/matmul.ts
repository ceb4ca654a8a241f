/** y[m, n] = init[n] + Σₖ x[m, k]·w[k, n] */
export function matmul(
  M: number,
  K: number,
  N: number,
  x: ArrayLike<number>,
  w: ArrayLike<number>,
  init: ArrayLike<number>,
): number[] {
  const y: number[] = [];
  for (let m = 0; m < M; m++) {
    for (let n = 0; n < N; n++) {
      let sum = init[n]!;
      for (let k = 0; k < K; k++) sum += x[m * K + k]! * w[k * N + n]!;
      y.push(sum);
    }
  }
  return y;
}
