import { gate, type Sequence } from "./recurrent.ts";

/** An activation and its derivative, written in its output. */
export interface Differentiable {
  of(x: number): number;
  slope(y: number): number;
}

/** One step of a cell with what is needed to go back through it. */
export interface Taped {
  states: number[][];
  /** From the gradients by the new states to those by x and by the old states; adds to the weights' gradients. */
  back(dStates: number[][]): { dx: number[]; dStates: number[][] };
}

/** The gradients of a sequence: of x, of the initial states, and of the weights. */
export interface Gradients {
  dx: number[];
  dInitial: number[][];
  dW: number[];
  dU: number[];
  db: number[];
}

/** Zeros. */
export function zeros(n: number): number[] {
  return new Array<number>(n).fill(0);
}

/** dx = dy·wᵀ and dw += xᵀ·dy, for the columns of w [x.length, width] from `first` on. */
export function throughProduct(
  x: number[],
  w: ArrayLike<number>,
  dy: number[],
  first: number,
  width: number,
  dw: number[],
): number[] {
  return x.map((value, k) =>
    dy.reduce((sum, d, n) => {
      const at = k * width + first + n;
      dw[at]! += value * d;
      return sum + d * w[at]!;
    }, 0),
  );
}

/** a + b, element by element. */
export function plus(a: number[], ...others: number[][]): number[] {
  return a.map((value, j) => others.reduce((sum, other) => sum + other[j]!, value));
}

/** The gates of a row as one row for each. */
export function gatesOf(row: number[], H: number): number[][] {
  return Array.from({ length: row.length / H }, (_, g) => gate(row, g, H));
}

/**
 * Back through the loop of `unroll`. A masked step hands the gradient by the states on; that by its output goes to the
 * output that it repeated, and to nothing where that was zeros.
 */
export function unrollBack(
  sequence: Sequence,
  initial: (ArrayLike<number> | undefined)[],
  dy: ArrayLike<number> | undefined,
  dFinal: (ArrayLike<number> | undefined)[],
  step: (x: number[], states: number[][]) => Taped,
): { dx: number[]; dInitial: number[][] } {
  const { T, B, I, H, x, mask } = sequence;
  const dx = zeros(B * T * I);
  const dInitial: number[][] = initial.map(() => []);
  const rowOf = (rows: ArrayLike<number> | undefined, row: number) =>
    Array.from({ length: H }, (_, j) => rows?.[row * H + j] ?? 0);
  for (let b = 0; b < B; b++) {
    let states = initial.map((rows) => rowOf(rows, b));
    const tape: { t: number; taped: Taped | undefined }[] = [];
    for (let s = 0; s < T; s++) {
      const t = sequence.goBackwards ? T - 1 - s : s;
      const counts = !mask || mask[b * T + t];
      const taped = counts ? step(Array.from(x).slice((b * T + t) * I, (b * T + t + 1) * I), states) : undefined;
      if (taped) states = taped.states;
      tape.push({ t, taped });
    }
    let dStates = dFinal.map((rows) => rowOf(rows, b));
    let dOutput = zeros(H);
    for (let s = T - 1; s >= 0; s--) {
      if (sequence.returnSequences) dOutput = plus(dOutput, rowOf(dy, b * T + s));
      else if (s === T - 1) dOutput = rowOf(dy, b);
      const { t, taped } = tape[s]!;
      if (taped) {
        const back = taped.back([plus(dStates[0]!, dOutput), ...dStates.slice(1)]);
        dStates = back.dStates;
        back.dx.forEach((value, i) => {
          dx[(b * T + t) * I + i] = value;
        });
      }
      if (taped || sequence.zeroOutputForMask) dOutput = zeros(H);
    }
    dStates.forEach((rows, i) => {
      dInitial[i]!.push(...rows);
    });
  }
  return { dx, dInitial };
}
