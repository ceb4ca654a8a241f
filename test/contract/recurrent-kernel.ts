/** What every recurrent kernel must pass: against its reference, at any size, in both builds, to the bit in the base. */
import { describe, expect, test } from "vitest";
import { ELU, HARD_SIGMOID, LINEAR, RELU, RESET_BEFORE, SIGMOID, SOFTMAX, TANH } from "../../src/wasm/tags.ts";
import { Arena, bits, builds, random, sparseRows } from "./kernel.ts";
import { check, problem, type RecurrentKernel, run } from "./recurrent-problem.ts";

// Arithmetic on smaller numbers takes many processors 20 times as long and more (bench: denormals).
const SMALLEST_NORMAL = 2 ** -126;

const scattered = (B: number, T: number) => random(B * T, 9).map((value) => (value > -0.2 ? 1 : 0));

/** Declares the tests of a recurrent kernel. */
export function describeRecurrentKernel(name: string, kernel: RecurrentKernel): void {
  describe.each(builds)(`${name} · $name`, (build) => {
    test.each([1, 2, 3, 4, 5, 7, 8, 9, 11, 16, 24, 63, 65, 127])("is right for %i units", (H) => {
      check(kernel, build, problem(kernel, 3, 2, 5, H));
      check(kernel, build, problem(kernel, 2, 5, 3, H));
    });

    test.each([1, 2, 3, 4, 5, 7, 8, 9, 63, 65, 127])("is right for %i inputs", (I) => {
      check(kernel, build, problem(kernel, 3, 1, I, 6));
      check(kernel, build, problem(kernel, 3, 6, I, 6));
    });

    test.each([1, 2, 3, 4, 5, 8, 9, 13])("is right for a batch of %i", (B) => {
      check(kernel, build, problem(kernel, 4, B, 5, 9));
    });

    test.each([3, 31, 32, 45, 200])("is right for %i inputs that are mostly zeros", (I) => {
      check(kernel, build, problem(kernel, 5, 7, I, 6, { x: sparseRows(35, I, 3) }));
    });

    test("takes nothing from a weight that is infinite or NaN for a row of zeros there", () => {
      const [T, B, I, H] = [3, 5, 40, 6];
      const x = Float32Array.from({ length: T * B * I }, (_, i) => (i % I === 3 ? 1 : 0));
      const p = problem(kernel, T, B, I, H, { x });
      const [clean] = run(kernel, build, p);
      p.W.fill(Number.NaN, 0, H);
      p.W.fill(Number.POSITIVE_INFINITY, 7 * H * kernel.gates, 8 * H * kernel.gates);
      expect(run(kernel, build, p)[0]).toEqual(clean);
    });

    test("is right when the projection takes several chunks", () => {
      check(kernel, build, problem(kernel, 40, 37, 3, 33));
      // Of an LSTM, chunks have the size of a quarter of W.
      check(kernel, build, problem(kernel, 140, 1, 560, 128));
    });

    test("is right when the batch takes several blocks", () => {
      const [T, B] = [3, 131];
      for (const more of [{}, { returnSequences: false }, { mask: scattered(B, T) }]) {
        check(kernel, build, problem(kernel, T, B, 2, 5, more));
      }
      check(kernel, build, problem(kernel, T, 64, 2, 5, { initial: new Array(kernel.states).fill(undefined) }));
    });

    test("returns the last output when returnSequences is off", () => {
      check(kernel, build, problem(kernel, 5, 3, 4, 7, { returnSequences: false }));
    });

    test("starts from zeros without an initial state", () => {
      check(kernel, build, problem(kernel, 3, 2, 4, 5, { initial: new Array(kernel.states).fill(undefined) }));
    });

    test("goes backwards", () => {
      check(kernel, build, problem(kernel, 6, 3, 4, 5, { goBackwards: true }));
      check(kernel, build, problem(kernel, 6, 3, 4, 5, { goBackwards: true, mask: scattered(3, 6) }));
    });

    test.each([true, false])("masks steps, returnSequences %s", (returnSequences) => {
      for (const zeroOutputForMask of [false, true]) {
        const p = problem(kernel, 9, 5, 3, 6, { mask: scattered(5, 9), returnSequences, zeroOutputForMask });
        check(kernel, build, p);
        check(kernel, build, { ...p, mask: new Float32Array(45) });
      }
    });

    test("reads nothing of a masked step, be it NaN", () => {
      const mask = scattered(4, 8);
      const p = problem(kernel, 8, 4, 3, 5, { mask });
      const spoilt = Float32Array.from(p.x, (value, i) => (mask[Math.floor(i / 3)] ? value : Number.NaN));
      expect(run(kernel, build, { ...p, x: spoilt })).toEqual(run(kernel, build, p));
    });

    test("keeps a NaN to its own row", () => {
      const p = problem(kernel, 4, 5, 3, 6);
      const spoilt = Float32Array.from(p.x);
      spoilt[4 * 3 * 2] = Number.NaN;
      const [y] = run(kernel, build, { ...p, x: spoilt });
      const [clean] = run(kernel, build, p);
      const row = 4 * 6;
      expect(y!.slice(2 * row, 3 * row).every(Number.isNaN)).toBe(true);
      expect(y!.slice(0, 2 * row)).toEqual(clean!.slice(0, 2 * row));
      expect(y!.slice(3 * row)).toEqual(clean!.slice(3 * row));
    });

    test("stays finite for infinite inputs where gates saturate", () => {
      const p = problem(kernel, 3, 1, 1, 4, { x: Float32Array.of(1, Number.POSITIVE_INFINITY, -1) });
      p.W.fill(0.5);
      check(kernel, build, p);
    });

    test.each([RELU, ELU, LINEAR, HARD_SIGMOID, SOFTMAX])("applies activation %i", (tag) => {
      check(kernel, build, problem(kernel, 3, 3, 4, 6, { phi: tag }));
      check(kernel, build, problem(kernel, 3, 3, 4, 6, { sigma: tag === ELU || tag === LINEAR ? HARD_SIGMOID : tag }));
      check(kernel, build, problem(kernel, 3, 3, 4, 6, { phi: tag, sigma: HARD_SIGMOID }));
    });

    test("has the same bits with weights in strips and in panels", () => {
      if ((kernel.flags ?? 0) & RESET_BEFORE) return;
      for (const H of [1, 3, 5, 8, 11, 33, 63, 65]) {
        for (const [T, B, I] of [
          [1, 1, 5],
          [1, 3, 40],
          [3, 1, 33],
          [1, 1, 65],
          [2, 2, 7],
          [9, 3, 36],
        ] as const) {
          const p = problem(kernel, T, B, I, H);
          // The first row is one-hot, which products skip the rest of.
          p.x.fill(0, 0, I).fill(2, I - 1, I);
          const [strips, panels] = [true, false].map((inStrips) => run(kernel, build, { ...p, inStrips }));
          expect(strips!.map(bits)).toEqual(panels!.map(bits));
          check(kernel, build, p);
        }
      }
    });

    test("does no harm without time steps or rows", () => {
      const p = problem(kernel, 0, 3, 4, 5);
      expect(run(kernel, build, p).slice(1)).toEqual(p.initial);
      const [last] = run(kernel, build, { ...p, returnSequences: false });
      expect(last).toEqual(new Float32Array(15));
      run(kernel, build, problem(kernel, 3, 0, 4, 5));
    });

    test("lets an initial state be overwritten by the final one, and outputs be left out", () => {
      const p = problem(kernel, 3, 2, 4, 5);
      const arena = new Arena(build);
      const states = p.initial.map((rows) => {
        const address = arena.output(10);
        new Float32Array(build.exports.memory.buffer).set(rows!, address >>> 2);
        return address;
      });
      kernel.call(build.exports, {
        ...{ T: 3, B: 2, I: 4, H: 5, phi: TANH, sigma: SIGMOID, flags: kernel.flags ?? 0 },
        ...{ x: arena.input(p.x), mask: 0, initial: states, y: 0, finals: states, saved: 0 },
        W: arena.packed(4, kernel.gates, 5, p.W),
        U: arena.packed(5, kernel.gates, 5, p.U),
        b: arena.packed(1, kernel.biasGates, 5, p.b),
        work: arena.output(Math.ceil(kernel.work(build.exports, 3, 2, 4, 5) / 4)),
      });
      arena.intact();
      const finals = run(kernel, build, p).slice(1);
      expect(states.map((address) => arena.read(address))).toEqual(finals);
    });

    test("lets states die away without denormals", () => {
      const p = problem(kernel, 400, 1, 2, 8, { returnSequences: true });
      p.U.forEach((value, i) => {
        p.U[i] = value / 4;
      });
      p.b.fill(0);
      p.x.fill(0, 2);
      const [y] = run(kernel, build, p);
      expect(y!.every((value) => value === 0 || Math.abs(value) >= 2 ** -58)).toBe(true);
      check(kernel, build, p);
    });

    test("holds no denormal on silence, on denormal inputs and with closed gates, so that none slows it down", () => {
      const p = problem(kernel, 300, 1, 16, 32);
      const silence = { ...p, x: new Float32Array(p.x.length).fill(1, 0, 16), b: new Float32Array(p.b.length) };
      const denormal = { ...p, x: new Float32Array(p.x.length).fill(1e-40) };
      const closed = { ...p, b: new Float32Array(p.b.length).fill(-70) };
      for (const one of [silence, denormal, closed]) {
        for (const value of run(kernel, build, one).flatMap((values) => [...values])) {
          if (value !== 0) expect(Math.abs(value)).toBeGreaterThan(SMALLEST_NORMAL);
        }
      }
    });
  });

  describe.each(builds.filter((build) => build.name === "base"))(`${name} · to the bit`, (build) => {
    const [T, B, I, H] = [6, 11, 5, 13];
    const p = problem(kernel, T, B, I, H);
    const whole = run(kernel, build, p);

    test("a row is the same alone and in a batch", () => {
      for (let b = 0; b < B; b++) {
        const alone = run(kernel, build, {
          ...p,
          B: 1,
          x: p.x.slice(b * T * I, (b + 1) * T * I),
          initial: p.initial.map((rows) => rows!.slice(b * H, (b + 1) * H)),
        });
        expect(bits(alone[0]!)).toEqual(bits(whole[0]!.slice(b * T * H, (b + 1) * T * H)));
        expect(bits(alone[1]!)).toEqual(bits(whole[1]!.slice(b * H, (b + 1) * H)));
      }
    });

    test("a sequence is the same step by step", () => {
      for (const rows of [1, B]) {
        let initial: Float32Array[] = p.initial.map((all) => all!.slice(0, rows * H));
        for (let t = 0; t < T; t++) {
          const x = Array.from({ length: rows }, (_, b) => p.x.slice((b * T + t) * I, (b * T + t + 1) * I));
          const [y, ...finals] = run(kernel, build, {
            ...p,
            T: 1,
            B: rows,
            x: Float32Array.from(x.flatMap((row) => [...row])),
            initial,
          });
          for (let b = 0; b < rows; b++) {
            const row = whole[0]!.slice((b * T + t) * H, (b * T + t + 1) * H);
            expect(bits(y!.slice(b * H, (b + 1) * H))).toEqual(bits(row));
          }
          initial = finals;
        }
      }
    });

    test("a sequence is the same in one chunk and in many", () => {
      const long = problem(kernel, 70, 30, 2, 65);
      const [y] = run(kernel, build, long);
      const x = long.x.slice(29 * 140, 30 * 140);
      const [alone] = run(kernel, build, {
        ...long,
        B: 1,
        x,
        initial: long.initial.map((rows) => rows!.slice(29 * 65)),
      });
      expect(bits(alone!)).toEqual(bits(y!.slice(29 * 70 * 65)));
    });

    test("of inputs that are mostly zeros, sums are those over all of them", () => {
      const sparse = problem(kernel, T, B, 40, H, { x: sparseRows(T * B, 40, 3) });
      // As many inputs again that are 1 and weigh nothing: no row is sparse.
      const x = Float32Array.from({ length: 2 * sparse.x.length }, (_, i) =>
        i % 80 < 40 ? sparse.x[Math.floor(i / 80) * 40 + (i % 80)]! : 1,
      );
      const W = Float32Array.of(...sparse.W, ...new Float32Array(sparse.W.length));
      expect(run(kernel, build, { ...sparse, I: 80, x, W }).map(bits)).toEqual(run(kernel, build, sparse).map(bits));
    });

    test("a row is the same beside rows that are mostly zeros", () => {
      const sparse = problem(kernel, T, B, 40, H, { x: sparseRows(T * B, 40, 3) });
      const all = run(kernel, build, sparse)[0]!;
      for (let b = 0; b < B; b++) {
        const alone = run(kernel, build, {
          ...sparse,
          B: 1,
          x: sparse.x.slice(b * T * 40, (b + 1) * T * 40),
          initial: sparse.initial.map((rows) => rows!.slice(b * H, (b + 1) * H)),
        });
        expect(bits(alone[0]!)).toEqual(bits(all.slice(b * T * H, (b + 1) * T * H)));
      }
    });

    test("results do not depend on alignment", () => {
      for (const shift of [1, 2, 3]) expect(run(kernel, build, p, shift).map(bits)).toEqual(whole.map(bits));
    });
  });
}
