/** Problems for recurrent kernels: made, placed in memory, run, and compared with the reference. */
import type { Exports } from "../../src/wasm/kernels.ts";
import {
  ELU,
  GO_BACKWARDS,
  HARD_SIGMOID,
  LINEAR,
  RELU,
  RESET_BEFORE,
  RETURN_SEQUENCES,
  SIGMOID,
  SOFTMAX,
  STRIPS,
  TANH,
  ZERO_OUTPUT_FOR_MASK,
} from "../../src/wasm/tags.ts";
import { type Activation, type Sequence, sigmoid, tanh } from "../reference/recurrent.ts";
import { Arena, type Build, expectClose, random } from "./kernel.ts";

/** The addresses and numbers a kernel is called with. */
export interface Call {
  T: number;
  B: number;
  I: number;
  H: number;
  phi: number;
  sigma: number;
  flags: number;
  x: number;
  mask: number;
  initial: number[];
  W: number;
  U: number;
  b: number;
  y: number;
  finals: number[];
  saved: number;
  work: number;
}

/** A recurrent kernel and its reference. */
export interface RecurrentKernel {
  gates: number;
  /** Rows of gates in the bias: 6 for a GRU with two biases. */
  biasGates: number;
  states: number;
  /** Added to the flags of every call. */
  flags?: number;
  call(exports: Exports, call: Call): void;
  work(exports: Exports, T: number, B: number, I: number, H: number): number;
  reference(
    sequence: Sequence,
    initial: (ArrayLike<number> | undefined)[],
    W: ArrayLike<number>,
    U: ArrayLike<number>,
    b: ArrayLike<number>,
    phi: Activation,
    sigma: Activation,
  ): number[][];
}

/** A sequence with the weights and options of a layer. */
export interface Problem extends Sequence {
  x: Float32Array;
  initial: (Float32Array | undefined)[];
  W: Float32Array;
  U: Float32Array;
  b: Float32Array;
  phi?: number;
  sigma?: number;
  /** How weights are packed; by default as plans do it. */
  inStrips?: boolean;
}

// Sums of up to 130 products in float32, through up to 40 steps.
const TOLERANCE = 4e-6;

const references = new Map<number, Activation>([
  [TANH, tanh],
  [SIGMOID, sigmoid],
  [LINEAR, (x) => x],
  [RELU, (x) => x.map((value) => Math.max(value, 0))],
  [ELU, (x) => x.map((value) => (value > 0 ? value : Math.expm1(value)))],
  [HARD_SIGMOID, (x) => x.map((value) => Math.min(Math.max(value / 6 + 0.5, 0), 1))],
  [
    SOFTMAX,
    (x) => {
      const e = x.map((value) => Math.exp(value - Math.max(...x)));
      return e.map((value) => value / e.reduce((sum, term) => sum + term));
    },
  ],
]);

/** A problem of the given sizes, with the same random numbers each time. */
export function problem(
  kernel: RecurrentKernel,
  T: number,
  B: number,
  I: number,
  H: number,
  more?: Partial<Problem>,
): Problem {
  const { gates, biasGates, states } = kernel;
  return {
    T,
    B,
    I,
    H,
    x: random(B * T * I, 1),
    initial: Array.from({ length: states }, (_, i) => random(B * H, 2 + i)),
    W: random(I * gates * H, 5, 1 / Math.sqrt(I)),
    U: random(H * gates * H, 6, 1 / Math.sqrt(H)),
    b: random(biasGates * H, 7, 0.2),
    returnSequences: true,
    ...more,
  };
}

/** The problem in memory, ready to be called. */
export function place(kernel: RecurrentKernel, build: Build, p: Problem, shift = 0): [Arena, Call] {
  const { T, B, I, H } = p;
  const arena = new Arena(build);
  const biasGates = kernel.biasGates;
  const finals = p.initial.map(() => arena.output(B * H, shift));
  const { inStrips = B < 4 && ((kernel.flags ?? 0) & RESET_BEFORE) === 0 } = p;
  const call: Call = {
    T,
    B,
    I,
    H,
    phi: p.phi ?? TANH,
    sigma: p.sigma ?? SIGMOID,
    flags:
      (kernel.flags ?? 0) +
      (inStrips ? STRIPS : 0) +
      (p.goBackwards ? GO_BACKWARDS : 0) +
      (p.returnSequences ? RETURN_SEQUENCES : 0) +
      (p.zeroOutputForMask ? ZERO_OUTPUT_FOR_MASK : 0),
    x: arena.input(p.x, shift),
    mask: p.mask ? arena.input(p.mask) : 0,
    initial: p.initial.map((rows) => (rows ? arena.input(rows, shift) : 0)),
    W: arena.packed(I, kernel.gates, H, p.W, inStrips && T * B < 4),
    U: arena.packed(H, kernel.gates, H, p.U, inStrips),
    b: arena.packed(1, biasGates, H, p.b),
    y: arena.output(p.returnSequences ? B * T * H : B * H, shift),
    finals,
    saved: 0,
    work: arena.output(Math.ceil(kernel.work(build.exports, T, B, I, H) / 4)),
  };
  return [arena, call];
}

/** y and the final states, as the kernel computes them. */
export function run(kernel: RecurrentKernel, build: Build, p: Problem, shift = 0): Float32Array[] {
  const [arena, call] = place(kernel, build, p, shift);
  kernel.call(build.exports, call);
  arena.intact();
  return [call.y, ...call.finals].map((address) => arena.read(address));
}

function expected(kernel: RecurrentKernel, p: Problem): number[][] {
  const phi = references.get(p.phi ?? TANH)!;
  const sigma = references.get(p.sigma ?? SIGMOID)!;
  return kernel.reference(p, p.initial, p.W, p.U, p.b, phi, sigma);
}

/** Fails unless the kernel agrees with its reference. */
export function check(kernel: RecurrentKernel, build: Build, p: Problem): void {
  const actual = run(kernel, build, p);
  expected(kernel, p).forEach((values, i) => {
    expectClose(actual[i]!, values, TOLERANCE);
  });
}
