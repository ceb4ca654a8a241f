/** A sequence, and how a recurrent layer is to go through it. */
export interface Sequence {
  T: number;
  B: number;
  I: number;
  H: number;
  /** [B, T, I] */
  x: ArrayLike<number>;
  /** [B, T], 1 where the step counts. */
  mask?: ArrayLike<number>;
  goBackwards?: boolean;
  returnSequences?: boolean;
  zeroOutputForMask?: boolean;
}

/** φ of a row. */
export type Activation = (x: number[]) => number[];

export const tanh: Activation = (x) => x.map(Math.tanh);
export const sigmoid: Activation = (x) => x.map((value) => 1 / (1 + Math.exp(-value)));

/** From an input row and the states of a batch row to its new states; the first is the output. */
export type Step = (x: number[], states: number[][]) => number[][];

/**
 * Keras's loop over time: a masked step keeps the states and repeats the output, which is zeros before the first step
 * that counts. Returns y, then the states.
 */
export function unroll(sequence: Sequence, initial: (ArrayLike<number> | undefined)[], step: Step): number[][] {
  const { T, B, I, H, x, mask } = sequence;
  const y: number[] = [];
  const finals: number[][] = initial.map(() => []);
  for (let b = 0; b < B; b++) {
    let states = initial.map((rows) => Array.from({ length: H }, (_, j) => rows?.[b * H + j] ?? 0));
    let output: number[] = new Array(H).fill(0);
    const outputs: number[] = [];
    for (let s = 0; s < T; s++) {
      const t = sequence.goBackwards ? T - 1 - s : s;
      if (!mask || mask[b * T + t]) {
        const row = Array.from({ length: I }, (_, i) => x[(b * T + t) * I + i]!);
        states = step(row, states);
        output = states[0]!;
      } else if (sequence.zeroOutputForMask) {
        output = new Array(H).fill(0);
      }
      outputs.push(...output);
    }
    y.push(...(sequence.returnSequences ? outputs : output));
    states.forEach((state, i) => {
      finals[i]!.push(...state);
    });
  }
  return [y, ...finals];
}

/** x·w + init for one row, w [x.length, init.length]. */
export function affine(x: number[], w: ArrayLike<number>, init: number[]): number[] {
  return init.map((start, n) => x.reduce((sum, value, k) => sum + value * w[k * init.length + n]!, start));
}

/** Gate g of rows of gates with H units each. */
export function gate(row: number[], g: number, H: number): number[] {
  return row.slice(g * H, (g + 1) * H);
}
