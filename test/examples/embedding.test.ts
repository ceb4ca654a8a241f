import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { GRU, tensor } from "../../src/index.ts";
import { normals } from "../numbers.ts";

const root = join(import.meta.dirname, "../..");
const own = join(root, ".venv/bin/python");
const python = existsSync(own) ? own : "python3";
const hasWasmtime = spawnSync(python, ["-c", "import wasmtime"]).status === 0;
if (!hasWasmtime)
  console.warn("examples/embedding is not run: there is no Python with wasmtime (pip install wasmtime)");

describe.skipIf(!hasWasmtime)("examples/embedding/gru.py", () => {
  test.each([
    [1, 1, 1, 1],
    [3, 7, 5, 9],
    [2, 20, 16, 32],
  ])("gives the bits of a GRU in JavaScript: batch %i, %i timesteps, %i inputs, %i units", (B, T, I, H) => {
    const normal = normals(1);
    const x = Array.from({ length: B }, () =>
      Array.from({ length: T }, () => Array.from({ length: I }, () => Math.fround(normal()))),
    );
    const gru = new GRU({ units: H, returnSequences: true, biasInitializer: "glorotUniform" });
    const expected = gru.apply(tensor(x));
    const rows = ({ data, shape }: { data: ArrayLike<number>; shape: readonly number[] }): number[][] =>
      Array.from({ length: shape[0]! }, (_, i) => Array.from(data).slice(i * shape[1]!, (i + 1) * shape[1]!));
    const [kernel, recurrentKernel, bias] = gru.getWeights().map(rows);
    const file = join(mkdtempSync(join(tmpdir(), "rivulet-")), "weights.json");
    writeFileSync(file, JSON.stringify({ units: H, kernel, recurrentKernel, bias, x }));
    const script = join(root, "examples/embedding/gru.py");
    const printed = execFileSync(python, [script, join(root, "build/kernels.wasm"), file], { encoding: "utf8" });
    expect(Float32Array.from(JSON.parse(printed) as number[])).toEqual(expected.data);
  });

  test("reads what weights.ts prints, and gives what it says", () => {
    const said = spawnSync("npx", ["tsx", join(root, "examples/embedding/weights.ts")], { encoding: "utf8" });
    const file = join(mkdtempSync(join(tmpdir(), "rivulet-")), "weights.json");
    writeFileSync(file, said.stdout);
    const script = join(root, "examples/embedding/gru.py");
    const printed = execFileSync(python, [script, join(root, "build/kernels.wasm"), file], { encoding: "utf8" });
    expect(JSON.parse(printed)).toEqual(JSON.parse(said.stderr.slice(said.stderr.lastIndexOf("\n[") + 1)));
  });
});
