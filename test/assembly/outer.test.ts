import { describe, expect, test } from "vitest";
import { Arena, type Build, bits, builds, expectClose, PANEL_SIZES, random, sparseRows } from "../contract/kernel.ts";
import { matmul } from "../reference/matmul.ts";

// Sums of up to 300 products in float32.
const TOLERANCE = 6e-6;

interface Problem {
  M: number;
  K: number;
  N: number;
  /** Floats between the rows of x, g and dW beyond their widths. */
  gap?: number;
  shift?: number;
  /** Rows of each call. */
  calls?: readonly number[];
  /** Rows that are mostly zeros; random ones, if it is not given. */
  x?: Float32Array;
}

/** dW as the kernel adds to it, with the gaps between its rows, and what it was before. */
function run(build: Build, { M, K, N, gap = 0, shift = 0, calls = [M], x: given }: Problem) {
  const arena = new Arena(build);
  const [xRow, gRow, row] = [K + gap, N + gap, N + gap];
  const x = given ?? random(M * xRow, 1);
  const g = random(M * gRow, 2);
  const before = random(K * row, 3);
  const [xAt, gAt, dW] = [arena.input(x, shift), arena.input(g, shift), arena.output(before.length, shift)];
  new Float32Array(build.exports.memory.buffer).set(before, dW >>> 2);
  let m = 0;
  for (const rows of calls) {
    build.exports.addOuter(rows, K, N, xAt + 4 * m * xRow, 4 * xRow, gAt + 4 * m * gRow, 4 * gRow, dW, 4 * row);
    m += rows;
  }
  arena.intact();
  const transposed = Array.from({ length: K * M }, (_, i) => x[(i % M) * xRow + Math.floor(i / M)]!);
  const dense = Array.from({ length: M * N }, (_, i) => g[Math.floor(i / N) * gRow + (i % N)]!);
  const products = matmul(K, M, N, transposed, dense, new Float32Array(N));
  const expected = Array.from(before, (value, i) =>
    i % row < N ? value + products[Math.floor(i / row) * N + (i % row)]! : value,
  );
  return { dW: arena.read(dW), expected, x: transposed, g: dense, before };
}

describe.each(builds)("addOuter · $name", (build) => {
  test.each([0, ...PANEL_SIZES])("is right for M, K or N of %i, and writes nothing beside dW", (size) => {
    for (const other of [0, ...PANEL_SIZES]) {
      for (const [M, K, N] of [
        [size, other, 11],
        [other, 6, size],
        [5, size, other],
      ] as const) {
        for (const gap of [0, 3]) {
          const { dW, expected } = run(build, { M, K, N, gap });
          expectClose(dW, expected, TOLERANCE);
        }
      }
    }
  });

  test.each([1, 5, 16, 19])("is right for rows that are mostly zeros, with g of %i columns", (N) => {
    for (const [M, K] of [
      [6, 37],
      [300, 64],
    ] as const) {
      for (const gap of [0, 3]) {
        const { dW, expected } = run(build, { M, K, N, gap, x: sparseRows(M, K + gap, 4) });
        expectClose(dW, expected, TOLERANCE);
      }
    }
  });

  test("adds up the columns of g by an x of one 1", () => {
    const arena = new Arena(build);
    const [M, N] = [150, 13];
    const g = random(M * N, 2);
    const db = arena.output(N);
    new Float32Array(build.exports.memory.buffer).fill(0, db >>> 2, (db >>> 2) + N);
    build.exports.addOuter(M, 1, N, arena.input([1]), 0, arena.input(g), 4 * N, db, 4 * N);
    arena.intact();
    expectClose(arena.read(db), matmul(1, M, N, new Float32Array(M).fill(1), g, new Float32Array(N)), TOLERANCE);
  });
});

describe.each(builds.filter((build) => build.name === "base"))("addOuter · to the bit", (build) => {
  const [M, K, N] = [300, 7, 19];

  test.each([
    ["", { M, K, N }],
    [", leaving out zeros", { M: 6, K: 37, N, x: sparseRows(6, 37, 4) }],
    [", also where others of them leave out zeros", { M, K: 37, N, x: sparseRows(M, 37, 4) }],
  ])("every element is one sum in float32, over the rows in turn from what was there%s", (_, problem) => {
    const { M } = problem;
    const { dW, x, g, before } = run(build, problem);
    const sums = Float32Array.from(before, (start, i) => {
      let sum = start;
      const [k, n] = [Math.floor(i / N), i % N];
      for (let m = 0; m < M; m++) sum = Math.fround(sum + Math.fround(x[k * M + m]! * g[m * N + n]!));
      return sum;
    });
    expect(bits(dW)).toEqual(bits(sums));
  });

  test("does not depend on how the rows come, nor on alignment", () => {
    const whole = bits(run(build, { M, K, N }).dW);
    expect(bits(run(build, { M, K, N, calls: [1, 127, 0, 130, 42] }).dW)).toEqual(whole);
    for (const shift of [1, 2, 3]) expect(bits(run(build, { M, K, N, shift }).dW)).toEqual(whole);
  });
});
