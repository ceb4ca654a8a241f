/** What every recurrent kernel's backward pass must pass: against its reference, and that against finite differences. */
import { describe, expect, test } from "vitest";
import type { Exports } from "../../src/wasm/kernels.ts";
import { HARD_SIGMOID, HARD_TANH, LINEAR, RELU, RELU6, SIGMOID, TANH } from "../../src/wasm/tags.ts";
import type { Differentiable, Gradients } from "../reference/backward.ts";
import type { Sequence } from "../reference/recurrent.ts";
import { type Arena, type Build, bits, builds, expectClose, random, sparseRows } from "./kernel.ts";
import { type Call, type Problem, place, problem, type RecurrentKernel } from "./recurrent-problem.ts";

/** The addresses of a backward pass, beside those of the forward pass. */
export interface BackwardCall extends Call {
  dy: number;
  dFinals: number[];
  dx: number;
  dInitial: number[];
  dW: number;
  dU: number;
  db: number;
}

/** A recurrent kernel with its backward pass. */
export interface BackwardKernel extends RecurrentKernel {
  /** Parts of a saved row beside h, and gradients of gates in a row. */
  saves: number;
  slots: number;
  back(exports: Exports, call: BackwardCall): void;
  backReference(
    sequence: Sequence,
    initial: (ArrayLike<number> | undefined)[],
    W: ArrayLike<number>,
    U: ArrayLike<number>,
    b: ArrayLike<number>,
    phi: Differentiable,
    sigma: Differentiable,
    dy: ArrayLike<number> | undefined,
    dFinal: (ArrayLike<number> | undefined)[],
  ): Gradients;
}

/** The gradients that come to a sequence, and which of those it is asked for; all, if none are named. */
interface BackwardProblem extends Problem {
  dy: Float32Array | undefined;
  dFinals: (Float32Array | undefined)[];
  wanted?: readonly Wanted[];
}

type Wanted = "dx" | "dInitial" | "dW" | "dU" | "db";

// Sums of up to 130 products in float32, through up to 40 steps, and over up to 1500 rows.
const TOLERANCE = 2e-5;

const activations = new Map<number, Differentiable>([
  [LINEAR, { of: (x) => x, slope: () => 1 }],
  [SIGMOID, { of: (x) => 1 / (1 + Math.exp(-x)), slope: (y) => y * (1 - y) }],
  [TANH, { of: Math.tanh, slope: (y) => 1 - y * y }],
  [RELU, { of: (x) => Math.max(x, 0), slope: (y) => (y > 0 ? 1 : 0) }],
  [RELU6, { of: (x) => Math.min(Math.max(x, 0), 6), slope: (y) => (y > 0 && y < 6 ? 1 : 0) }],
  [HARD_TANH, { of: (x) => Math.min(Math.max(x, -1), 1), slope: (y) => (y > -1 && y < 1 ? 1 : 0) }],
  [HARD_SIGMOID, { of: (x) => Math.min(Math.max(x / 6 + 0.5, 0), 1), slope: (y) => (y > 0 && y < 1 ? 1 / 6 : 0) }],
]);

function backProblem(
  kernel: BackwardKernel,
  T: number,
  B: number,
  I: number,
  H: number,
  more: Partial<BackwardProblem> = {},
): BackwardProblem {
  const p = problem(kernel, T, B, I, H, more);
  return {
    ...p,
    dy: random(p.returnSequences ? B * T * H : B * H, 11),
    dFinals: Array.from({ length: kernel.states }, (_, i) => random(B * H, 12 + i)),
    ...more,
  };
}

function transposed(arena: Arena, K: number, G: number, H: number, weights: ArrayLike<number>): number {
  const address = arena.output(G * Math.ceil(K / 8) * 8 * H);
  arena.exports.packTransposed(K, G, H, arena.input(weights), address);
  return address;
}

/** Floats that the forward pass saves: rows of h and the parts, 16 floats apart. */
function savedLength({ saves }: BackwardKernel, T: number, B: number, H: number): number {
  return T * B * ((1 + saves) * Math.ceil(H / 8) * 8 + 16);
}

/** The gradients as the kernel computes them; those that are not wanted are missing. */
function runBack(kernel: BackwardKernel, build: Build, p: BackwardProblem, shift = 0) {
  const { T, B, I, H } = p;
  const { exports } = build;
  const [arena, call] = place(kernel, build, p, shift);
  const saved = arena.output(savedLength(kernel, T, B, H));
  kernel.call(exports, { ...call, y: 0, finals: call.finals.map(() => 0), saved });
  const wants = (name: Wanted) => p.wanted?.includes(name) ?? true;
  const output = (name: Wanted, length: number) => (wants(name) ? arena.output(length, shift) : 0);
  const given = (values: Float32Array | undefined) => (values ? arena.input(values, shift) : 0);
  const back: BackwardCall = {
    ...call,
    saved,
    W: transposed(arena, I, kernel.gates, H, p.W),
    U: transposed(arena, H, kernel.gates, H, p.U),
    dy: given(p.dy),
    dFinals: p.dFinals.map(given),
    dx: output("dx", B * T * I),
    dInitial: p.initial.map(() => output("dInitial", B * H)),
    dW: output("dW", p.W.length),
    dU: output("dU", p.U.length),
    db: output("db", p.b.length),
    work: arena.output(Math.ceil(exports.recurrentBackwardWork(T, B, I, H, kernel.slots) / 4)),
  };
  kernel.back(exports, back);
  arena.intact();
  const read = (address: number) => (address ? arena.read(address) : undefined);
  const { dx, dInitial, dW, dU, db } = back;
  return { dx: read(dx), dInitial: dInitial.map(read), dW: read(dW), dU: read(dU), db: read(db) };
}

function expected(kernel: BackwardKernel, p: BackwardProblem): Gradients {
  const [phi, sigma] = [activations.get(p.phi ?? TANH)!, activations.get(p.sigma ?? SIGMOID)!];
  return kernel.backReference(p, p.initial, p.W, p.U, p.b, phi, sigma, p.dy, p.dFinals);
}

/** All gradients in one list. */
function flat({ dx, dInitial, dW, dU, db }: ReturnType<typeof runBack>): Float32Array[] {
  return [dx, ...dInitial, dW, dU, db].map((values) => values ?? new Float32Array());
}

function check(kernel: BackwardKernel, build: Build, p: BackwardProblem): void {
  const actual = runBack(kernel, build, p);
  const { dx, dInitial, dW, dU, db } = expected(kernel, p);
  for (const [got, wanted] of [
    [actual.dx, dx],
    ...dInitial.map((one, i) => [actual.dInitial[i], one] as const),
    [actual.dW, dW],
    [actual.dU, dU],
    [actual.db, db],
  ] as const) {
    if (got) expectClose(got, wanted, TOLERANCE);
  }
}

const scattered = (B: number, T: number) => random(B * T, 9).map((value) => (value > -0.2 ? 1 : 0));

/** Problems of a few numbers that have every option once. */
function variants(kernel: BackwardKernel): [string, BackwardProblem][] {
  const small = (more: Partial<BackwardProblem>) => backProblem(kernel, 5, 3, 2, 3, more);
  const mask = scattered(3, 5);
  mask.set([0, 0, 1, 0, 0], 5);
  mask.fill(0, 10);
  const none = new Array<undefined>(kernel.states).fill(undefined);
  return [
    ["no option", small({})],
    ["the last output alone", small({ returnSequences: false })],
    ["no initial state", small({ initial: none })],
    ["gradients by the final states alone", small({ dy: undefined })],
    ["gradients by the output alone", small({ dFinals: none })],
    ["goBackwards", small({ goBackwards: true })],
    ...[false, true].flatMap((goBackwards) =>
      [false, true].flatMap((returnSequences) =>
        [false, true].map((zeroOutputForMask): [string, BackwardProblem] => [
          `a mask, ${JSON.stringify({ goBackwards, returnSequences, zeroOutputForMask })}`,
          small({ mask, goBackwards, returnSequences, zeroOutputForMask }),
        ]),
      ),
    ),
    ...[...activations.keys()].flatMap((tag): [string, BackwardProblem][] => [
      [`activation ${tag}`, small({ phi: tag })],
      [`recurrentActivation ${tag}`, small({ sigma: tag })],
    ]),
  ];
}

/** Declares the tests of a recurrent kernel's backward pass. */
export function describeBackward(name: string, kernel: BackwardKernel): void {
  describe(`the reference of ${name}`, () => {
    test.each(variants(kernel))("agrees with finite differences of the forward reference, with %s", (_, p) => {
      const elementwise = (tag: number | undefined, otherwise: number) => {
        const { of } = activations.get(tag ?? otherwise)!;
        return (row: number[]) => row.map(of);
      };
      const [phi, sigma] = [elementwise(p.phi, TANH), elementwise(p.sigma, SIGMOID)];
      const inputs = [p.x, ...p.initial, p.W, p.U, p.b].map((values) => Array.from(values ?? []));
      const loss = () => {
        const [x, ...rest] = inputs;
        const initial = p.initial.map((given, i) => (given ? rest[i] : undefined));
        const [W, U, b] = rest.slice(p.initial.length) as [number[], number[], number[]];
        const outputs = kernel.reference({ ...p, x: x! }, initial, W, U, b, phi, sigma);
        return [p.dy, ...p.dFinals].reduce(
          (sum, d, i) => sum + outputs[i]!.reduce((part, value, j) => part + value * (d?.[j] ?? 0), 0),
          0,
        );
      };
      const { dx, dInitial, dW, dU, db } = expected(kernel, p);
      const step = 2 ** -17;
      [dx, ...dInitial, dW, dU, db].forEach((gradient, n) => {
        const values = inputs[n]!;
        const differences = values.map((value, i) => {
          values[i] = value + step;
          const more = loss();
          values[i] = value - step;
          const less = loss();
          values[i] = value;
          return (more - less) / (2 * step);
        });
        if (values.length > 0) expectClose(gradient, differences, 1e-8);
      });
    });
  });

  describe.each(builds)(`${name} · $name`, (build) => {
    test.each(variants(kernel))("is right with %s", (_, p) => {
      check(kernel, build, p);
    });

    test.each([1, 2, 3, 4, 5, 7, 8, 9, 11, 16, 33])("is right for %i units or inputs", (size) => {
      check(kernel, build, backProblem(kernel, 3, 2, 5, size));
      check(kernel, build, backProblem(kernel, 2, 5, size, 6));
    });

    test.each([1, 2, 3, 4, 5, 8, 9, 13])("is right for a batch of %i", (B) => {
      check(kernel, build, backProblem(kernel, 4, B, 5, 9));
    });

    test.each([8, 6])("is right for inputs that are mostly zeros, %i units", (H) => {
      check(kernel, build, backProblem(kernel, 5, 7, 45, H, { x: sparseRows(35, 45, 3) }));
      const hot = Float32Array.from({ length: 35 * 45 }, (_, i) => (i % 45 === (7 * Math.floor(i / 45)) % 45 ? 1 : 0));
      check(kernel, build, backProblem(kernel, 5, 7, 45, H, { x: hot, mask: scattered(7, 5) }));
    });

    test("is right when the steps take several chunks, and the batch several blocks", () => {
      check(kernel, build, backProblem(kernel, 40, 37, 3, 33));
      check(kernel, build, backProblem(kernel, 3, 131, 2, 5, { mask: scattered(131, 3) }));
      check(kernel, build, backProblem(kernel, 3, 131, 2, 5, { returnSequences: false }));
    });

    test.each(["dx", "dInitial", "dW", "dU", "db"] as const)("computes %s alone, to the same bits", (one) => {
      const p = backProblem(kernel, 4, 3, 5, 6, { mask: scattered(3, 4) });
      expect(runBack(kernel, build, { ...p, wanted: [one] })[one]).toEqual(runBack(kernel, build, p)[one]);
    });

    test("does no harm without time steps or rows", () => {
      const p = backProblem(kernel, 0, 3, 4, 5, { returnSequences: false });
      const { dInitial, dW, dU, db } = runBack(kernel, build, p);
      expect(dInitial).toEqual(p.dFinals);
      expect([dW, dU, db].every((values) => values!.every((value) => value === 0))).toBe(true);
      expect(runBack(kernel, build, backProblem(kernel, 3, 0, 4, 5)).dW!.every((value) => value === 0)).toBe(true);
    });

    test("takes nothing of a masked step, be it NaN", () => {
      const mask = scattered(4, 8);
      const p = backProblem(kernel, 8, 4, 3, 5, { mask });
      const spoilt = Float32Array.from(p.x, (value, i) => (mask[Math.floor(i / 3)] ? value : Number.NaN));
      expect(runBack(kernel, build, { ...p, x: spoilt })).toEqual(runBack(kernel, build, p));
    });

    test("leaves the outputs of the forward pass as they are when it saves", () => {
      const p = backProblem(kernel, 6, 5, 3, 7, { mask: scattered(5, 6) });
      const outputs = [0, 1].map((isSaved) => {
        const [arena, call] = place(kernel, build, p);
        const saved = isSaved ? arena.output(savedLength(kernel, 6, 5, 7)) : 0;
        kernel.call(build.exports, { ...call, saved });
        arena.intact();
        return [call.y, ...call.finals].map((address) => bits(arena.read(address)));
      });
      expect(outputs[1]).toEqual(outputs[0]);
    });

    test("lets gradients die away without denormals", () => {
      const p = backProblem(kernel, 400, 1, 2, 8, { returnSequences: false });
      p.U.forEach((value, i) => {
        p.U[i] = value / 4;
      });
      const { dx } = runBack(kernel, build, p);
      expect(dx!.every((value) => value === 0 || Math.abs(value) >= 2 ** -126)).toBe(true);
      expect(dx!.slice(0, 100).every((value) => value === 0)).toBe(true);
    });
  });

  describe.each(builds.filter((build) => build.name === "base"))(`${name} · to the bit`, (build) => {
    test("a row's gradients are the same alone and in a batch, in one chunk and in many", () => {
      const [T, B, I, H] = [70, 30, 2, 65];
      const p = backProblem(kernel, T, B, I, H);
      const row = B - 1;
      const last = (values: Float32Array | undefined) => values?.slice((values.length / B) * row);
      const whole = runBack(kernel, build, p);
      const alone = runBack(kernel, build, {
        ...p,
        B: 1,
        x: last(p.x)!,
        initial: p.initial.map(last),
        dy: last(p.dy),
        dFinals: p.dFinals.map(last),
      });
      expect(bits(alone.dx!)).toEqual(bits(last(whole.dx)!));
      expect(alone.dInitial).toEqual(whole.dInitial.map(last));
    });

    test("sums over many chunks are one sum: rows of zeros in between change nothing", () => {
      // The second row is silent, so half of the rows of g add zeros; they move the bounds of the chunks.
      const [T, I, H] = [300, 2, 65];
      const p = backProblem(kernel, T, 1, I, H);
      const twice = (values: Float32Array | undefined) => values && Float32Array.of(...values, ...values.map(() => 0));
      const pair = runBack(kernel, build, {
        ...p,
        B: 2,
        x: twice(p.x)!,
        initial: p.initial.map(twice),
        dy: twice(p.dy),
        dFinals: p.dFinals.map(twice),
      });
      const { dW, dU, db } = runBack(kernel, build, p);
      expect([pair.dW, pair.dU, pair.db].map((values) => bits(values!))).toEqual(
        [dW, dU, db].map((values) => bits(values!)),
      );
    });

    test("gradients do not depend on alignment", () => {
      const p = backProblem(kernel, 6, 11, 5, 13);
      const whole = flat(runBack(kernel, build, p)).map(bits);
      for (const shift of [1, 2, 3]) expect(flat(runBack(kernel, build, p, shift)).map(bits)).toEqual(whole);
    });
  });
}
