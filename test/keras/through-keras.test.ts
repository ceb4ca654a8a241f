import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Dense, GRU, input, type optimizers, Sequential, tensor } from "../../src/index.ts";
import { loadKeras, saveKeras } from "../../src/keras/index.ts";
import { getOptimizer } from "../../src/optimizers/by-name.ts";
import { optimizerNames } from "../../src/optimizers/names.ts";
import type { GoldenArray } from "../golden/case.ts";
import { goldenCall, goldenFile, goldenFiles } from "../golden/file.ts";
import { Leak } from "../golden/leak.ts";
import { hasKeras, runPython } from "../golden/python.ts";

/** Keras's numbers and ours agree to 1e-5, absolute plus relative. */
const TOLERANCE = 1e-5;

interface Answer {
  readonly name: string;
  readonly error?: string;
  readonly outputs: readonly GoldenArray[];
  readonly weights: readonly string[];
  readonly state: readonly string[];
  readonly loss: number;
}

const folder = mkdtempSync(join(tmpdir(), "rivulet-"));
afterAll(() => rmSync(folder, { recursive: true }));

const floatsOf = (data: string): Float32Array => new Float32Array(Uint8Array.from(Buffer.from(data, "base64")).buffer);
const encoded = (data: Float32Array): string =>
  Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString("base64");

/** The greatest difference, beside that of 1 where numbers are greater. */
function distance(a: ArrayLike<number>, b: ArrayLike<number>): number {
  return Math.max(0, ...Array.from(a, (value, i) => Math.abs(value - b[i]!) / (1 + Math.abs(b[i]!))));
}

describe.skipIf(!hasKeras)(
  hasKeras ? "Keras opens what saveKeras wrote" : "Keras is not here: KERAS_PYTHON names it",
  () => {
    const answers = new Map<string, Answer>();
    const weights = new Map<string, readonly string[]>();

    beforeAll(() => {
      for (const name of goldenFiles) {
        const model = loadKeras(goldenFile(name), { layers: { Leak } });
        weights.set(
          name,
          model.weights.map(({ data }) => encoded(data)),
        );
        writeFileSync(join(folder, `${name}.keras`), saveKeras(model));
        writeFileSync(join(folder, `${name}.json`), JSON.stringify(goldenCall(name)));
      }
      for (const answer of runPython("reopen.py", folder))
        answers.set(String(answer["name"]), answer as unknown as Answer);
    }, 300_000);

    test.each(goldenFiles)("%s.keras: the weights bit by bit, and the outputs", (name) => {
      const answer = answers.get(name)!;
      expect(answer.error).toBeUndefined();
      expect(answer.weights).toEqual(weights.get(name));
      const wanted = goldenCall(name).outputs;
      expect(answer.outputs.map(({ shape }) => shape)).toEqual(wanted.map(({ shape }) => shape));
      const distances = wanted.map(({ data }, i) => distance(floatsOf(answer.outputs[i]!.data), floatsOf(data)));
      expect(Math.max(...distances)).toBeLessThan(TOLERANCE);
    });
  },
);

describe.skipIf(!hasKeras)(hasKeras ? "training goes on in Keras and back" : "Keras is not here", () => {
  const x = Float32Array.from({ length: 4 * 5 * 2 }, (_, i) => Math.sin(i));
  const y = Float32Array.from({ length: 4 }, (_, i) => Math.cos(i));
  const inputs = tensor(x, [4, 5, 2]);
  const labels = tensor(y, [4, 1]);
  const models = new Map<string, Sequential>();
  const answers = new Map<string, Answer>();
  const files = join(folder, "trained");

  beforeAll(async () => {
    mkdirSync(files);
    const rows = Array.from({ length: 4 }, (_, i) =>
      Array.from({ length: 5 }, (_, j) => [...x.subarray(10 * i + 2 * j, 10 * i + 2 * j + 2)]),
    );
    for (const name of optimizerNames) {
      const model = new Sequential([input({ shape: [null, 2] }), new GRU({ units: 3 }), new Dense({ units: 1 })]);
      model.compile({ optimizer: getOptimizer("test", name), loss: "meanSquaredError", metrics: ["mae"] });
      for (let step = 0; step < 3; step++) await model.trainOnBatch(inputs, labels);
      models.set(name, model);
      writeFileSync(join(files, `${name}.keras`), saveKeras(model));
      writeFileSync(join(files, `${name}.json`), JSON.stringify({ x: rows, y: [...y].map((one) => [one]) }));
    }
    for (const answer of runPython("retrain.py", files))
      answers.set(String(answer["name"]), answer as unknown as Answer);
  }, 300_000);

  test.each(optimizerNames)("with %s: its state bit by bit, and the next step", async (name) => {
    const model = models.get(name)!;
    const answer = answers.get(name)!;
    const optimizer = model.optimizer as optimizers.Optimizer;
    const state = [Float32Array.of(optimizer.iterations), Float32Array.of(optimizer.learningRate)];
    expect(answer.state).toEqual([...state, ...optimizer.variables.map(({ data }) => data)].map(encoded));
    const logs = await model.trainOnBatch(inputs, labels);
    expect(distance([answer.loss], [logs["loss"]!])).toBeLessThan(TOLERANCE);
    const own = model.weights.map(({ data }, i) => distance(floatsOf(answer.weights[i]!), data));
    expect(Math.max(...own)).toBeLessThan(TOLERANCE);
    // What Keras has saved then, goes on here.
    const again = loadKeras(readFileSync(join(files, `${name}.again.keras`)));
    expect(again.weights.map(({ data }) => encoded(data))).toEqual(answer.weights);
    const [here, there] = [await model.trainOnBatch(inputs, labels), await again.trainOnBatch(inputs, labels)];
    expect(again.optimizer!.iterations).toBe(5);
    expect(distance([there["loss"]!], [here["loss"]!])).toBeLessThan(TOLERANCE);
    expect(there["mae"]).toBeCloseTo(here["mae"]!, 4);
  });
});
