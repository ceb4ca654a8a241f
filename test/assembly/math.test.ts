import { describe, expect, test } from "vitest";
import { SIGMOID, TANH } from "../../src/wasm/tags.ts";
import { Arena, type Build, builds } from "../contract/kernel.ts";

// The errors that assembly/math.ts promises, in units of the last place of the exact value.
const MAX_ULP = 3;

const functions = [
  { name: "sigmoid", tag: SIGMOID, exact: (x: number) => 1 / (1 + Math.exp(-x)) },
  { name: "tanh", tag: TANH, exact: Math.tanh },
] as const;

function apply(build: Build, tag: number, x: Float32Array): Float32Array {
  const arena = new Arena(build);
  const y = arena.output(x.length);
  build.exports.unary(tag, x.length, arena.input(x), y);
  arena.intact();
  return arena.read(y);
}

function ulp(value: number): number {
  return 2 ** (Math.floor(Math.log2(Math.max(Math.abs(value), 2 ** -126))) - 23);
}

/** Every 1999th float whose magnitude lies in [low, high], with both signs. */
function sweep(low: number, high: number): Float32Array {
  const [from, to] = new Uint32Array(Float32Array.of(low, high).buffer) as unknown as [number, number];
  const count = Math.floor((to - from) / 1999);
  const words = Uint32Array.from({ length: 2 * count }, (_, i) => (from + 1999 * (i >> 1)) | ((i & 1) << 31));
  return new Float32Array(words.buffer);
}

describe.each(builds)("$name", (build) => {
  describe.each(functions)("$name", ({ tag, exact }) => {
    test("is within 3 ULP of float64 above -8", () => {
      for (const x of [sweep(2 ** -24, 2 ** -6), sweep(2 ** -6, 1), sweep(1, 8), sweep(8, 100)]) {
        let worst = 0;
        apply(build, tag, x).forEach((y, i) => {
          const wanted = exact(x[i]!);
          if (x[i]! > -8) worst = Math.max(worst, Math.abs(y - wanted) / ulp(wanted));
        });
        expect(worst).toBeLessThan(MAX_ULP);
      }
    });

    test("is right to seven decimals everywhere", () => {
      const x = sweep(2 ** -10, 2 ** 10);
      apply(build, tag, x).forEach((y, i) => {
        if (!(Math.abs(y - exact(x[i]!)) < 1.5e-7)) expect.fail(`${y} at ${x[i]}`);
      });
    });

    test("never falls", () => {
      const x = Float32Array.from({ length: 40001 }, (_, i) => (i - 20000) / 1000);
      const y = apply(build, tag, x);
      for (let i = 1; i < y.length; i++) if (y[i]! < y[i - 1]! - 2e-7) expect.fail(`falls at ${x[i]}`);
    });

    test("is exact at zeros and infinities, and keeps NaN", () => {
      const x = Float32Array.of(0, -0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NaN, 1e30, -1e30);
      const y = tag === SIGMOID ? [0.5, 0.5, 1, 0, Number.NaN, 1, 0] : [0, -0, 1, -1, Number.NaN, 1, -1];
      expect([...apply(build, tag, x)]).toEqual(y);
    });
  });

  test("sigmoid is 0 or a number whose product with a state is no denormal", () => {
    const x = Float32Array.from({ length: 20000 }, (_, i) => -40 - i / 200);
    apply(build, SIGMOID, x).forEach((y, i) => {
      if (!(y === 0 || y >= 2 ** -63.5)) expect.fail(`${y} at ${x[i]}`);
    });
  });
});
