/** The kernels that are timed, and their sizes. */

/** A kernel and the sizes at which it is timed, by the letters of docs/notation.md. */
export type Suite =
  | { kernel: "matmul"; M: number; K: number; N: number }
  | { kernel: RecurrentName | BackwardName; T: number; B: number; I: number; H: number };

/** The kernels with a loop over time. */
export type RecurrentName = "simpleRnnForward" | "gruForward" | "lstmForward";

/** The kernels with a loop back through time. */
export type BackwardName = "gruBackward" | "lstmBackward";

const recurrent = (kernel: RecurrentName | BackwardName, T: number, B: number, I: number, H: number): Suite => ({
  kernel,
  T,
  B,
  I,
  H,
});

/** A step of a stream, a sequence of one row, and batches, for one cell; no call much longer than a millisecond. */
function cell(kernel: RecurrentName): Suite[] {
  return [
    ...[8, 16, 32, 64, 128, 256, 512].map((units) => recurrent(kernel, 1, 1, units, units)),
    ...[1, 4].map((inputs) => recurrent(kernel, 1, 1, inputs, 16)),
    ...[32, 64, 128, 256].map((units) => recurrent(kernel, 100, 1, 64, units)),
    ...[64, 128, 256].map((units) => recurrent(kernel, 10, 8, 64, units)),
    ...[64, 256].map((units) => recurrent(kernel, 2, 32, 64, units)),
    recurrent(kernel, 2, 256, 64, 64),
  ];
}

/** A batch of sequences in training: the way back does twice the arithmetic of the way there. */
function training(forward: RecurrentName, backward: BackwardName): Suite[] {
  return [
    ...[forward, backward].map((kernel) => recurrent(kernel, 50, 32, 16, 128)),
    ...[forward, backward].map((kernel) => recurrent(kernel, 64, 64, 64, 128)),
  ];
}

/** What `npm run bench` times. */
export const suites: readonly Suite[] = [
  { kernel: "matmul", M: 1, K: 128, N: 384 },
  { kernel: "matmul", M: 120, K: 64, N: 192 },
  { kernel: "matmul", M: 120, K: 256, N: 768 },
  recurrent("simpleRnnForward", 1, 1, 64, 64),
  recurrent("simpleRnnForward", 2, 32, 64, 64),
  ...cell("gruForward"),
  ...cell("lstmForward"),
  ...training("gruForward", "gruBackward"),
  ...training("lstmForward", "lstmBackward"),
];
