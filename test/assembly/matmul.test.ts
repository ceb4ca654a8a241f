import { describe, expect, test } from "vitest";
import { Arena, type Build, bits, builds, expectClose, PANEL_SIZES, random } from "../contract/kernel.ts";
import { matmul } from "../reference/matmul.ts";

// Sums of up to 127 products in float32.
const TOLERANCE = 3e-6;

type Kernel = "matmul" | "stripMatmul";

function product(
  build: Build,
  M: number,
  K: number,
  N: number,
  shift = 0,
  kernel: Kernel = "matmul",
): [Float32Array, number[]] {
  const arena = new Arena(build);
  const x = random(M * K, 1);
  const w = random(K * N, 2);
  const init = random(N, 3);
  const y = arena.output(M * N, shift);
  const bias = arena.packed(1, 1, N, init);
  const packed = arena.packed(K, 1, N, w, kernel === "stripMatmul");
  build.exports[kernel](M, K, N, arena.input(x, shift), K * 4, packed, bias, 0, y, N * 4);
  arena.intact();
  return [arena.read(y), matmul(M, K, N, x, w, init)];
}

describe.each(builds)("matmul · $name", (build) => {
  test.each(PANEL_SIZES)("is right for M, K or N of %i", (size) => {
    for (const other of PANEL_SIZES) {
      for (const [M, K, N] of [
        [size, other, 11],
        [other, 6, size],
        [5, size, other],
      ] as const) {
        expectClose(...product(build, M, K, N), TOLERANCE);
      }
    }
  });

  test.each([63, 64, 65, 127])("is right for sizes of %i", (size) => {
    expectClose(...product(build, 9, size, size), TOLERANCE);
    expectClose(...product(build, 1, size, size), TOLERANCE);
  });

  test.each(PANEL_SIZES)("has the same bits with weights in strips, for K or N of %i", (size) => {
    for (const other of [...PANEL_SIZES, 40, 61]) {
      for (const [M, K, N] of [
        [1, other, size],
        [3, size, other],
      ] as const) {
        const [strips, panels] = (["stripMatmul", "matmul"] as const).map((kernel) =>
          product(build, M, K, N, 1, kernel),
        );
        expect(bits(strips![0])).toEqual(bits(panels![0]));
        expectClose(...strips!, TOLERANCE);
      }
    }
  });

  test("copies init when K is 0, and does nothing when M or N is", () => {
    const [y] = product(build, 5, 0, 11);
    expect(y).toEqual(Float32Array.from({ length: 55 }, (_, i) => random(11, 3)[i % 11]!));
    product(build, 0, 3, 5);
    product(build, 3, 3, 0);
    product(build, 3, 3, 0, 0, "stripMatmul");
    product(build, 0, 3, 5, 0, "stripMatmul");
  });

  test.each(["matmul", "stripMatmul"] as const)("%s accumulates onto y, with rows apart", (kernel) => {
    const [M, K, N] = [6, 3, 40];
    const arena = new Arena(build);
    const x = random(M * K, 1);
    const w = random(K * N, 2);
    const start = random(M * N, 3);
    const y = arena.output(M * N);
    new Float32Array(build.exports.memory.buffer).set(start, y >>> 2);
    const spread = Float32Array.from({ length: M * 5 }, (_, i) =>
      i % 5 < K ? x[K * Math.floor(i / 5) + (i % 5)]! : NaN,
    );
    const packed = arena.packed(K, 1, N, w, kernel === "stripMatmul");
    build.exports[kernel](M, K, N, arena.input(spread), 20, packed, y, N * 4, y, N * 4);
    arena.intact();
    const products = matmul(M, K, N, x, w, new Float32Array(N));
    expectClose(
      arena.read(y),
      products.map((value, i) => value + start[i]!),
      TOLERANCE,
    );
  });

  test("packs each gate into panels of 8, padded with zeros", () => {
    const [K, G, H] = [2, 3, 5];
    const arena = new Arena(build);
    const weights = random(K * G * H, 1);
    const packed = arena.read(arena.packed(K, G, H, weights));
    arena.intact();
    const panels = Array.from({ length: G * K * 8 }, (_, i) => {
      const [g, k, j] = [Math.floor(i / (K * 8)), Math.floor(i / 8) % K, i % 8];
      return j < H ? weights[k * G * H + g * H + j]! : 0;
    });
    expect([...packed]).toEqual(panels);
  });

  test("packs every four panels into a strip, and those left over as they are", () => {
    const [K, G, H] = [3, 3, 13]; // 6 panels
    const arena = new Arena(build);
    const weights = random(K * G * H, 1);
    const panels = arena.read(arena.packed(K, G, H, weights));
    const strips = Array.from({ length: 4 * K * 8 }, (_, i) => {
      const [k, p, j] = [Math.floor(i / 32), Math.floor(i / 8) % 4, i % 8];
      return panels[(p * K + k) * 8 + j]!;
    });
    const packed = arena.read(arena.packed(K, G, H, weights, true));
    expect([...packed]).toEqual([...strips, ...panels.slice(strips.length)]);
    arena.intact();
  });

  test.each([
    [11, 3, 5],
    [16, 1, 7],
    [3, 4, 8],
    [0, 2, 3],
    [3, 2, 0],
  ])("packs each gate's transpose, K %i, G %i, H %i", (K, G, H) => {
    const arena = new Arena(build);
    const weights = random(K * G * H, 1);
    const inputs = Math.ceil(K / 8) * 8;
    const packed = arena.output(G * inputs * H);
    build.exports.packTransposed(K, G, H, arena.input(weights, 1), packed);
    arena.intact();
    const panels = Array.from({ length: G * inputs * H }, (_, i) => {
      const k = (Math.floor(i / (8 * H)) * 8 + (i % 8)) % inputs;
      const [g, j] = [Math.floor(i / (inputs * H)), Math.floor(i / 8) % H];
      return k < K ? weights[k * G * H + g * H + j]! : 0;
    });
    expect([...arena.read(packed)]).toEqual(panels);
  });

  test("packs denormal weights as zeros, and keeps NaN and infinities", () => {
    const arena = new Arena(build);
    const packed = arena.packed(1, 1, 8, [1e-40, -1e-44, 2 ** -126, -(2 ** -126), NaN, Infinity, -Infinity, 0]);
    expect([...arena.read(packed)]).toEqual([0, 0, 2 ** -126, -(2 ** -126), NaN, Infinity, -Infinity, 0]);
  });

  test.each([0, 1])("multiplies batches, transposeB %i", (transposeB) => {
    for (const [batch, M, K, N] of [
      [1, 1, 1, 1],
      [3, 2, 5, 7],
      [2, 9, 4, 17],
      [2, 3, 0, 4],
      [0, 3, 2, 4],
    ] as const) {
      const arena = new Arena(build);
      const a = random(batch * M * K, 1);
      const b = random(batch * K * N, 2);
      const y = arena.output(batch * M * N);
      const scratch = arena.output(build.exports.batchMatmulScratch(K, N) / 4);
      build.exports.batchMatmul(batch, M, K, N, transposeB, arena.input(a), arena.input(b), y, scratch);
      arena.intact();
      const expected = Array.from({ length: batch }, (_, i) => {
        const from = b.slice(i * K * N, (i + 1) * K * N);
        const w = transposeB ? from.map((_, j) => from[(j % N) * K + Math.floor(j / N)]!) : from;
        return matmul(M, K, N, a.slice(i * M * K, (i + 1) * M * K), w, new Float32Array(N));
      });
      expectClose(arena.read(y), expected.flat(), TOLERANCE);
    }
  });
});

describe.each(builds.filter((build) => build.name === "base"))("matmul · to the bit", (build) => {
  test("every element is one sum in float32, over k in turn from its init", () => {
    for (const [M, K, N] of [
      [1, 37, 43],
      [7, 65, 30],
      [13, 5, 8],
    ] as const) {
      const x = random(M * K, 1);
      const w = random(K * N, 2);
      const init = random(N, 3);
      const sums = Float32Array.from({ length: M * N }, (_, i) => {
        const [m, n] = [Math.floor(i / N), i % N];
        let sum = init[n]!;
        for (let k = 0; k < K; k++) sum = Math.fround(sum + Math.fround(x[m * K + k]! * w[k * N + n]!));
        return sum;
      });
      for (const shift of [0, 1, 3]) expect(bits(product(build, M, K, N, shift)[0])).toEqual(bits(sums));
    }
  });
});
