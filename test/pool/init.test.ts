import { readFileSync } from "node:fs";
import { setFlagsFromString } from "node:v8";
import { beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import type { InitOptions } from "../../src/index.ts";
import { numbers } from "../numbers.ts";
import { rejection } from "../training/problem.ts";
import { workerFile } from "./build-workers.ts";

// Node 20 knows relaxed SIMD behind a flag, later versions without one.
beforeAll(() => setFlagsFromString("--experimental-wasm-relaxed-simd"));

beforeEach(() => vi.resetModules());

const bytes = readFileSync(new URL("../../build/kernels-relaxed.wasm", import.meta.url));

/** The package as a fresh process would have it, a model with weights and data. */
async function fresh(options: InitOptions = {}) {
  const { Dense, GRU, input, init, Sequential, tensor } = await import("../../src/index.ts");
  const { Pool } = await import("../../src/pool/index.ts");
  await init(options);
  const model = new Sequential([input({ shape: [null, 3] }), new GRU({ units: 16 })]);
  const sizes = [
    [3, 48],
    [16, 48],
    [2, 48],
  ] as const;
  model.setWeights(sizes.map(([rows, columns], i) => tensor(numbers(rows * columns, i + 1), [rows, columns])));
  const x = tensor(numbers(40 * 12), [40, 4, 3]);
  const poolOf = (worker: Parameters<typeof workerFile>[0]) =>
    new Pool(model, { workers: 2, worker: workerFile(worker) });
  return { init, model, x, dense: new Dense({ units: 2 }), poolOf };
}

describe("the kernels that init has chosen", () => {
  test.each([
    ["relaxed", () => ({ relaxed: true })],
    ["a module", () => ({ module: new WebAssembly.Module(bytes) })],
    ["bytes", () => ({ bytes })],
  ] as const)("are those of the workers: %s", async (_, options) => {
    const base = await fresh();
    const expectedOfBase = base.model.predict(base.x);
    using pool = base.poolOf("worker");
    expect(await pool.predict(base.x)).toEqual(expectedOfBase);

    vi.resetModules();
    const { model, x, dense, poolOf } = await fresh(options());
    using other = poolOf("worker");
    const expected = model.predict(x);
    expect(expected.data).not.toEqual(expectedOfBase.data);
    expect(await other.predict(x)).toEqual(expected);
    // Another model, and perhaps another worker, has them too.
    model.add(dense);
    expect(await other.predict(x)).toEqual(model.predict(x));
    model.compile({ optimizer: "sgd", loss: "mse" });
    const y = { data: numbers(80), shape: [40, 2] };
    await other.fit(x, y, { verbose: 0 });
    expect(await other.predict(x)).toEqual(model.predict(x));
  });

  test("are chosen before a pool works, or not at all", async () => {
    const { init, x, poolOf } = await fresh();
    using pool = poolOf("worker");
    await pool.predict(x);
    expect(await rejection(init({ relaxed: true }))).toMatch(/^init: the kernels are already in use/);
  });

  test("are not chosen by the file of the workers", async () => {
    const refusal =
      "Pool: the file of the workers has kernels in use that may be others than the pool's. " +
      "Leave init() to the thread that makes the pool, and compute nothing before serve().";
    const base = await fresh();
    using chosen = base.poolOf("choosing-worker");
    for (let time = 0; time < 2; time++) expect(await rejection(chosen.predict(base.x))).toBe(refusal);
    using busy = base.poolOf("busy-worker");
    expect(await busy.predict(base.x)).toEqual(base.model.predict(base.x));

    vi.resetModules();
    const relaxed = await fresh({ relaxed: true });
    using late = relaxed.poolOf("busy-worker");
    for (let time = 0; time < 2; time++) expect(await rejection(late.predict(relaxed.x))).toBe(refusal);
  });
});
